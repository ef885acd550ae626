import { isId } from '../lib/is-id.ts';
import type { AuditFilter } from './audit.ts';
import { isDay } from './local-days.ts';

export const wholeLog: AuditFilter = {
  action: null,
  actorId: null,
  subjectId: null,
  sessionId: null,
  from: null,
  to: null,
};

/** Where each part of the filter stands in an address. */
const names: Readonly<Record<keyof AuditFilter, string>> = {
  action: 'action',
  actorId: 'by',
  subjectId: 'about',
  sessionId: 'session',
  from: 'from',
  to: 'to',
};

const ACTION = /^[a-z][a-z_]*$/;
const checks: Readonly<Record<keyof AuditFilter, (text: string) => boolean>> = {
  action: (text) => ACTION.test(text),
  actorId: isId,
  subjectId: isId,
  sessionId: isId,
  from: isDay,
  to: isDay,
};

const parts = Object.keys(names) as (keyof AuditFilter)[];

/** What an address asks for; what makes no sense in it counts for nothing. */
export function readAuditAddress(query: URLSearchParams): AuditFilter {
  const found = parts.map((part) => {
    const text = query.get(names[part]);
    return [part, text !== null && checks[part](text) ? text : null];
  });
  return Object.fromEntries(found) as Record<keyof AuditFilter, string | null>;
}

/** The address that asks for it; empty for the whole log. */
export const auditAddress = (filter: AuditFilter): URLSearchParams =>
  new URLSearchParams(
    parts.flatMap((part) => {
      const text = filter[part];
      return text === null ? [] : [[names[part], text]];
    }),
  );
