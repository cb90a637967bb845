// What axe has to say of a page. It is injected by the driver, which the page's policy does not bind.

import type { Page } from 'playwright-core';

const script = await Bun.file(Bun.resolveSync('axe-core/axe.min.js', import.meta.dir)).text();

type Axe = { run(on: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };

/** Each fault as its rule and the first place; `options` are axe's own, all rules where there are none. */
export async function axeFaults(page: Page, options: object = {}): Promise<string[]> {
  await page.evaluate(script);
  return page.evaluate(async (given) => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const { violations } = await axe.run(document, given);
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  }, options);
}
