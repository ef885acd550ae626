import { quietRefusals } from './quiet-refusals.ts';
import { StackError } from './stack-error.ts';

/** What `runProgram` waits for before it ends the process. */
export type Stop = () => Promise<void>;

/**
 * Runs a program of the stack until SIGINT or SIGTERM, then stops it in order. `start` returns its
 * stop, or null when the work is done. A StackError is printed as its one sentence, exit code 1.
 */
export async function runProgram(start: () => Promise<Stop | null>): Promise<void> {
  quietRefusals();
  const signal = new Promise<void>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const)
      process.on(name, () => {
        resolve();
      });
    if (process.env['STACK_STOP_WITH_STDIN'] === '1') whenStdinEnds(resolve);
  });
  try {
    const stop = await start();
    if (stop === null) {
      process.exitCode ??= 0;
      return;
    }
    await signal;
    await stop();
    process.exit(0);
  } catch (error) {
    if (error instanceof StackError) console.error(error.message);
    else console.error(error);
    process.exit(1);
  }
}

/**
 * For programs that start a stack as their child: they keep its standard input open, and the system
 * closes it however they end, even by SIGKILL. So no stack outlives the one who wanted it.
 */
function whenStdinEnds(stop: () => void): void {
  process.stdin.on('end', stop).on('error', stop).resume();
}
