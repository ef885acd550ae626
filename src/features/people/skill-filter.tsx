import { useState } from 'react';
import { MAX_SKILLS_ASKED, type SkillCount } from '../../core/people.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';

/** More are shown on demand. */
const FIRST_SHOWN = 7;

interface SkillFilterProps {
  /** What can be asked for, most mentors first. */
  skills: readonly SkillCount[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

/** Skills to ask for; who is found has all that are chosen. */
export function SkillFilter({ skills, chosen, onChange }: SkillFilterProps) {
  const [all, setAll] = useState(false);
  if (skills.length === 0) return null;
  const shown = skills.filter(({ skill }, at) => all || at < FIRST_SHOWN || chosen.includes(skill));
  const toggle = (skill: string): void =>
    onChange(chosen.includes(skill) ? chosen.filter((one) => one !== skill) : [...chosen, skill]);
  return (
    <div role="group" aria-label="Skills" className="flex flex-wrap items-center gap-1.5">
      {shown.map(({ skill, mentors }) => {
        const on = chosen.includes(skill);
        return (
          <Chip
            key={skill}
            on={on}
            disabled={!on && chosen.length >= MAX_SKILLS_ASKED}
            onClick={() => toggle(skill)}
          >
            <bdi className="truncate">{skill}</bdi>
            <span className="text-soft">
              {mentors}
              <span className="sr-only"> {mentors === 1 ? 'mentor' : 'mentors'}</span>
            </span>
          </Chip>
        );
      })}
      {skills.length > FIRST_SHOWN && (
        <Button look="link" size="inline" className="mx-1.5" onClick={() => setAll(!all)}>
          {all ? 'Fewer skills' : `All ${skills.length} skills`}
        </Button>
      )}
    </div>
  );
}
