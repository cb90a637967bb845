// What customers of a shop wish for, as often as they do.

import { type Cast, callOneOff, cancelPaid, type Played, pay, place, placeTwo, refundHalf } from './scenes.ts';

/** What the customers of a real shop do, in about these shares. */
const wishes: [share: number, kind: string, play: (cast: Cast) => Promise<Played>][] = [
  [50, 'buy', async (cast) => pay(cast, await place(cast))],
  [12, 'buy several', async (cast) => pay(cast, await place(cast, basketOf(cast)))],
  [8, 'buy the last ones', async (cast) => pay(cast, await place(cast, [lastOnes(cast)]))],
  [7, 'be declined, pay again', async (cast) => pay(cast, await pay(cast, await place(cast), 'tok_declined'))],
  [5, 'pay into silence', async (cast) => pay(cast, await place(cast), 'tok_timeout')],
  [4, 'pay later', async (cast) => pay(cast, await place(cast), null)],
  [5, 'buy, have half refunded', async (cast) => refundHalf(cast, await pay(cast, await place(cast)))],
  [5, 'buy, have it cancelled', async (cast) => cancelPaid(cast, await pay(cast, await place(cast)))],
  [4, 'buy two, call one off', async (cast) => callOneOff(cast, await pay(cast, await placeTwo(cast)))],
];

const lastOnes = ({ chance, scarce }: Cast) => ({
  book_id: chance.pick(scarce.slice(0, 5)),
  quantity: 1 + chance.below(5),
});
const basketOf = ({ chance, shelf }: Cast) =>
  chance
    .shuffled(shelf)
    .slice(0, 2 + chance.below(3))
    .map((book_id) => ({ book_id, quantity: 1 + chance.below(3) }));

const bag = wishes.flatMap((wish) => Array.from({ length: wish[0] }, () => wish));

/** Plays a wish that chance picks, to its end. */
export async function anyWish(cast: Cast): Promise<{ played: Played; ending: string }> {
  const [, kind, play] = cast.chance.pick(bag);
  const played = await play(cast);
  return { played, ending: `${kind}: ${played.ending}` };
}
