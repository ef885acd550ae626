import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../../src/core/model.ts';
import { timelineRows } from '../../../src/core/timeline-rows.ts';
import { ANNA, BEN, SESSION } from '../../support/samples.ts';
import {
  turns,
  UnreliableWorld,
  type Outcome,
  type TestDevice,
} from '../../support/unreliable-world.ts';

const RUNS = 10_000;
const ALONE_RUNS = 2_000;
/** Ten thousand runs take about ten seconds; a busy machine may need more. */
const TIMEOUT_MS = 120_000;
const EMOJI = ['👍', '❤️'] as const;
/** So that people meet in the same messages. */
const NEAR_THE_END = 3;

/** Who has which device: Anna two, Ben one. */
const OWNERS = [ANNA, ANNA, BEN] as const;

const DEEDS = ['send', 'edit', 'delete', 'react', 'retry'] as const;
type Deed = (typeof DEEDS)[number];
type Event =
  | Outcome
  | ('hear' | 'hearAgain' | 'miss' | 'read' | 'receive' | 'arriveLate')
  | ('wait' | 'reload' | 'signIn');

interface Step {
  readonly what: Deed | Event;
  readonly device: number;
  readonly pick: number;
}

const steps = (weights: Partial<Record<Deed | Event, number>>, devices: number) =>
  fc.array(
    fc.record({
      what: fc.oneof(
        ...Object.entries(weights).map(([what, weight]) => ({
          weight,
          arbitrary: fc.constant(what as Deed | Event),
        })),
      ),
      device: fc.nat(devices - 1),
      pick: fc.nat(10_000),
    }) satisfies fc.Arbitrary<Step>,
    { minLength: 6, maxLength: 16, size: 'max' },
  );

const people = { send: 3, edit: 5, delete: 2, react: 5 } as const;
const network = {
  ...{ answered: 6, lost: 2, answerLost: 3, limited: 1, unauthorized: 1 },
  ...{ hear: 4, hearAgain: 1, miss: 1, read: 2, receive: 2, wait: 2, reload: 1, signIn: 1 },
} as const;

/** The messages that a person sees on a device, sent or not, that are not deleted. */
const visible = (device: TestDevice) =>
  timelineRows(device.messages, device.outbox, null, () => '', true).flatMap((row) =>
    row.kind === 'message' && !row.deleted ? [row] : [],
  );

const pickOf = <T>(items: readonly T[], pick: number): T | undefined =>
  items[pick % (items.length || 1)];

/** What one device was told to say: message id → its newest text, unless it was deleted there. */
type Texts = Map<string, string>;

async function take({ what, device: owner, pick }: Step, device: TestDevice, texts: Texts) {
  const { writing } = device;
  const rows = visible(device).slice(-NEAR_THE_END);
  const own = pickOf(
    rows.filter((row) => row.senderId === OWNERS[owner]),
    pick,
  );
  const text = `${what} ${pick}`;
  if (what === 'send') {
    expect(writing.send(SESSION, text)).toBeNull();
    texts.set(device.outbox.findLast((item) => item.kind === 'message')?.id ?? '', text);
  } else if (what === 'edit' && own !== undefined) {
    expect(writing.editMessage(SESSION, own.id, text)).toBeNull();
    texts.set(own.id, text);
  } else if (what === 'delete' && own !== undefined) {
    writing.deleteMessage(SESSION, own.id);
    texts.delete(own.id);
  } else if (what === 'react') {
    const row = pickOf(rows, pick);
    if (row !== undefined) writing.toggleReaction(SESSION, row.id, EMOJI[pick % 2 === 0 ? 0 : 1]);
  } else if (what === 'retry') {
    const failed = device.outbox.filter((item) => item.status === 'failed');
    const item = pickOf(failed, pick);
    if (item !== undefined) writing.retrySend(item.id);
  }
  await turns();
}

async function befall({ what, pick }: Step, device: TestDevice, world: UnreliableWorld) {
  if (what === 'hear') await device.hear(pick, 'take');
  else if (what === 'hearAgain') await device.hear(pick, 'keep');
  else if (what === 'miss') await device.hear(pick, 'drop');
  else if (what === 'read') device.readPage();
  else if (what === 'receive') await device.receivePage(pick);
  else if (what === 'wait') await world.clock.advance(pick);
  else if (what === 'reload') await device.reload(pick % 2 === 0);
  else if (what === 'signIn') await device.signInAgain();
  else if (what === 'arriveLate') await device.arriveLate(pick);
  else await device.settleRequest(pick, what as Outcome);
}

const isDeed = (what: Deed | Event): what is Deed => (DEEDS as readonly string[]).includes(what);

/** What a message is to people. */
const asSeen = (of: Pick<Message, 'id' | 'content' | 'reactions'>) => ({
  id: of.id,
  content: of.content,
  reactions: of.reactions,
});

const standing = (world: UnreliableWorld) =>
  world.server
    .all()
    .filter((message) => message.deletedAt === null)
    .map(asSeen);

/** Texts that the server never had and that do not stand on screen, refused, to be copied. */
function lostTexts(world: UnreliableWorld, device: TestDevice, texts: Texts): string[] {
  const refused = device.outbox.flatMap((item) =>
    item.kind === 'message' || item.kind === 'edit' ? [item.content] : [],
  );
  const kept = new Set([...world.server.texts, ...refused]);
  return [...texts.values()].filter((text) => !kept.has(text));
}

describe('whatever happens between people and the server', () => {
  test(
    'everybody ends up with what the server has, and nothing vanishes without a reason',
    { timeout: TIMEOUT_MS },
    async () => {
      const everything = { ...people, retry: 1, ...network, late: 1, arriveLate: 1 };
      await fc.assert(
        fc.asyncProperty(steps(everything, OWNERS.length), async (happening) => {
          const world = await new UnreliableWorld(OWNERS).start();
          const texts = OWNERS.map((): Texts => new Map());
          for (const step of happening) {
            const device = world.devices[step.device]!;
            if (isDeed(step.what)) await take(step, device, texts[step.device]!);
            else await befall(step, device, world);
          }
          await world.heal();

          for (const [n, device] of world.devices.entries()) {
            const sent = visible(device).filter((row) => row.seq !== null);
            expect({
              messages: device.messages,
              seen: sent.map(asSeen),
              unexplained: device.outbox.filter((o) => o.status !== 'failed' || o.error === null),
              lost: lostTexts(world, device, texts[n]!),
            }).toEqual({
              messages: world.server.all(),
              seen: standing(world),
              unexplained: [],
              lost: [],
            });
          }
          world.stop();
        }),
        { numRuns: RUNS },
      );
    },
  );

  test(
    'what somebody alone did stays on screen as they did it, and becomes what the server has',
    { timeout: TIMEOUT_MS },
    async () => {
      await fc.assert(
        fc.asyncProperty(steps({ ...people, ...network }, 1), async (happening) => {
          const world = await new UnreliableWorld([ANNA]).start();
          const device = world.devices[0]!;
          for (const step of happening) {
            if (isDeed(step.what)) {
              await take(step, device, new Map());
              continue;
            }
            const before = visible(device).map(asSeen);
            await befall(step, device, world);
            expect(visible(device).map(asSeen)).toEqual(before);
          }
          const done = visible(device).map(asSeen);
          await world.heal();
          expect(device.outbox).toEqual([]);
          expect(standing(world)).toEqual(done);
          world.stop();
        }),
        { numRuns: ALONE_RUNS },
      );
    },
  );
});
