import * as v from 'valibot';
import type { Backend } from './backend.ts';
import type { ChatClient } from './client.ts';
import { unwrap } from './errors.ts';
import { parse, parseEach, Rows } from './parse.ts';
import { MessageRow } from './rows.ts';

const FoundRows = v.object({ items: Rows, next_cursor: v.nullable(v.string()) });

const iso = (at: number): string => new Date(at).toISOString();

/** Looking for messages. */
export const createSearch = (client: ChatClient): Pick<Backend, 'searchMessages'> => ({
  searchMessages: async (
    { text, sessionId, peerId, senderId, hasFile, since, before },
    cursor,
    limit,
  ) => {
    const page = parse(
      FoundRows,
      unwrap(
        await client.rpc('search_messages', {
          p_query: text,
          p_limit: limit,
          ...(sessionId === null ? {} : { p_session_id: sessionId }),
          ...(peerId === null ? {} : { p_peer_id: peerId }),
          ...(senderId === null ? {} : { p_sender_id: senderId }),
          ...(hasFile ? { p_has_file: true } : {}),
          ...(since === null ? {} : { p_after: iso(since) }),
          ...(before === null ? {} : { p_before_time: iso(before) }),
          ...(cursor === null ? {} : { p_before: cursor }),
        }),
      ),
      'page of what was found',
    );
    return {
      messages: parseEach(MessageRow, page.items, 'message'),
      nextCursor: page.next_cursor,
    };
  },
});
