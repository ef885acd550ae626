/**
 * `npm run soak`: what takes too long for `npm test`, on a stack of its own on 127.0.0.1. Prints one
 * JSON object and fails when something was lost, reordered, damaged or kept in memory. Latencies
 * are reported against an aim, not judged: the machine may be busy.
 */
import { startTestStack } from '../support/stack.ts';
import { databaseBurst } from './database-burst.ts';
import { fanOut } from './fan-out.ts';
import { watchMemory } from './memory.ts';

const AIM_P95_MS = 50;
/** Growth of the server between the second and the last third of the run that counts as flat. */
const FLAT_MB = 30;

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
  const report = { fanOut: { ...fan, aimP95Ms: AIM_P95_MS, memory: { middleMb, lateMb } }, burst };
  console.log(JSON.stringify({ ...report, failures }, null, 2));
  if (failures.length > 0) process.exitCode = 1;
} finally {
  await stack.stop();
}
