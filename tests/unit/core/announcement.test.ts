import { expect, test } from 'vitest';
import { checkAnnouncement } from '../../../src/core/announcement-rules.ts';
import {
  announcementStatusWords,
  inAudience,
  isOutOfDate,
  priorityWord,
  recipientsWords,
} from '../../../src/core/announcement-words.ts';
import type { Announcement, NewAnnouncement } from '../../../src/core/announcement.ts';
import { NOON } from '../../support/samples.ts';

const draft: Omit<NewAnnouncement, 'id'> = {
  title: 'Maintenance tonight',
  message: '',
  audience: null,
  priority: 1,
  startsAt: null,
  expiresAt: null,
  link: '',
};
const made: Announcement = {
  ...draft,
  id: 'one',
  message: null,
  link: null,
  startsAt: NOON,
  createdAt: NOON,
  status: 'published',
  recipients: 1_204,
};
const wrong = (changes: Partial<NewAnnouncement>) =>
  Object.keys(checkAnnouncement({ ...draft, ...changes }, NOON));

test('what can be announced has no errors', () => {
  expect(wrong({})).toEqual([]);
  expect(wrong({ startsAt: NOON + 1, expiresAt: NOON + 2, link: '/mentors?q=1' })).toEqual([]);
});

test('what cannot be announced is said at its field', () => {
  expect(wrong({ title: ' \n' })).toEqual(['title']);
  expect(wrong({ title: '🙂'.repeat(200) })).toEqual([]);
  expect(wrong({ title: '🙂'.repeat(201) })).toEqual(['title']);
  expect(wrong({ message: 'x'.repeat(1_001) })).toEqual(['message']);
  expect(wrong({ startsAt: NOON })).toEqual(['starts_at']);
  expect(wrong({ expiresAt: NOON })).toEqual(['expires_at']);
  expect(wrong({ startsAt: NOON + 2, expiresAt: NOON + 1 })).toEqual(['expires_at']);
});

test.each(['/', '/settings', ' https://example.com/a ', ''])('a link may be “%s”', (link) => {
  expect(wrong({ link })).toEqual([]);
});

test.each(['javascript:alert(1)', '//evil.example', '/\\evil.example', 'http://a.example', 'x'])(
  'a link cannot be “%s”',
  (link) => {
    expect(wrong({ link })).toEqual(['link']);
  },
);

test('who gets it, how urgently, and how many have it is said in words', () => {
  expect(inAudience(null)).toBe('everybody');
  expect(inAudience('mentor')).toBe('all mentors');
  expect([priorityWord(1), priorityWord(5), priorityWord(9)]).toEqual([
    'Normal',
    'Urgent',
    'Priority 9',
  ]);
  expect(recipientsWords(made)).toBe('1,204 people');
  expect(recipientsWords({ ...made, status: 'publishing', recipients: 1 })).toBe('1 person so far');
  expect(recipientsWords({ ...made, status: 'scheduled' })).toBeNull();
  expect(announcementStatusWords[made.status]).toBe('Published');
});

test('it is looked at again while it is sent, and once its time has come or is over', () => {
  expect(isOutOfDate(made, NOON)).toBe(false);
  expect(isOutOfDate({ ...made, status: 'publishing' }, NOON)).toBe(true);
  expect(isOutOfDate({ ...made, status: 'scheduled', startsAt: NOON + 1 }, NOON)).toBe(false);
  expect(isOutOfDate({ ...made, status: 'scheduled' }, NOON)).toBe(true);
  expect(isOutOfDate({ ...made, expiresAt: NOON }, NOON)).toBe(true);
  expect(isOutOfDate({ ...made, status: 'withdrawn', expiresAt: NOON }, NOON)).toBe(false);
});
