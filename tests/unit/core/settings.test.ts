import { expect, test } from 'vitest';
import type { Setting } from '../../../src/core/limits-and-times.ts';
import { readSetting, removesMore } from '../../../src/core/setting-rules.ts';
import {
  lengthWords,
  settingDescription,
  settingGroups,
  settingTitle,
  settingValueWords,
} from '../../../src/core/setting-words.ts';

const bounds = { min: 1, max: 1_000, unit: 'messages' };
const setting = (key: string): Setting => ({
  key,
  value: 10,
  default: 10,
  ...bounds,
  description: '',
  lastChange: null,
});

test.each([
  ['1', 1],
  [' 1000 ', 1_000],
  ['1,000', 1_000],
  ['+7', 7],
  ['007', 7],
])('%j is a value', (text, value) => {
  expect(readSetting(text, bounds)).toEqual({ value });
});

test.each([
  ['', /^Give a whole number from 1 to 1,000 \(messages\)\.$/],
  ['   ', /^Give/],
  ['0', /^This is too low/],
  ['-1', /^This is too low/],
  ['1001', /^This is too high/],
  ['9'.repeat(400), /^This is too high/],
  ['1.5', /^This is no whole number/],
  ['1e2', /^This is no whole number/],
  ['1,00', /^This is no whole number/],
  ['ten', /^This is no whole number/],
  ['NaN', /^This is no whole number/],
])('%j is refused, and why', (text, why) => {
  expect(readSetting(text, bounds)).toEqual({ error: expect.stringMatching(why) as string });
});

test.each([
  ['audit_retention_days', 0, 90, true],
  ['audit_retention_days', 90, 0, false],
  ['audit_retention_days', 90, 89, true],
  ['audit_retention_days', 90, 91, false],
  ['mail_retention', 100, 99, true],
  ['edit_window', 100, 99, false],
])('%s from %i to %i removes what was kept: %s', (key, value, next, removes) => {
  expect(removesMore({ key, value }, next)).toBe(removes);
});

test('lengths of time are said in the units that say them exactly', () => {
  expect([0, 1, 60, 5_400, 86_400, 604_800, 90_061].map(lengthWords)).toEqual([
    '0 seconds',
    '1 second',
    '1 minute',
    '1 hour 30 minutes',
    '1 day',
    '7 days',
    '1 day 1 hour 1 minute 1 second',
  ]);
  expect(settingValueWords(90, { key: 'x', unit: 'minutes' })).toBe('1 hour 30 minutes');
  expect(settingValueWords(1, { key: 'x', unit: 'messages' })).toBe('1 message');
  expect(settingValueWords(1_204, { key: 'x', unit: 'people' })).toBe('1,204 people');
  expect(settingValueWords(0, { key: 'x', unit: 'days' })).toBe('0 days');
  expect(settingValueWords(0, { key: 'audit_retention_days', unit: 'days' })).toBe('for ever');
});

test('every setting is called something and stands somewhere, also those of a later database', () => {
  expect(settingTitle('edit_window')).toBe('Time to edit');
  expect(settingTitle('later_thing')).toBe('Later thing');
  const groups = settingGroups(['later_thing', 'edit_window', 'messages_per_minute'].map(setting));
  expect(groups.map(({ title, settings }) => [title, settings.map(({ key }) => key)])).toEqual([
    ['Messages', ['messages_per_minute', 'edit_window']],
    ['Other', ['later_thing']],
  ]);
});

test('a description names other settings as people know them', () => {
  const description = 'messages one person may send within rate_window_seconds, or later_thing';
  expect(settingDescription({ description })).toBe(
    'Messages one person may send within “Window for messages”, or later_thing.',
  );
});
