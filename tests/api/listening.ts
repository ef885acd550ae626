import { expect } from 'vitest';
import type { ChannelStatus, UserEvent } from '../../src/backend/backend.ts';
import type { Stop } from '../../src/lib/stop.ts';
import { eventually, type Device } from '../support/people.ts';

export interface Listening {
  events: UserEvent[];
  statuses: ChannelStatus[];
  /** The events of one type, in the order of their arrival. */
  heard: <T extends UserEvent['type']>(type: T) => Extract<UserEvent, { type: T }>[];
  stop: Stop;
}

/** Claims a connection for a device and joins its person's channel; joined when it resolves. */
export async function listen(device: Device): Promise<Listening> {
  await device.backend.claimConnection('Test device', false);
  const listening = join(device, device.userId);
  await eventually(() => expect(listening.statuses.at(-1)).toEqual({ status: 'joined' }));
  return listening;
}

/** Tries to join the channel of `userId`, without waiting for what becomes of it. */
export function join(device: Device, userId: string): Listening {
  const events: UserEvent[] = [];
  const statuses: ChannelStatus[] = [];
  const stop = device.backend.joinUser(userId, {
    onEvent: (event) => events.push(event),
    onStatus: (status) => statuses.push(status),
  });
  return {
    events,
    statuses,
    stop,
    heard: <T extends UserEvent['type']>(type: T) =>
      events.filter((event): event is Extract<UserEvent, { type: T }> => event.type === type),
  };
}

/** A broadcast as the server sends it. */
export interface Broadcast<Payload = Record<string, unknown>> {
  event: string;
  payload: Payload;
}

/** Everything that a person's own channel brings, as it comes; joined when it resolves. */
export async function hearOwn<Payload>(device: Device): Promise<Broadcast<Payload>[]> {
  await device.backend.claimConnection('Test device', false);
  await device.live.setAuth(device.accessToken);
  const heard: Broadcast<Payload>[] = [];
  const statuses: string[] = [];
  device.live
    .channel(`user:${device.userId}`, { config: { private: true } })
    .on('broadcast', { event: '*' }, (message) =>
      heard.push(message as unknown as Broadcast<Payload>),
    )
    .subscribe((status) => statuses.push(status));
  await eventually(() => expect(statuses.at(-1)).toBe('SUBSCRIBED'));
  return heard;
}

export interface InRoom {
  here: string[];
  typing: (readonly [userId: string, typing: boolean])[];
  statuses: ChannelStatus[];
  sendTyping: (typing: boolean) => void;
  stop: Stop;
}

/** Joins the channel of a session; joined when it resolves. */
export async function enter(device: Device, sessionId: string): Promise<InRoom> {
  const room: InRoom = {
    here: [],
    typing: [],
    statuses: [],
    sendTyping: (typing) => joined.sendTyping(typing),
    stop: () => joined.stop(),
  };
  const joined = device.backend.joinRoom(sessionId, device.userId, {
    onTyping: (userId, typing) => room.typing.push([userId, typing]),
    onHere: (userIds) => {
      room.here = [...userIds].sort();
    },
    onStatus: (status) => room.statuses.push(status),
  });
  await eventually(() => expect(room.statuses.at(-1)).toEqual({ status: 'joined' }));
  return room;
}
