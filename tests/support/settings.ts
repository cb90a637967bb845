// The settings each room reads, as the rooms declare them.

import { type Room, rooms, type Service } from '#deploy/local/rooms';
import { gatewaySettings } from '#gateway/settings';
import type { Setting } from '#kit/config';
import { commonSettings } from '#kit/service';

type Settings = Record<string, Setting<unknown>>;

/** By room and name. */
export async function settingsOfRooms(): Promise<Record<Room, Settings>> {
  const found = await Promise.all(rooms.map(async (room) => [room, await settingsOf(room)] as const));
  return Object.fromEntries(found) as Record<Room, Settings>;
}

async function settingsOf(room: Room): Promise<Settings> {
  return room === 'gateway' ? gatewaySettings : { ...commonSettings(room, 0), ...(await ownSettings(room)) };
}

async function ownSettings(room: Service): Promise<Settings> {
  const declared = (await import(`../../services/${room}/index.ts`)) as Record<string, { settings?: Settings }>;
  return declared[room]?.settings ?? {};
}

/** True where a room does not start without it. */
export function isRequired(setting: Setting<unknown>): boolean {
  try {
    setting.parse(undefined, {});
    return false;
  } catch {
    return true;
  }
}
