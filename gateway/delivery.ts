// Ways to deliver, as pages tell them: what they cost and when the parcel comes. The orders room charges for them; a test
// holds the figures here to its own.

import { formatMinor } from '#kit/money';
import type { Clock } from '#kit/time';
import type { DeliveryMethod } from '#services/orders/model';
import type { DeliveryEstimate } from '#views/basket/sums.tsx';
import type { DeliveryOption } from '#views/checkout/details.tsx';

export const deliveryMethods = ['standard', 'express', 'collect'] as const satisfies readonly DeliveryMethod[];

const charges: Record<DeliveryMethod, number> = { standard: 495, express: 995, collect: 0 };
const freeStandardFromMinor = 2500;

/** In minor units, for goods of this worth. */
export const deliveryMinor = (method: DeliveryMethod, goodsMinor: number): number =>
  method === 'standard' && goodsMinor >= freeStandardFromMinor ? 0 : charges[method];

/** Days after delivery within which books may be sent back, as the orders room has it. */
export const returnDays = 30;

export const workingDays: Record<DeliveryMethod, number> = { standard: 3, express: 1, collect: 0 };
const lastOrderHour = 15;
/** Working days until a refund shows at the customer's bank. */
const refundDays = 5;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const dayWords = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });

/** What is offered for goods of this worth, with the day each would arrive: "Thursday 26 November". */
export const deliveryOptions = (clock: Clock, goodsMinor: number): DeliveryOption[] =>
  deliveryMethods.map((method) => ({
    method,
    amount: formatMinor(deliveryMinor(method, goodsMinor)),
    promise: method === 'collect' ? `Ready on ${arrival(clock, method)}` : `Arrives on ${arrival(clock, method)}`,
  }));

/** What standard delivery would cost goods of this worth, when it comes, and how much more makes it free. */
export function deliveryEstimate(clock: Clock, goodsMinor: number): DeliveryEstimate {
  const missing = freeStandardFromMinor - goodsMinor;
  return {
    amount: formatMinor(deliveryMinor('standard', goodsMinor)),
    promise: `arrives on ${arrival(clock, 'standard')}`,
    freeWith: missing > 0 ? formatMinor(missing) : null,
  };
}

/** The same in general words. */
export const deliveryTerms = (): DeliveryOption[] => [
  {
    method: 'standard',
    amount: formatMinor(charges.standard),
    promise: `Three working days. Free from ${formatMinor(freeStandardFromMinor)} on.`,
  },
  {
    method: 'express',
    amount: formatMinor(charges.express),
    promise: 'The next working day, if ordered before 3 pm (UTC).',
  },
  {
    method: 'collect',
    amount: formatMinor(charges.collect),
    promise: 'The same working day, if ordered before 3 pm (UTC).',
  },
];

/** When a book in stock can be there: "Order now for delivery by Thursday 26 November." */
export const arrivalWords = (clock: Clock): string => `Order now for delivery by ${arrival(clock, 'standard')}.`;

/** By when money that leaves today has arrived: "Thursday 26 November". */
export const moneyBy = (clock: Clock): string => moneyFrom(clock.now().getTime());

/** By when money that left at this instant has arrived. */
export function moneyFrom(left: number | string): string {
  let day = typeof left === 'number' ? left : Date.parse(left);
  for (let days = refundDays; days > 0; days -= 1) day = nextWorkingDay(day);
  return dayWords.format(day);
}

const arrival = (clock: Clock, method: DeliveryMethod): string => arrivalFrom(clock.now().getTime(), method);

/** The day a parcel is expected that was ordered at this instant. */
export function arrivalFrom(ordered: number | string, method: DeliveryMethod): string {
  const now = typeof ordered === 'number' ? ordered : Date.parse(ordered);
  const isLate = Math.floor(now / hourMs) % 24 >= lastOrderHour;
  let day = now;
  // What is ordered late or on a weekend is packed on the next working day.
  if (isLate || isWeekend(day)) day = nextWorkingDay(day);
  for (let left = workingDays[method]; left > 0; left -= 1) day = nextWorkingDay(day);
  return dayWords.format(day);
}

/** The epoch began on a Thursday. */
const isWeekend = (ms: number): boolean => [2, 3].includes(Math.floor(ms / dayMs) % 7);

function nextWorkingDay(ms: number): number {
  const next = ms + dayMs;
  return isWeekend(next) ? nextWorkingDay(next) : next;
}
