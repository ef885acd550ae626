import * as v from 'valibot';
import type { PlaceChange } from '../core/session-places.ts';
import type { Backend } from './backend.ts';
import type { ChatClient } from './client.ts';
import { unwrap } from './errors.ts';
import { parse, parseEach, parseSession } from './parse.ts';
import { Id } from './rows.ts';

type OwnChoices = Pick<
  Backend,
  'setSessionState' | 'listPinnedSessions' | 'getReadReceipts' | 'setReadReceipts'
>;

/** More pinned sessions than this are found by paging to them. */
const MAX_PINNED = 100;

const PinnedRow = v.object({ session_id: Id });
const SettingsRow = v.object({ read_receipts: v.boolean() });

const parseReadReceipts = (value: unknown): boolean =>
  parse(SettingsRow, value, 'list of settings').read_receipts;

/** As the database wants to hear of it. */
function mutedArgument(until: number | null): string {
  if (until === null) return '-infinity';
  return until === Infinity ? 'infinity' : new Date(until).toISOString();
}

function stateArguments({ mutedUntil, archived, pinned }: PlaceChange) {
  return {
    ...(mutedUntil === undefined ? {} : { p_muted_until: mutedArgument(mutedUntil) }),
    ...(archived === undefined ? {} : { p_archived: archived }),
    ...(pinned === undefined ? {} : { p_pinned: pinned }),
  };
}

/** What people set for themselves. */
export function createOwnChoices(client: ChatClient): OwnChoices {
  return {
    setSessionState: async (sessionId, change) =>
      parseSession(
        unwrap(
          await client.rpc('set_session_state', {
            p_session_id: sessionId,
            ...stateArguments(change),
          }),
        ),
      ),

    listPinnedSessions: async () =>
      parseEach(
        PinnedRow,
        unwrap(
          await client
            .from('participant_state')
            .select('session_id')
            .not('pinned_at', 'is', null)
            .limit(MAX_PINNED),
        ) ?? [],
        'pinned session',
      ).map((row) => row.session_id),

    getReadReceipts: async () => parseReadReceipts(unwrap(await client.rpc('my_settings'))),

    setReadReceipts: async (on) =>
      parseReadReceipts(unwrap(await client.rpc('set_read_receipts', { p_on: on }))),
  };
}
