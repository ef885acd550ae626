/**
 * `npm run soak`: what takes too long for `npm test`, on stacks of its own on 127.0.0.1: load on
 * Realtime, then minutes of a seeded mix of faults, which `SOAK_SEED` replays. Prints one JSON
 * object and fails when something was lost, reordered, damaged or kept in memory. Latencies are
 * reported against an aim, not judged: the machine may be busy.
 */
import { buildApp } from '../support/app.ts';
import { findBrowser } from '../support/browser-path.ts';
import { startTestStack } from '../support/stack.ts';
import { databaseBurst } from './database-burst.ts';
import { fanOut } from './fan-out.ts';
import { faultMix } from './faults.ts';
import { watchMemory } from './memory.ts';
import { seedFromEnvironment } from './seeded.ts';

const AIM_P95_MS = 50;
/** Growth of the server between the second and the last third of the run that counts as flat. */
const FLAT_MB = 30;

/** How long faults are mixed, and what must at least be sent meanwhile. */
const MIX_SECONDS = 180;
const MIX_MESSAGES = 1000;

async function realtimeLoad() {
  const stack = await startTestStack({
    // One topic of hundred, fifty times a second, is twice of what the default lets through.
    realtimeLimits: { messagesPerSecond: null },
  });
  try {
    const memory = watchMemory(stack.pid() ?? 0);
    const fan = await fanOut(stack.facts, {
      sockets: 100,
      senders: 10,
      broadcastsPerSecond: 50,
      seconds: 30,
    });
    const { middleMb, lateMb } = memory();
    const burst = await databaseBurst(stack.facts, {
      messages: 1000,
      largeMessages: 20,
      largeBytes: 200_000,
    });
    const failures = [
      fan.delivered === fan.expected ? null : 'broadcasts were lost or doubled',
      fan.outOfOrder === 0 ? null : 'broadcasts were reordered',
      (lateMb ?? 0) - (middleMb ?? 0) <= FLAT_MB ? null : 'the server kept growing',
      burst.delivered === burst.messages ? null : 'messages of a transaction were lost or doubled',
      burst.inOrder ? null : 'messages of a transaction were reordered',
      burst.early === 0 ? null : 'messages came before their commit',
      burst.afterRollback === 0 ? null : 'messages came of a transaction that was rolled back',
      burst.largeIntact === burst.largeMessages ? null : 'large messages were damaged',
    ].filter((failure) => failure !== null);
    const fanReport = { ...fan, aimP95Ms: AIM_P95_MS, memory: { middleMb, lateMb } };
    return { fanOut: fanReport, burst, failures };
  } finally {
    await stack.stop();
  }
}

async function minutesOfFaults() {
  const seed = seedFromEnvironment();
  console.error(`Replay this mix of faults with SOAK_SEED=${seed}`);
  const app = await buildApp();
  try {
    const { failures, ...mix } = await faultMix({
      seed,
      seconds: MIX_SECONDS,
      browserPath: findBrowser().path,
      appDir: app.outDir,
    });
    const few = mix.sent < MIX_MESSAGES ? [`only ${mix.sent} messages were sent`] : [];
    return { mix, failures: [...failures, ...few] };
  } finally {
    await app.remove();
  }
}

const load = await realtimeLoad();
const { mix, failures: ofMix } = await minutesOfFaults();
const failures = [...load.failures, ...ofMix];
console.log(JSON.stringify({ ...load, mix, failures }, null, 2));
if (failures.length > 0) process.exitCode = 1;
