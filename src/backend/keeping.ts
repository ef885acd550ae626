import * as v from 'valibot';
import type { Bookmark, Delivery, MessageVersion } from '../core/model.ts';
import type { Backend } from './backend.ts';
import type { ChatClient } from './client.ts';
import { unwrap } from './errors.ts';
import { parse, parseEach, parseMessage, parseMessages, parseReadState, Rows } from './parse.ts';
import { Count, Id, MessageRow, Time } from './rows.ts';

type KeepingBackend = Pick<
  Backend,
  | 'pinMessage'
  | 'listPins'
  | 'setBookmark'
  | 'listBookmarkIds'
  | 'listBookmarks'
  | 'markUnreadFrom'
  | 'getDeliveries'
  | 'getVersions'
>;

/** More bookmarks than this in one session are kept, but not marked as such. */
const MAX_IDS = 1_000;

const BookmarkRow = v.pipe(
  v.object({
    message: MessageRow,
    session_subject: v.nullable(v.string()),
    bookmarked_at: Time,
  }),
  v.transform((row): Bookmark => ({
    message: row.message,
    sessionSubject: row.session_subject,
    bookmarkedAt: row.bookmarked_at,
  })),
);

const BookmarkIdRow = v.object({ message_id: Id });

const DeliveryRow = v.pipe(
  v.object({ user_id: Id, delivered_at: v.nullable(Time), read_at: v.nullable(Time) }),
  v.transform((row): Delivery => ({
    userId: row.user_id,
    deliveredAt: row.delivered_at,
    readAt: row.read_at,
  })),
);

const VersionRow = v.pipe(
  v.object({ version: Count, content: v.nullable(v.string()), edited_at: Time }),
  v.transform((row): MessageVersion => ({
    version: row.version,
    content: row.content,
    replacedAt: row.edited_at,
  })),
);

/** What people keep at hand, and what a message has been through. */
export function createKeeping(client: ChatClient): KeepingBackend {
  return {
    pinMessage: async (messageId, on) =>
      parseMessage(unwrap(await client.rpc('pin_message', { p_message_id: messageId, p_on: on }))),

    listPins: async (sessionId) =>
      parseMessages(unwrap(await client.rpc('list_pins', { p_session_id: sessionId }))),

    setBookmark: async (messageId, on) => {
      unwrap(await client.rpc('set_bookmark', { p_message_id: messageId, p_on: on }));
    },

    listBookmarkIds: async (sessionId) => {
      const rows = unwrap(
        await client
          .from('bookmarks')
          .select('message_id')
          .eq('session_id', sessionId)
          .order('created_at', { ascending: false })
          .limit(MAX_IDS),
      );
      return parseEach(BookmarkIdRow, rows ?? [], 'bookmark').map((row) => row.message_id);
    },

    listBookmarks: async (cursor, limit) => {
      const page = parse(
        v.object({ items: Rows, has_more: v.boolean(), next_cursor: v.nullable(v.string()) }),
        unwrap(
          await client.rpc('list_bookmarks', {
            p_limit: limit,
            ...(cursor === null ? {} : { p_before: cursor }),
          }),
        ),
        'page of bookmarks',
      );
      return {
        items: parseEach(BookmarkRow, page.items, 'bookmark'),
        hasMore: page.has_more,
        nextCursor: page.next_cursor,
      };
    },

    markUnreadFrom: async (sessionId, seq) =>
      parseReadState(
        unwrap(await client.rpc('mark_unread_from', { p_session_id: sessionId, p_seq: seq })),
      ),

    getDeliveries: async (messageId) =>
      parseEach(
        DeliveryRow,
        unwrap(
          await client
            .from('message_delivery')
            .select('user_id, delivered_at, read_at')
            .eq('message_id', messageId),
        ) ?? [],
        'delivery',
      ),

    getVersions: async (messageId) =>
      parseEach(
        VersionRow,
        unwrap(
          await client
            .from('message_versions')
            .select('version, content, edited_at')
            .eq('message_id', messageId)
            .order('version'),
        ) ?? [],
        'version',
      ),
  };
}
