import { afterAll, afterEach, beforeAll } from 'vitest';
import { makePair, useDatabase, type Pair } from './accounts.ts';
import { useApp } from './browser.ts';
import { set, type Sql } from './database.ts';
import { faultsOf, type FaultClient } from './faults.ts';
import { startTestStack, type StackFacts, type TestStack } from './stack.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** Tests here send faster than people do. */
export const NO_LIMIT = 10_000;

/** A whole stack starts or stops, on machines that may be busy. */
const STARTS_WITHIN_MS = 60_000;

export interface ChaosBench {
  stack(): TestStack;
  /** The cable between the app and the stack. */
  cable(): TcpProxy;
  /** What the stack itself does wrong; over when the test ends. */
  faults(): FaultClient;
  appUrl(): string;
  database(): Sql;
  pair(): Promise<Pair>;
}

/** A stack that may be killed, behind a cable that may be cut, with the built app in front. */
export function useChaos(): ChaosBench {
  let stack: TestStack;
  let cable: TcpProxy;
  beforeAll(async () => {
    stack = await startTestStack({ faults: true });
    cable = await startTcpProxy(stack.facts.apiUrl);
  }, STARTS_WITHIN_MS);
  const facts = (): StackFacts => stack.facts;
  const faults = (): FaultClient => faultsOf(stack.facts.apiUrl);
  const database = useDatabase(facts);
  beforeAll(async () => {
    await set(database(), 'messages_per_minute', NO_LIMIT);
    await set(database(), 'changes_per_minute', NO_LIMIT);
  });
  afterEach(() => faults().clear());
  afterAll(async () => {
    await cable.stop();
    await stack.stop();
  }, STARTS_WITHIN_MS);
  const appUrl = useApp(() => cable.url);
  return {
    stack: () => stack,
    cable: () => cable,
    faults,
    appUrl,
    database,
    pair: () => makePair(stack.facts, database()),
  };
}
