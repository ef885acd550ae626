import type { Message } from './model.ts';

/** What of a session's messages is listed apart: those with files, or those with http(s) links. */
export type SharedKind = 'files' | 'links';

/** A page, newest message first; `nextCursor` asks for the page after it. */
export interface SharedPage {
  readonly messages: readonly Message[];
  readonly nextCursor: number | null;
}
