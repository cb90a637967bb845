// The whole shop on this machine: opened in order, as much at once as can be, and closed in the opposite order.
import { join } from 'node:path';
import { identify } from '#deploy/local/processes';
import { type Room, type Service, services } from '#deploy/local/rooms';
import { living, type Supervised } from '#deploy/local/supervise';
import { ensureDataFolder } from './data-folder.ts';
import { afterDeath, type Environment, gatewayEnvironment, originOf, serviceEnvironment } from './environment.ts';
import type { Flags } from './flags.ts';
import { install, installed } from './install.ts';
import { type Kept, keep } from './keeper.ts';
import { openLog, type RoomLog } from './logs.ts';
import { checkPorts } from './ports.ts';
import { roomGraceSeconds, startRoom } from './room.ts';
import { clearLeftovers, recordRun, releaseFolder, takeFolder } from './run-file.ts';
import { type Admin, keepSecrets, type Secrets, saveSecrets } from './secrets.ts';
import { openNats, openPostgres, type ServersPlan } from './servers.ts';
import type { LauncherSettings } from './settings.ts';
import type { Terminal } from './terminal.ts';

export type ShopPlan = {
  /** The project's folder. */
  root: string;
  /** The file each room runs, relative to the root. */
  entries: Record<Room, string>;
  settings: LauncherSettings;
  flags: Flags;
  terminal: Terminal;
};

export type Shop = {
  /** Resolves when every room is ready, with the first admin if the screen should show it. Rejects if one cannot be. */
  open(): Promise<{ newAdmin: Admin | undefined }>;
  /** True from the moment it was asked to close: what fails then fails because of that. */
  closing(): boolean;
  /** Stops what runs, also in the middle of opening. Resolves when all of it is gone. */
  close(): Promise<void>;
};

export function createShop(plan: ShopPlan): Shop {
  const kept = new Map<string, Kept<unknown>>();
  const logs = new Map<string, RoomLog>();
  let folderTaken = false;
  let closing = false;
  let opening: Promise<unknown> = Promise.resolve();
  const { root, settings, terminal, flags } = plan;
  const { dataDir } = settings;
  const goOn = () => {
    if (closing) throw new Error('The shop is closing.');
  };
  const logOf = (name: string) => {
    const log = logs.get(name) ?? openLog(join(dataDir, 'logs'), name, { terminal, verbose: flags.verbose });
    logs.set(name, log);
    return log;
  };
  const onKept = (name: string, one: Kept<unknown>) => void kept.set(name, one);

  const open = async () => {
    ensureDataFolder(dataDir);
    const run = takeFolder(dataDir, settings.publicUrl);
    folderTaken = true;
    if (await clearLeftovers(run)) terminal.line('  Stopped what an earlier start had left running.');
    recordRun(dataDir, run);
    await checkPorts(settings);
    goOn();
    if (!installed(root)) await terminal.step('packages', install(root), () => 'installed');
    goOn();
    const secrets = keepSecrets(dataDir);
    const record: Recorder = (name, process, entry) => {
      const leader = identify(process.pid);
      if (leader) run.processes[name] = { leader, entry };
      recordRun(dataDir, run);
    };
    const nats = openNats({ root, settings, secrets, terminal, logOf, onKept, record });
    const databases = openPostgres({ root, settings, secrets, terminal, logOf, onKept, record }).then((urls) => {
      run.databases = urls;
      return urls;
    });
    const openRoom = (room: Room, env: Environment) => openOne({ room, env, plan, logOf, onKept, record });
    await openRooms({ settings, secrets, nats, databases, goOn, openRoom });
    return { newAdmin: adminToShow(settings, secrets) };
  };
  const close = async () => {
    closing = true;
    await closeAll(kept);
    await closeRest(opening);
    await Promise.all([...logs.values()].map((log) => log.close()));
    if (folderTaken) releaseFolder(dataDir);
  };
  return {
    close,
    closing: () => closing,
    open() {
      const opened = open();
      opening = opened.catch(() => undefined);
      return opened;
    },
  };
}

