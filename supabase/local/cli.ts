/**
 * `npm run stack` serves the local stack until it is stopped; with `--status` it says whether one
 * runs. `npm run stack:reset` drops the data, migrates and seeds, and ends.
 */
import { runProgram, type Stop } from './program.ts';
import { dropData } from './reset.ts';
import { stackFile, stackOptionsFromEnvironment, writeStackFile } from './settings.ts';
import { StackError } from './stack-error.ts';
import { MIGRATIONS_DIR, startStack } from './stack.ts';
import { describeStatus } from './status.ts';

async function start(): Promise<Stop> {
  const stack = await startStack(stackOptionsFromEnvironment());
  await writeStackFile(stack);
  if (stack.applied.length > 0) console.log(`Applied ${stack.applied.length} migrations.`);
  console.log(
    [
      'The local stack is ready (development only, listens on 127.0.0.1).',
      `  API              ${stack.apiUrl}`,
      `  Database         ${stack.dbUrl}`,
      `  Mailbox          ${stack.mailUrl}`,
      `  Publishable key  ${stack.publishableKey}`,
      `  Secret key       ${stack.secretKey}`,
      'Stop it with Ctrl-C.',
    ].join('\n'),
  );
  return stack.stop;
}

async function reset(): Promise<null> {
  const options = stackOptionsFromEnvironment();
  await dropData(options.dataDir);
  // Nobody connects meanwhile: free ports, so that a reset needs no others.
  const stack = await startStack({ ...options, apiPort: 0, dbPort: 0, mailPort: 0 });
  await stack.stop();
  console.log(`Reset: ${stack.applied.length} migrations applied, demo data seeded.`);
  return null;
}

async function status(): Promise<null> {
  console.log(
    await describeStatus(stackFile(), process.env['STACK_MIGRATIONS_DIR'] ?? MIGRATIONS_DIR),
  );
  return null;
}

await runProgram(() => {
  const [command, option] = process.argv.slice(2);
  if (command === 'start' && option === '--status') return status();
  if (command === 'start' && option === undefined) return start();
  if (command === 'reset') return reset();
  throw new StackError(
    'Use "npm run stack", "npm run stack -- --status" or "npm run stack:reset".',
  );
});
