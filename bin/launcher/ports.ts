// Whether the six ports are free, before anything is started.
import { rooms } from '#deploy/local/rooms';
import { originOf } from './environment.ts';
import { Refusal } from './refusal.ts';
import { type LauncherSettings, portVariable } from './settings.ts';

/** Rejects with one sentence for each port that cannot be had, naming the port and its variable. */
export async function checkPorts(settings: LauncherSettings): Promise<void> {
  const faults = await Promise.all(
    rooms.map(async (room) => {
      const port = settings.ports[room];
      const { hostname } = new URL(originOf(room, settings));
      const fault = await whyNot(settings.host, hostname.replace(/^\[|\]$/g, ''), port);
      return fault && `Port ${port} ${fault}. It was to be for ${room}: choose another with ${portVariable(room)}=…`;
    }),
  );
  const named = faults.filter((fault) => fault !== undefined);
  if (named.length > 0) throw new Refusal(named.join('\n'));
}

// Binding alone would miss a server that listens on all addresses where the system lets a second one take a single
// address of the same port; so someone who answers counts as well.
async function whyNot(host: string, reachable: string, port: number): Promise<string | undefined> {
  if (await answers(reachable, port)) return 'is taken';
  try {
    Bun.listen({ hostname: host, port, exclusive: true, socket: { data: () => undefined } }).stop(true);
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') return 'is taken';
    if (code === 'EACCES') return 'needs more rights than this user has';
    return `cannot be opened on HOST=${host} (${code ?? error})`;
  }
}

async function answers(hostname: string, port: number): Promise<boolean> {
  try {
    const socket = await Bun.connect({ hostname, port, socket: { data: () => undefined, error: () => undefined } });
    socket.terminate();
    return true;
  } catch {
    return false;
  }
}
