// What must hold for anybody, however they look at a page: narrow, enlarged, spaced, without style sheets, in two colours, on paper.

import type { Page } from 'playwright-core';

/** Runs in the page: by how much it is wider than its window. */
const overflow = (): number => document.documentElement.scrollWidth - document.documentElement.clientWidth;

/** Runs in the page: the spacing of WCAG 1.4.12. */
function spaceOut(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    `* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-block-end: 2em !important }`,
  );
  document.adoptedStyleSheets = [sheet];
}

/** Runs in the page: letters twice as large (WCAG 1.4.4). */
function enlarge(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('html { font-size: 200% !important }');
  document.adoptedStyleSheets = [sheet];
}

/** Runs in the page: targets smaller than 24 by 24 that are not words within a sentence, nor have room around them (WCAG 2.5.8). */
function smallTargets(): string[] {
  const boxes = [...document.querySelectorAll('a[href], button, summary, select, input:not([type=hidden])')].flatMap(
    (element) => {
      const target = element.closest('label') ?? element;
      const { width, height, left, top } = target.getBoundingClientRect();
      if (width === 0 || height === 0 || !element.checkVisibility()) return [];
      return [{ element, width, height, x: left + width / 2, y: top + height / 2 }];
    },
  );
  const isInSentence = (element: Element) =>
    element.matches('a') &&
    [...(element.parentElement?.childNodes ?? [])].some((node) => node.nodeType === 3 && node.textContent?.trim());
  return boxes
    .filter(({ element, width, height }) => (width < 23.5 || height < 23.5) && !isInSentence(element))
    .filter((one) =>
      boxes.some(
        (other) =>
          other.element !== one.element && Math.hypot(other.x - one.x, other.y - one.y) < 24 && other.width > 0,
      ),
    )
    .map(
      ({ element, width, height }) => `${Math.round(width)}×${Math.round(height)} ${element.outerHTML.slice(0, 90)}`,
    );
}

/** Runs in the page: what somebody reads who has no style sheets, and whether the main part comes before the foot. */
function bareOrder(): string[] {
  for (const sheet of document.querySelectorAll('link[rel=stylesheet]')) sheet.remove();
  const text = document.body.innerText;
  const heading = document.querySelector('h1')?.innerText ?? '';
  const foot = document.querySelector('footer')?.innerText.trim().slice(0, 20) ?? '';
  const faults: string[] = [];
  if (!heading || !text.includes(heading)) faults.push('its heading cannot be read without style sheets');
  if (foot && text.lastIndexOf(foot) < text.indexOf(heading)) faults.push('its foot comes before its heading');
  return faults;
}

/** Everything that is wrong with the page at this address for somebody. */
export async function usableFaults(page: Page, url: string): Promise<string[]> {
  const faults: string[] = [];
  const note = (what: string, pixels: number) => pixels > 0 && faults.push(`${what}: ${pixels} pixels too wide`);
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(url);
  note('at 320 pixels', await page.evaluate(overflow));
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.evaluate(enlarge);
  note('letters doubled', await page.evaluate(overflow));
  await page.setViewportSize({ width: 412, height: 900 });
  await page.evaluate(spaceOut);
  note('letters spaced', await page.evaluate(overflow));
  await page.goto(url);
  faults.push(...(await page.evaluate(smallTargets)).map((target) => `small target: ${target}`));
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  note('in forced colours', await page.evaluate(overflow));
  const moving = await page.evaluate(
    () => document.getAnimations().filter((one) => Number(one.effect?.getComputedTiming().duration ?? 0) > 200).length,
  );
  if (moving > 0) faults.push(`${moving} things move although nothing should`);
  await page.emulateMedia({ forcedColors: 'none', reducedMotion: 'no-preference' });
  faults.push(...(await page.evaluate(bareOrder)));
  return faults;
}

/** Sheets of A4 that the page prints on, and whether the shop's navigation is kept off them. */
export async function printed(page: Page, url: string): Promise<{ sheets: number; hasNavigation: boolean }> {
  await page.goto(url);
  await page.emulateMedia({ media: 'print' });
  const hasNavigation = await page.evaluate(() =>
    [...document.querySelectorAll('header nav, [role=search]')].some((element) => element.checkVisibility()),
  );
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
  await page.emulateMedia({ media: 'screen' });
  return { sheets: pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0, hasNavigation };
}
