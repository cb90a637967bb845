/** Something the person at the keyboard can mend. The message says what is wrong and what to do; there is no stack. */
export class Refusal extends Error {
  override name = 'Refusal';

  constructor(
    message: string,
    readonly exitCode: number = 1,
  ) {
    super(message);
  }
}

/** The words of an error, without its stack. */
export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
