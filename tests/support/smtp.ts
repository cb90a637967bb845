// A mail server for tests: takes what is sent, or is slow, busy, rude or deaf, as the test wishes.

import { SMTPServer } from 'smtp-server';

export type Arrived = { messageId: string; to: string; raw: string };
type Moods = 'well' | 'slow' | 'busy' | 'full' | 'rude' | 'deaf';

export type MailServer = {
  url: string;
  /** Every mail it took the content of, also where it then said nothing. */
  arrived: Arrived[];
  /**
   * `slow` takes half a second for each step; `busy` says 421 to the recipient, `full` 452 to the content, `rude` 550 to the
   * recipient; `deaf` takes the content and never answers.
   */
  mood: Moods;
  stop(): Promise<void>;
};

const refusal = (responseCode: number, words: string) => Object.assign(new Error(words), { responseCode });

/** @param port of a server that was stopped before; any free one without. */
export async function startMailServer(port = 0): Promise<MailServer> {
  const state: Omit<MailServer, 'url' | 'stop'> = { arrived: [], mood: 'well' };
  const pause = () => Bun.sleep(state.mood === 'slow' ? 500 : 0);
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    closeTimeout: 100,
    onConnect: (_session, done) => void pause().then(() => done()),
    onMailFrom: (_address, _session, done) => void pause().then(() => done()),
    onRcptTo(_address, _session, done) {
      if (state.mood === 'busy') return done(refusal(421, 'come back later'));
      if (state.mood === 'rude') return done(refusal(550, 'nobody of that name'));
      void pause().then(() => done());
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        if (state.mood === 'full') return done(refusal(452, 'no room just now'));
        const raw = Buffer.concat(parts).toString('utf8');
        const to = session.envelope.rcptTo.map(({ address }) => address).join();
        state.arrived.push({ messageId: /^Message-ID: *(\S+)/im.exec(raw)?.[1] ?? '', to, raw });
        if (state.mood !== 'deaf') void pause().then(() => done());
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', () => listening()));
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on a port');
  return Object.assign(state, {
    url: `smtp://127.0.0.1:${address.port}`,
    stop: () => new Promise<void>((stopped) => server.close(() => stopped())),
  });
}
