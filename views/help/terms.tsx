import { url } from '../urls.ts';

/** `seller`: name and address, a line each. */
export function TermsHelpPage({ seller }: { seller: string }): JSX.Element {
  return (
    <div class="prose">
      <h1>Terms of sale</h1>
      <p>What we promise each other when you buy a book here. In plain words, because you are meant to read them.</p>
      <h2>Who sells</h2>
      <p class="lines-kept" safe>
        {seller}
      </p>
      <h2>The order</h2>
      <p>
        A book in the basket is not yet sold. Placing the order is your offer, and our mail that the order is confirmed
        is our yes. If we cannot send a book after all we say so, and what you paid for it goes back.
      </p>
      <h2>Price and payment</h2>
      <p>
        You pay the prices shown when you place the order, with the delivery you chose. A price that changed while the
        book lay in the basket is shown to you before you order. Money is taken once the books are set aside, never
        before.
      </p>
      <h2>Delivery</h2>
      <p>
        Times are what parcels usually take; the page about <a href={url.delivery()}>delivery</a> has them, with what
        each costs. Until the parcel is in your hands, its loss is ours.
      </p>
      <h2>Changing your mind</h2>
      <p>
        You can cancel until the order is packed, and send books back for thirty days after they came, without a reason.
        How is told under <a href={url.returns()}>returns</a>. Books that are damaged or wrong are replaced or refunded,
        whenever you notice, as the law has it. Nothing here takes away what the law gives you.
      </p>
      <h2>Your account, and your words</h2>
      <p>
        Keep your password to yourself. Reviews are yours: you let us show them here, and can change or delete them.
        Reviews that insult, advertise or tell private things are hidden, and you are told why. What we hold about you
        is told under <a href={url.privacy()}>privacy</a>.
      </p>
      <h2>Something wrong?</h2>
      <p>
        <a href={url.contact()}>Ask us</a> first: a person answers.
      </p>
    </div>
  );
}
