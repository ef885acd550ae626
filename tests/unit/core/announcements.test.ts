import { describe, expect, it } from 'vitest';
import { announcements as announce } from '../../../src/core/announcements.ts';
import type { Session } from '../../../src/core/model.ts';
import { ANNA, BEN, NOON, sampleSession, SESSION } from '../../support/samples.ts';

const of = (changes: Partial<Session>) => ({ [SESSION]: sampleSession(changes) });
type Sessions = ReturnType<typeof of>;
const announcements = (before: Partial<Sessions>, now: Sessions, openId: string | null = null) =>
  announce(before as Sessions, now, { now: NOON, openId });
const old = of({ lastSeq: 4, lastSenderId: BEN, lastMessage: 'before' });

describe('announcements', () => {
  it('reads a new message out with its author', () => {
    const now = of({ lastSeq: 5, unreadCount: 1, lastSenderId: BEN, lastMessage: 'Hi there' });
    expect(announcements(old, now)).toEqual(['Ben: Hi there']);
  });

  it('counts several', () => {
    const now = of({ lastSeq: 7, unreadCount: 3, lastSenderId: BEN, lastMessage: 'Hi' });
    expect(announcements(old, now)).toEqual(['3 new messages from Ben']);
  });

  it('counts neither one’s own messages nor the system’s', () => {
    const now = of({ lastSeq: 9, unreadCount: 2, lastSenderId: BEN, lastMessage: 'Hi' });
    expect(announcements(old, now)).toEqual(['2 new messages from Ben']);
    const answered = of({ lastSeq: 6, unreadCount: 1, lastSenderId: ANNA, lastMessage: 'Yes' });
    expect(announcements(old, answered)).toEqual(['New message from Ben']);
  });

  it('counts from where the person has read to', () => {
    const unread = of({ lastSeq: 4, lastReadSeq: 1, unreadCount: 3 });
    const more = of({
      lastSeq: 5,
      lastReadSeq: 1,
      unreadCount: 4,
      lastSenderId: BEN,
      lastMessage: 'Hi',
    });
    expect(announcements(unread, more)).toEqual(['Ben: Hi']);
    const read = of({
      lastSeq: 5,
      lastReadSeq: 4,
      unreadCount: 1,
      lastSenderId: BEN,
      lastMessage: 'Hi',
    });
    expect(announcements(unread, read)).toEqual(['Ben: Hi']);
  });

  it('does not put the system’s words into a person’s mouth', () => {
    const ended = { lastSenderId: null, lastMessage: 'The session ended.' };
    expect(announcements(old, of({ ...ended, lastSeq: 5 }))).toEqual([
      'System: The session ended.',
    ]);
    expect(announcements(old, of({ ...ended, lastSeq: 6, unreadCount: 1 }))).toEqual([
      'New message from Ben',
      'System: The session ended.',
    ]);
  });

  it('says nothing about one’s own, about what is not new or read elsewhere, and about sessions just loaded', () => {
    expect(announcements(old, of({ lastSeq: 5, lastSenderId: ANNA, lastMessage: 'Hi' }))).toEqual(
      [],
    );
    expect(announcements(old, of({ lastSeq: 4, unreadCount: 2 }))).toEqual([]);
    expect(
      announcements(old, of({ lastSeq: 5, lastReadSeq: 5, lastSenderId: BEN, lastMessage: 'Hi' })),
    ).toEqual([]);
    expect(announcements({}, old)).toEqual([]);
    expect(announcements(old, old)).toEqual([]);
  });

  it('is silent about muted sessions, unless they are on screen', () => {
    const fresh = { lastSeq: 5, unreadCount: 1, lastSenderId: BEN, lastMessage: 'Hi' };
    for (const mutedUntil of [NOON + 1, Infinity]) {
      expect(announcements(old, of({ ...fresh, mutedUntil }))).toEqual([]);
      expect(announcements(old, of({ ...fresh, mutedUntil }), SESSION)).toEqual(['Ben: Hi']);
    }
    expect(announcements(old, of({ ...fresh, mutedUntil: NOON }))).toEqual(['Ben: Hi']);
  });
});
