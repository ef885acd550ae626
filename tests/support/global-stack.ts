import type { TestProject } from 'vitest/node';
import { factsFromEnvironment, startTestStack, type StackFacts } from './stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    stack: StackFacts;
  }
}

/**
 * One Supabase for all API and stack tests: the project named by SUPABASE_URL,
 * SUPABASE_PUBLISHABLE_KEY, SUPABASE_SECRET_KEY and SUPABASE_DB_URL, else a local stack of its own.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = factsFromEnvironment();
  if (given) {
    project.provide('stack', given);
    return () => Promise.resolve();
  }
  const stack = await startTestStack();
  project.provide('stack', stack.facts);
  return () => stack.stop();
}
