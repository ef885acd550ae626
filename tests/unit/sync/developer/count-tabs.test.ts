import { expect, test } from 'vitest';
import { countTabs } from '../../../../src/sync/developer/count-tabs.ts';
import { tabGroup } from '../../../../src/sync/tabs/tab-line.ts';
import { sampleMe, uuid } from '../../../support/samples.ts';

const me = sampleMe();
const group = tabGroup(me.id, me.authSessionId);
const elsewhere = tabGroup(me.id, uuid(901));

const holding = (...names: string[]) => ({
  query: () => Promise.resolve({ held: names.map((name) => ({ name })), pending: [] }),
});

test('tabs of the same sign-in are counted, and not the lock of the lead', async () => {
  const locks = holding(group, `${group}.a`, `${group}.b`, `${elsewhere}.c`, 'another');
  expect(await countTabs(locks, me)).toBe(2);
});

test('without Web Locks nobody knows', async () => {
  expect(await countTabs(undefined, me)).toBeNull();
});
