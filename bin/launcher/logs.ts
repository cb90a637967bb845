// What the processes write: all of it into files, and what needs attention in short on the terminal.
import { createWriteStream, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Terminal } from './terminal.ts';

const rotateAt = 10 * 1024 * 1024;
const notesPerSecond = 5;

export type RoomLog = {
  take(line: string, stream: 'stdout' | 'stderr'): void;
  /** Resolves when all is in the file. */
  close(): Promise<void>;
};

/** The log of one process: `<folder>/<name>.log`, moved to `.1` when it is larger than 10 MB at the start. */
export function openLog(folder: string, name: string, show: { terminal: Terminal; verbose: boolean }): RoomLog {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.log`);
  if (existsSync(file) && statSync(file).size > rotateAt) renameSync(file, `${file}.1`);
  const out = createWriteStream(file, { flags: 'a', mode: 0o600 });
  out.on('error', (error) => show.terminal.note(name, `cannot write ${file}: ${error.message}`));
  const note = (text: string) => show.terminal.note(name, text);
  const say = show.verbose ? note : sparing(note, file);
  return {
    take(line, stream) {
      out.write(`${line}\n`);
      const text = show.verbose ? line : attention(line, stream);
      if (text) say(text);
    },
    close: () => new Promise((resolve) => out.end(resolve)),
  };
}

/** The short form of a line that needs attention, or undefined. A line that is not JSON needs it on stderr only. */
export function attention(line: string, stream: 'stdout' | 'stderr'): string | undefined {
  if (!line.startsWith('{')) return stream === 'stderr' && line.trim() ? line.trimEnd() : undefined;
  if (!line.includes('"level":"warn"') && !line.includes('"level":"error"')) return undefined;
  try {
    const { level, fact, message, code } = JSON.parse(line);
    if (level !== 'warn' && level !== 'error') return undefined;
    const details = [message, code].filter((part) => part !== undefined && part !== null);
    return `${level}: ${[fact, ...details].join(' · ')}`.slice(0, 200);
  } catch {
    return undefined;
  }
}

// A process in trouble may write thousands of lines a second; the terminal shows some and says where the rest is.
function sparing(say: (text: string) => void, file: string): (text: string) => void {
  let second = 0;
  let said = 0;
  return (text) => {
    const now = Math.floor(performance.now() / 1000);
    if (now !== second) [second, said] = [now, 0];
    said += 1;
    if (said <= notesPerSecond) say(text);
    else if (said === notesPerSecond + 1) say(`… and more, in ${file}`);
  };
}
