import { describe, expect, it } from 'vitest';
import { announcements } from '../../../src/core/announcements.ts';
import type { Session } from '../../../src/core/model.ts';
import { ANNA, BEN, sampleSession, SESSION } from '../../support/samples.ts';

const of = (changes: Partial<Session>) => ({ [SESSION]: sampleSession(changes) });
const old = of({ lastSeq: 4, lastSenderId: BEN, lastMessage: 'before' });

describe('announcements', () => {
  it('reads a new message out with its author', () => {
    const now = of({ lastSeq: 5, lastSenderId: BEN, lastMessage: 'Hi there' });
    expect(announcements(old, now, ANNA)).toEqual(['Ben: Hi there']);
  });

  it('counts several', () => {
    const now = of({ lastSeq: 7, lastSenderId: BEN, lastMessage: 'Hi' });
    expect(announcements(old, now, ANNA)).toEqual(['3 new messages from Ben']);
  });

  it('says nothing about one’s own, about what is not new, and about sessions just loaded', () => {
    expect(announcements(old, of({ lastSeq: 5, lastSenderId: ANNA }), ANNA)).toEqual([]);
    expect(announcements(old, of({ lastSeq: 4, unreadCount: 2 }), ANNA)).toEqual([]);
    expect(announcements({}, old, ANNA)).toEqual([]);
    expect(announcements(old, old, ANNA)).toEqual([]);
  });
});
