// How a page feels: when its largest part is painted, whether anything jumps, and how soon it answers a hand. A quarter of the
// machine's speed, no brake on the network.

import type { Page } from 'playwright-core';
import { newVisitor } from '#tests/support/browser';

export type Feel = { lcp: number; cls: number; interaction: number };

type Noted = { shift: number; paint: number; longest: number };
type Keeper = typeof globalThis & { noted: Noted };

/** Runs in the page before anything else. */
function observe(): void {
  const noted: Noted = { shift: 0, paint: 0, longest: 0 };
  Object.assign(globalThis as Keeper, { noted });
  const watch = (type: string, note: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({
      type,
      buffered: true,
      ...(type === 'event' ? { durationThreshold: 16 } : {}),
    });
  watch('layout-shift', (entry) => {
    const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
    if (!hadRecentInput) noted.shift += value;
  });
  watch('largest-contentful-paint', (entry) => {
    noted.paint = entry.startTime;
  });
  watch('event', (entry) => {
    noted.longest = Math.max(noted.longest, entry.duration);
  });
}

/** What somebody does on the page once it is there; the events of it are timed. */
export type Deed = (page: Page) => Promise<void>;

/** One visit with an empty cache: the page is opened, scrolled to its end, and `deed` done on it. Milliseconds; `cls` has no unit. */
export async function feel(url: string, deed: Deed): Promise<Feel> {
  const { page, context } = await newVisitor({ scripts: true, width: 412 });
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.addInitScript(observe);
  await page.goto(url, { waitUntil: 'load' });
  // The page is there for the server before it is there for the eye: nobody's hand goes to what is not painted yet.
  await page.waitForFunction(() => (globalThis as Keeper).noted.paint > 0);
  await page.mouse.wheel(0, 6000);
  await page.waitForTimeout(500);
  const lcp = await page.evaluate(() => {
    const { noted } = globalThis as Keeper;
    noted.longest = 0;
    return noted.paint;
  });
  await deed(page);
  // Events are reported after the frame that answered them.
  await page.evaluate(() => new Promise((done) => setTimeout(done, 200)));
  const { shift, longest } = await page.evaluate(() => (globalThis as Keeper).noted);
  await context.close();
  return { lcp, cls: shift, interaction: longest };
}

/** The value that `share` of them do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
