import type { ProfileText } from './people.ts';

/** The longest texts of a profile, in characters (code points), as the database enforces them. */
export const MAX_NAME_CHARACTERS = 120;
export const MAX_HEADLINE_CHARACTERS = 160;
export const MAX_BIO_CHARACTERS = 2_000;
export const MAX_SKILLS = 30;
const MAX_SKILLS_CHARACTERS = 1_200;

export type ProfileField = 'fullName' | 'headline' | 'bio' | 'skills';

const lengthOf = (text: string | null): number => Array.from(text ?? '').length;

/** Skills as people type them, separated by commas or lines; each once, whatever its case. */
export function readSkills(typed: string): readonly string[] {
  const skills = new Map<string, string>();
  for (const part of typed.split(/[,\n]/)) {
    const skill = part.trim().replace(/\s+/g, ' ');
    const key = skill.toLocaleLowerCase('en');
    if (skill !== '' && !skills.has(key)) skills.set(key, skill);
  }
  return [...skills.values()];
}

/** Why a profile cannot be saved, by field; empty if it can. */
export function checkProfile(text: ProfileText): Partial<Record<ProfileField, string>> {
  const wrong: Partial<Record<ProfileField, string>> = {};
  if (text.fullName.trim() === '') wrong.fullName = 'Others need a name to call you by.';
  else if (lengthOf(text.fullName.trim()) > MAX_NAME_CHARACTERS) {
    wrong.fullName = `A name may have ${MAX_NAME_CHARACTERS} characters at most.`;
  }
  if (lengthOf(text.headline) > MAX_HEADLINE_CHARACTERS) {
    wrong.headline = `A headline may have ${MAX_HEADLINE_CHARACTERS} characters at most.`;
  }
  if (lengthOf(text.bio) > MAX_BIO_CHARACTERS) {
    wrong.bio = `This text may have ${MAX_BIO_CHARACTERS} characters at most.`;
  }
  if (text.skills.length > MAX_SKILLS) wrong.skills = `Name ${MAX_SKILLS} skills at most.`;
  else if (lengthOf(text.skills.join('')) > MAX_SKILLS_CHARACTERS) {
    wrong.skills = 'These skills are too long together: name them in a word or two each.';
  }
  return wrong;
}
