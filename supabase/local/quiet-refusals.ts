import postgres from 'postgres';

/**
 * The REST library prints every statement that PostgreSQL refuses, with its stack. Refusals are
 * answers for clients, not faults of the server, so they are kept off the terminal.
 * Changes this process' console.error for good; for the programs of the stack, not for libraries.
 */
export function quietRefusals(): void {
  const print = console.error.bind(console);
  console.error = (...values: unknown[]) => {
    if (values.length === 1 && values[0] instanceof postgres.PostgresError) return;
    print(...values);
  };
}
