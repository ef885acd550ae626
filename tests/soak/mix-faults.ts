import { setTimeout as delay } from 'node:timers/promises';
import { withExpiredToken } from '../support/expired-token.ts';
import type { FaultClient } from '../support/faults.ts';
import type { TestStack } from '../support/stack.ts';
import { freeze, setVisible } from '../support/tabs.ts';
import type { TcpProxy } from '../support/tcp-proxy.ts';
import type { MixClient } from './mix-client.ts';
import type { Chance } from './seeded.ts';

/** Everything that may be broken. */
export interface MixWorld {
  stack: TestStack;
  cable: TcpProxy;
  faults: FaultClient;
  clients: readonly MixClient[];
}

type MixFault = (world: MixWorld, chance: Chance) => Promise<void>;

/** How long something lasts that must end again. */
const LASTS_MS = { least: 300, most: 2_500 };
const OFTEN = { least: 1, most: 4 };
const MANY = { least: 5, most: 30 };
/** Longer than a follower waits for the leader's answer. */
const FROZEN_MS = { least: 3_000, most: 6_000 };

const lasts = (chance: Chance, { least, most } = LASTS_MS): Promise<void> =>
  delay(chance.int(least, most));
const often = (chance: Chance): number => chance.int(OFTEN.least, OFTEN.most);
const many = (chance: Chance): number => chance.int(MANY.least, MANY.most);
const one = ({ clients }: MixWorld, chance: Chance): MixClient =>
  clients[chance.int(0, clients.length - 1)]!;
const leaderOf = ({ clients }: MixWorld): MixClient =>
  clients.find((client) => client.leads) ?? clients[0]!;

/** Every fault of the mix under the name that it is reported by. */
export const mixFaults: Readonly<Record<string, MixFault>> = {
  'cut cable': ({ cable }) => {
    cable.cut();
    return Promise.resolve();
  },
  'frozen cable': async ({ cable }, chance) => {
    cable.freeze();
    await lasts(chance);
    cable.thaw();
  },
  'half-open sockets': ({ faults }) => faults.do({ kind: 'half-open' }),
  'sockets killed': ({ faults }) => faults.do({ kind: 'kill-sockets', code: 1006 }),
  '503': async ({ faults }, chance) => {
    await faults.add({
      kind: 'http',
      path: '/rest/v1/',
      effect: 'unavailable',
      times: often(chance),
    });
  },
  'lost replies': async ({ faults }, chance) => {
    const path = '/rest/v1/messages';
    await faults.add({ kind: 'http', path, method: 'POST', effect: 'lost', times: often(chance) });
  },
  'late replies': async ({ faults }, chance) => {
    const ms = chance.int(LASTS_MS.least, LASTS_MS.most);
    const times = often(chance);
    await faults.add({ kind: 'http', path: '/rest/v1/', effect: 'latency', ms, times });
  },
  'stack killed': async ({ stack }) => {
    await stack.restart({ kill: true });
  },
  'database restart': ({ faults }) => faults.do({ kind: 'restart-database' }),
  'dropped broadcasts': async ({ faults }, chance) => {
    await faults.add({ kind: 'drop', times: many(chance) });
  },
  'doubled broadcasts': async ({ faults }, chance) => {
    await faults.add({ kind: 'duplicate', times: many(chance) });
  },
  'reordered broadcasts': async ({ faults }, chance) => {
    await faults.add({ kind: 'reorder', times: many(chance) });
  },
  'delayed broadcasts': async ({ faults }, chance) => {
    const ms = chance.int(LASTS_MS.least, LASTS_MS.most);
    await faults.add({ kind: 'delay', ms, times: many(chance) });
  },
  'token expiry': async (world, chance) => {
    const { page } = one(world, chance);
    const secret = world.stack.facts.jwtSecret ?? '';
    await page.route('**/rest/v1/**', (route) => withExpiredToken(route, secret), {
      times: often(chance),
    });
    await world.faults.do({ kind: 'expire-token' });
  },
  offline: async (world, chance) => {
    const { context } = one(world, chance);
    await context.setOffline(true);
    await lasts(chance);
    await context.setOffline(false);
  },
  'reloaded tab': async (world, chance) => {
    const client = one(world, chance);
    await client.alone(() => client.page.reload());
  },
  'hidden tab': async (world, chance) => {
    const { page } = one(world, chance);
    await setVisible(page, false);
    await lasts(chance);
    await setVisible(page, true);
  },
  'leading tab closed, another opened': async (world) => {
    const client = leaderOf(world);
    await client.alone(async () => {
      await client.close();
      await client.open();
    });
  },
  'leading tab frozen': async (world, chance) => {
    const client = leaderOf(world);
    await client.alone(async () => {
      const frozen = await freeze(client.page);
      await lasts(chance, FROZEN_MS);
      await frozen.thaw();
    });
  },
};
