// Slots with nothing in them: because there is nothing, or because the service that knows is away.

/** Says quietly that one part of a page is missing: "Reviews are unavailable just now." */
export function Missing({ what }: { what: string }): JSX.Element {
  return (
    <p class="missing" safe>
      {`${what} unavailable just now. The rest of the page works.`}
    </p>
  );
}