type Opening = {
  settings: LauncherSettings;
  secrets: Secrets;
  nats: Promise<Record<Room, string>>;
  databases: Promise<Record<Service, string>>;
  goOn: () => void;
  openRoom: (room: Room, env: Environment) => Promise<void>;
};

// The gateway comes last: whoever finds the door open finds the shelves filled, not pages that excuse themselves.
async function openRooms({ settings, secrets, goOn, openRoom, ...servers }: Opening): Promise<void> {
  const sessionSecret = settings.sessionSecret ?? secrets.session;
  const admin = firstAdmin(settings, secrets);
  const [nats, databases] = await Promise.all([servers.nats, servers.databases]);
  goOn();
  const openService = (service: Service) => {
    const told = { settings, admin, natsUrl: nats[service], databaseUrl: databases[service] };
    return openRoom(service, serviceEnvironment(service, told));
  };
  await Promise.all(services.map(openService));
  goOn();
  await openRoom('gateway', gatewayEnvironment({ settings, natsUrl: nats.gateway, sessionSecret }));
}

type RoomOpening = Pick<ServersPlan, 'logOf' | 'onKept'> & {
  room: Room;
  env: Environment;
  plan: ShopPlan;
  record: Recorder;
};

function openOne({ room, env, plan, logOf, onKept, record }: RoomOpening): Promise<void> {
  const { root, settings, terminal, flags } = plan;
  const entry = join(root, plan.entries[room]);
  const origin = originOf(room, settings);
  const one = { name: room, entry, origin, env, cwd: root, watch: flags.watch, log: logOf(room) };
  const again = afterDeath(env);
  const process = keep({
    name: room,
    firstTries: 2,
    note: (text) => terminal.note(room, text),
    start: (started) =>
      startRoom(one, (process) => {
        one.env = again;
        started(process);
        record(room, process, entry);
      }),
  });
  onKept(room, process);
  return terminal.step(room, process.ready, () => origin);
}

type Recorder = (name: Room | 'nats', process: Supervised, entry: string) => void;

function firstAdmin(settings: LauncherSettings, { admin }: Secrets): Admin {
  const { username = admin.username, email = admin.email, password = admin.password } = settings.admin;
  return { username, email, password };
}

// Shown once. A password that was given is known to whoever gave it, and makes ours void.
function adminToShow(settings: LauncherSettings, secrets: Secrets): Admin | undefined {
  if (secrets.adminShown) return undefined;
  saveSecrets(settings.dataDir, { ...secrets, adminShown: true });
  return settings.admin.password === undefined ? firstAdmin(settings, secrets) : undefined;
}

// The gateway first, so that pages on their way out still find the services; both within one time of grace.
async function closeAll(kept: Map<string, Kept<unknown>>): Promise<void> {
  const end = performance.now() + roomGraceSeconds * 1000;
  const stop = (names: readonly string[], graceMs: number) =>
    Promise.all(names.map((name) => kept.get(name)?.stop(graceMs)));
  const rest = () => Math.max(end - performance.now(), 0);
  const gateway = stop(['gateway'], rest());
  await Promise.race([gateway, Bun.sleep(3_000)]);
  await Promise.all([gateway, stop(services, rest())]);
  await stop(['nats'], 5_000);
  await stop(['postgres'], 30_000);
}

// What was on its way up when we were told to stop has no keeper yet: an installer, initdb, a server.
async function closeRest(opening: Promise<unknown>): Promise<void> {
  let settled = false;
  const done = opening.then(() => {
    settled = true;
  });
  while (!settled || living.size > 0) {
    await Promise.all([...living].map((child) => child.stop(10_000)));
    await Promise.race([done, Bun.sleep(50)]);
  }
}
