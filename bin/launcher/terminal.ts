// What the launcher says. On a terminal a last line shows what is being waited for; elsewhere there are plain lines only.

export type Terminal = {
  line(text?: string): void;
  /** Something that went wrong or came back while the shop runs, with the room it concerns. */
  note(source: string, text: string): void;
  /** Prints one line with the time it took when `work` is done. Rejects as `work` does. */
  step<T>(name: string, work: Promise<T>, done?: (result: T) => string): Promise<T>;
  strong(text: string): string;
  close(): void;
};

type Out = { write(text: string): unknown; isTTY?: boolean };

export function createTerminal(
  out: Out = process.stdout,
  env: Record<string, string | undefined> = process.env,
): Terminal {
  const live = out.isTTY === true && env.TERM !== 'dumb';
  const color = live && !env.NO_COLOR;
  const paint = (code: number, text: string) => (color ? `\x1b[${code}m${text}\x1b[0m` : text);
  const waiting = new Map<string, number>();
  let shown = false;
  const clear = () => {
    if (shown) out.write('\r\x1b[K');
    shown = false;
  };
  const line = (text = '') => {
    clear();
    out.write(`${text}\n`);
  };
  const status = () => {
    const [first] = waiting.values();
    if (first === undefined) return;
    const text = `  ${[...waiting.keys()].join(', ')} … ${seconds(first)}`;
    if (live) {
      clear();
      out.write(paint(2, text));
      shown = true;
    } else if (performance.now() - first > 5_000) line(text);
  };
  const ticker = setInterval(status, live ? 100 : 5_000);
  ticker.unref();
  return {
    line,
    note: (source, text) => line(`  ${paint(33, source.padEnd(9))} ${text}`),
    async step(name, work, done = () => 'ready') {
      const began = performance.now();
      waiting.set(name, began);
      try {
        const result = await work;
        line(`  ${name.padEnd(9)} ${done(result).padEnd(34)} ${paint(2, seconds(began))}`);
        return result;
      } finally {
        waiting.delete(name);
        clear();
      }
    },
    strong: (text) => paint(1, text),
    close() {
      clearInterval(ticker);
      clear();
    },
  };
}

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(2)} s`;
