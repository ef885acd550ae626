import { expect, test } from 'vitest';
import { handleFaultRequest } from '../../../../supabase/local/faults/fault-endpoint.ts';
import { FaultSet } from '../../../../supabase/local/faults/fault-set.ts';
import { stackFaults } from '../../../../src/sync/developer/stack-faults.ts';

/** The hooks of the stack itself, asked by a page at `origin`. */
function hooksAt(origin: string) {
  const set = new FaultSet();
  const done: string[] = [];
  const ask = (path: string, init?: RequestInit): Promise<Response> =>
    handleFaultRequest(
      new Request(`${origin}${path}`, init),
      set,
      (fault) => {
        done.push(fault.kind);
        return Promise.resolve();
      },
      () => set.clear(),
    );
  return { faults: stackFaults(ask as typeof fetch), done };
}

const answering = (answer: () => Promise<Response>) => stackFaults(answer);

test('faults are added, listed and cleared; immediate ones are done at once', async () => {
  const { faults, done } = hooksAt('http://localhost:5173');
  await faults.add({ kind: 'drop', times: 5 });
  await faults.add({ kind: 'half-open' });
  expect(await faults.list()).toEqual([{ kind: 'drop', times: 5, id: 1 }]);
  expect(done).toEqual(['half-open']);
  await faults.clear();
  expect(await faults.list()).toEqual([]);
});

test('a refusal is told in the words of the hooks', async () => {
  await expect(hooksAt('http://localhost').faults.add({ kind: 'drop', ms: 1 })).rejects.toThrow(
    'A fault of kind drop has no "ms".',
  );
  await expect(hooksAt('http://192.168.0.7:5173').faults.list()).rejects.toThrow(
    'Faults are for this machine only.',
  );
});

test.each([
  [
    'a stack without them',
    () => Promise.resolve(Response.json({ message: 'no' }, { status: 404 })),
  ],
  ['a proxy with nobody behind it', () => Promise.resolve(new Response('', { status: 500 }))],
  ['a page for every path', () => Promise.resolve(new Response('<!doctype html>'))],
  ['nobody', () => Promise.reject(new TypeError('Failed to fetch'))],
])('where %s answers, the hooks are said to be absent', async (_who, answer) => {
  await expect(answering(answer).list()).rejects.toThrow(
    'The fault hooks of the local stack are not there: start stack and app with “npm run dev”.',
  );
});
