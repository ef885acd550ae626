import { expect, test } from 'vitest';
import { notificationChoices } from '../../../src/core/notification-choices.ts';
import type { AppRole } from '../../../src/core/model.ts';

const roles: readonly AppRole[] = ['student', 'mentor', 'buyer', 'supplier', 'admin'];
const typesOf = (role: AppRole) => notificationChoices(role).map(({ type }) => type);

test('everybody chooses about messages, completed sessions and announcements', () => {
  for (const role of roles) {
    const types = typesOf(role);
    expect(types).toContain('message_received');
    expect(types).toContain('session_completed');
    expect(types.at(-1)).toBe('system_announcement');
  }
});

test('nobody is asked about what is never sent to them', () => {
  const had = (type: string) => roles.filter((role) => (typesOf(role) as string[]).includes(type));
  expect(had('session_request')).toEqual(['mentor']);
  expect(had('session_accepted')).toEqual(['student']);
  expect(had('session_declined')).toEqual(['student']);
  expect(had('reminder')).toEqual(['student', 'mentor']);
  expect(had('mentor_approved')).toEqual(['student', 'mentor']);
});

test('only students and mentors have sessions', () => {
  for (const role of ['buyer', 'supplier', 'admin'] as const) {
    const said = notificationChoices(role).flatMap(({ label, hint }) => [label, hint]);
    expect(said.join(' ')).not.toMatch(/session/i);
  }
});
