import { afterAll, beforeAll } from 'vitest';
import { makePair, useDatabase, type Pair } from './accounts.ts';
import { useApp } from './browser.ts';
import { set, type Sql } from './database.ts';
import { startTestStack, type StackFacts, type TestStack } from './stack.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** Tests here send faster than people do. */
const NO_LIMIT = 10_000;

export interface ChaosBench {
  stack(): TestStack;
  /** The cable between the app and the stack. */
  cable(): TcpProxy;
  appUrl(): string;
  database(): Sql;
  pair(): Promise<Pair>;
}

/** A stack that may be killed, behind a cable that may be cut, with the built app in front. */
export function useChaos(): ChaosBench {
  let stack: TestStack;
  let cable: TcpProxy;
  beforeAll(async () => {
    stack = await startTestStack();
    cable = await startTcpProxy(stack.facts.apiUrl);
  });
  const facts = (): StackFacts => stack.facts;
  const database = useDatabase(facts);
  beforeAll(() => set(database(), 'messages_per_minute', NO_LIMIT));
  afterAll(async () => {
    await cable.stop();
    await stack.stop();
  });
  const appUrl = useApp(() => cable.url);
  return {
    stack: () => stack,
    cable: () => cable,
    appUrl,
    database,
    pair: () => makePair(stack.facts, database()),
  };
}
