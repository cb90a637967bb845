// A visitor without a mouse. Journeys are written as if they clicked; here each click, word and choice is done with Tab, Shift,
// Enter, Space, letters and arrows, and where the focus is must be seen all the way.

import type { Locator, Page } from 'playwright-core';

type Act = (hand: Hand, locator: Locator, given: unknown) => Promise<void>;
type Hand = { page: Page; faults: string[] };

/** More stops than the longest page of the shop has. */
const mostStops = 400;
const originals = new WeakMap<object, object>();

/**
 * The same page, on which locators act by keys alone. What is wrong with the focus on the way is added to `faults`.
 * Going to an address stays as it is: typing one needs no mouse.
 */
export function byKeyboard(page: Page, faults: string[]): Page {
  return wrapped(page, { page, faults });
}

function wrapped<T extends object>(original: T, hand: Hand): T {
  const proxy = new Proxy(original, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      const act = isLocator(target) && typeof name === 'string' ? acts[name] : undefined;
      return (...given: unknown[]) => {
        if (act) return act(hand, target as unknown as Locator, given[0]);
        const result: unknown = Reflect.apply(value, target, given.map(unwrapped));
        return isLocator(result) ? wrapped(result, hand) : result;
      };
    },
  });
  originals.set(proxy, original);
  return proxy;
}

/** What is given may be one of ours, or have some in it, as `{ has: locator }`. */
function unwrapped(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const original = originals.get(value);
  if (original || Object.getPrototypeOf(value) !== Object.prototype) return original ?? value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, unwrapped(inner)]));
}

const isLocator = (value: unknown): value is Locator & object =>
  typeof value === 'object' && value !== null && 'selectOption' in value && 'waitFor' in value;

const acts: Record<string, Act | undefined> = {
  click: async (hand, locator) => press(hand, locator, 1),
  dblclick: async (hand, locator) => press(hand, locator, 2),
  fill: async (hand, locator, text) => {
    await reach(hand, locator);
    await hand.page.keyboard.press('Control+A');
    if (text === '') await hand.page.keyboard.press('Delete');
    else await hand.page.keyboard.insertText(String(text));
  },
  check: async (hand, locator) => tick(hand, locator, true),
  uncheck: async (hand, locator) => tick(hand, locator, false),
  setChecked: async (hand, locator, wanted) => tick(hand, locator, wanted === true),
  selectOption: async (hand, locator, wanted) => {
    await reach(hand, locator);
    const label = await locator.evaluate(
      (select, value) =>
        select instanceof HTMLSelectElement
          ? [...select.options].find((option) => option.value === value || option.label === value)?.label
          : undefined,
      String(wanted),
    );
    await hand.page.keyboard.type(label ?? String(wanted));
  },
};

async function press(hand: Hand, locator: Locator, times: number): Promise<void> {
  await reach(hand, locator);
  const key = await locator.evaluate((element) => (element.matches('input[type=checkbox], label') ? 'Space' : 'Enter'));
  // Pressed on the locator, which holds the focus already, because that waits for the page it may lead to.
  if (times === 1) return locator.press(key);
  for (let n = 0; n < times; n++) await hand.page.keyboard.press(key);
}

/** Of radio buttons Tab reaches one; arrows go on to the others and choose them. */
async function tick(hand: Hand, locator: Locator, wanted: boolean): Promise<void> {
  if ((await locator.isChecked()) === wanted) return;
  const isRadio = await locator.evaluate((element) => element.matches('input[type=radio]'));
  await reach(hand, locator, isRadio);
  if (!isRadio) return hand.page.keyboard.press('Space');
  for (let n = 0; n < 30 && !(await locator.isChecked()); n++)
    await hand.page.keyboard.press((await isFocused(locator)) ? 'Space' : 'ArrowDown');
}

const isFocused = (locator: Locator): Promise<boolean> =>
  locator.evaluate((element) => element === document.activeElement);

const isInGroup = (locator: Locator): Promise<boolean> =>
  locator.evaluate(
    (element) =>
      element instanceof HTMLInputElement &&
      document.activeElement instanceof HTMLInputElement &&
      document.activeElement.name === element.name,
  );

/** Presses Tab until the focus is there. @throws where it never comes there. */
async function reach(hand: Hand, locator: Locator, groupIsEnough = false): Promise<void> {
  await locator.waitFor();
  const isThere = groupIsEnough ? isInGroup : isFocused;
  for (let stops = 0; !(await isThere(locator)); stops++) {
    if (stops > mostStops) throw new Error(`No way to ${locator} by keyboard on ${hand.page.url()}`);
    await hand.page.keyboard.press('Tab');
  }
  const fault = await hand.page.evaluate(faultOfFocus);
  if (fault) hand.faults.push(`focus: ${fault} on ${new URL(hand.page.url()).pathname}`);
}

/** Runs in the page. The ring may be around the thing itself or around what stands for it, as the label of a hidden box. */
function faultOfFocus(): string | null {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return 'nowhere';
  const seen = [focused, focused.closest('label'), focused.nextElementSibling, focused.parentElement].filter(
    (element) => element !== null,
  );
  const isRinged = seen.some((element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
  });
  if (!isRinged) return `not seen at ${focused.outerHTML.slice(0, 120)}`;
  const { left, right, top, bottom } = focused.getBoundingClientRect();
  const isInWindow = bottom > 0 && right > 0 && top < window.innerHeight && left < window.innerWidth;
  return isInWindow ? null : `outside of the window at ${focused.outerHTML.slice(0, 120)}`;
}
