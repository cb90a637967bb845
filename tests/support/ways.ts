// The four ways every journey is gone: with scripts, without, by keyboard alone, and where the script's file cannot be had.

import { newVisitor, type Visitor } from './browser.ts';
import { byKeyboard } from './keyboard.ts';

export type Way = {
  how: string;
  /** The browser runs scripts. */
  scripts: boolean;
  /** The page's own script works, so that answers come in place. */
  enhanced: boolean;
  keyboard: boolean;
};

export const ways: readonly Way[] = [
  { how: 'with scripts', scripts: true, enhanced: true, keyboard: false },
  { how: 'without scripts', scripts: false, enhanced: false, keyboard: false },
  { how: 'by keyboard alone', scripts: true, enhanced: true, keyboard: true },
  { how: 'while the script answers 500', scripts: true, enhanced: false, keyboard: false },
];

/** A new visitor who goes this way. Faults leave out the script's own 500, which the way is about. */
export async function visitorBy(way: Way, options: { width?: number; dark?: boolean } = {}): Promise<Visitor> {
  const visitor = await newVisitor({ ...options, scripts: way.scripts });
  if (way.keyboard) return { ...visitor, page: byKeyboard(visitor.page, visitor.faults) };
  if (way.scripts === way.enhanced) return visitor;
  await visitor.page.route(/\/assets\/[^?]*\.js/, (route) => route.fulfill({ status: 500, body: '' }));
  const noted = visitor.faults.push.bind(visitor.faults);
  visitor.faults.push = (...faults) => noted(...faults.filter((fault) => !/status of 500/.test(fault)));
  return visitor;
}
