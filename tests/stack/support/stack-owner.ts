/** A program that starts a stack, says where it is, and waits to be killed. */
import { startTestStack } from '../../support/stack.ts';

const { facts, dataDir } = await startTestStack();
console.log(JSON.stringify({ apiUrl: facts.apiUrl, dbUrl: facts.dbUrl, dataDir }));
setInterval(() => undefined, 60_000);
