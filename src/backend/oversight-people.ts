import type { PersonActs, Suspension } from '../core/oversight-people.ts';
import type { ChatClient } from './client.ts';
import { unwrap } from './errors.ts';
import { parse } from './parse.ts';
import { SuspensionRow } from './people-rows.ts';

const read = (value: unknown): Suspension => parse(SuspensionRow, value, 'suspension');

/** What admins do to people, over PostgREST. */
export const createPersonActs = (client: ChatClient): PersonActs => ({
  suspensionOf: async (userId) =>
    read(unwrap(await client.rpc('get_suspension', { p_user_id: userId }))),
  suspend: async (userId, reason) =>
    read(unwrap(await client.rpc('suspend_user', { p_user_id: userId, p_reason: reason }))),
  restore: async (userId, reason) =>
    read(unwrap(await client.rpc('restore_user', { p_user_id: userId, p_reason: reason }))),
  setRole: async (userId, role, reason) => {
    unwrap(await client.rpc('set_role', { p_user_id: userId, p_role: role, p_reason: reason }));
  },
});
