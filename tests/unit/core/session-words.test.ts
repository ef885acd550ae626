import { describe, expect, it } from 'vitest';
import {
  namedFew,
  presenceWords,
  sessionTopic,
  whyClosed,
} from '../../../src/core/session-words.ts';
import type { Session } from '../../../src/core/model.ts';
import { ANNA, BEN, samplePeer, sampleSession, SESSION } from '../../support/samples.ts';

describe('whyClosed', () => {
  it('is null while messages are taken', () => {
    expect(whyClosed(sampleSession(), ANNA)).toBeNull();
    expect(whyClosed(sampleSession({ status: 'accepted' }), ANNA)).toBeNull();
    expect(whyClosed(sampleSession({ status: 'requested', createdBy: ANNA }), ANNA)).toBeNull();
  });

  it.each([
    ['requested', ANNA, 'You can write more once the request is accepted.'],
    ['requested', BEN, 'You can answer once the request is accepted.'],
    ['declined', ANNA, 'This request was declined, so it takes no messages.'],
    ['completed', ANNA, 'This session is completed, so it takes no more messages.'],
    ['expired', ANNA, 'This session has expired, so it takes no more messages.'],
  ] as const)('explains %s to %s', (status, userId, words) => {
    expect(whyClosed(sampleSession({ status, createdBy: ANNA, lastSeq: 1 }), userId)).toBe(words);
  });

  it('calls a conversation what it is', () => {
    const conversation = sampleSession({ kind: 'support', status: 'completed' });
    expect(whyClosed(conversation, ANNA)).toBe(
      'This conversation is completed, so it takes no more messages.',
    );
  });
});

describe('presenceWords', () => {
  const ago = (at: number): string => `${at} ago`;

  it.each([
    [samplePeer({ presence: 'online' }), false, 'Online'],
    [samplePeer({ presence: 'away' }), false, 'Away'],
    [samplePeer({ presence: 'busy' }), false, 'Busy'],
    [samplePeer({ presence: 'offline', lastSeen: 7 }), false, 'Last seen 7 ago'],
    [samplePeer({ presence: 'offline', lastSeen: null }), false, 'Offline'],
    [samplePeer({ presence: 'away' }), true, 'In this conversation'],
  ])('puts %o into words', (peer, here, words) => {
    expect(presenceWords(peer, here, ago)).toBe(words);
  });
});

describe('sessionTopic', () => {
  it('prefers the subject, then the product, then the kind', () => {
    const asked = { name: 'P', imageUrl: null, priceCents: null, currency: null };
    const product = { ...asked, id: SESSION, name: 'Q', active: true, changes: ['name'] as const };
    const topic = (changes: Partial<Session>) => sessionTopic(sampleSession(changes));
    expect(topic({ subject: 'S', productAsked: asked })).toBe('S');
    expect(topic({ subject: null, productAsked: asked })).toBe('P');
    expect(topic({ subject: null, productAsked: asked, product })).toBe('Q');
    expect(sessionTopic(sampleSession({ subject: null, kind: 'support' }))).toBe('Support');
  });
});

describe('namedFew', () => {
  const people = ['Ana', 'Ben', 'Chi', 'Dora'];

  it('names up to three, and counts the others of more', () => {
    expect(namedFew(people.slice(0, 1))).toEqual(['Ana']);
    expect(namedFew(people.slice(0, 3))).toEqual(['Ana', 'Ben', 'Chi']);
    expect(namedFew(people)).toEqual(['Ana', 'Ben', '2 others']);
  });
});
