import { describe, expect, it } from 'vitest';
import type { ProfileText } from '../../../src/core/people.ts';
import { checkProfile, readSkills } from '../../../src/core/profile-rules.ts';

const text = (changes: Partial<ProfileText> = {}): ProfileText => ({
  fullName: 'Anna',
  headline: null,
  bio: null,
  skills: [],
  timezone: null,
  accepting: true,
  ...changes,
});

describe('readSkills', () => {
  it('takes commas and lines, each skill once, as it was first written', () => {
    expect(readSkills(' Rust,rust,, System   design\nC ,')).toEqual(['Rust', 'System design', 'C']);
  });
});

describe('checkProfile', () => {
  it('takes what fits, counted in characters and not in code units', () => {
    expect(checkProfile(text({ fullName: '🦀'.repeat(120), bio: 'b'.repeat(2_000) }))).toEqual({});
  });

  it.each([
    [{ fullName: ' ' }, 'fullName'],
    [{ fullName: 'n'.repeat(121) }, 'fullName'],
    [{ headline: 'h'.repeat(161) }, 'headline'],
    [{ bio: 'b'.repeat(2_001) }, 'bio'],
    [{ skills: Array.from({ length: 31 }, (_, n) => `skill ${n}`) }, 'skills'],
    [{ skills: ['s'.repeat(1_201)] }, 'skills'],
  ] as const)('refuses %o at its field', (changes, field) => {
    expect(Object.keys(checkProfile(text(changes)))).toEqual([field]);
  });
});
