import { useState, type SubmitEvent } from 'react';
import type { Profile, ProfileText } from '../../core/people.ts';
import {
  checkProfile,
  MAX_BIO_CHARACTERS,
  readSkills,
  type ProfileField,
} from '../../core/profile-rules.ts';
import { usePeople } from '../../store/use-people.ts';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Field } from '../../ui/field.tsx';
import { Switch } from '../../ui/switch.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { useDeed } from '../../ui/use-deed.ts';
import { TimeZoneField } from './time-zone-field.tsx';

/** What people write about themselves. Nothing typed is lost when it cannot be saved. */
export function ProfileForm({ profile }: { profile: Profile }) {
  const [text, setText] = useState<ProfileText>(profile);
  const [skills, setSkills] = useState(profile.skills.join(', '));
  const [wrong, setWrong] = useState<Partial<Record<ProfileField, string>>>({});
  const [saved, setSaved] = useState(false);
  const ask = usePeople();
  const deed = useDeed();

  const change = (next: Partial<ProfileText>): void => {
    setText({ ...text, ...next });
    setSaved(false);
  };
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    const whole = { ...text, skills: readSkills(skills) };
    const found = checkProfile(whole);
    setWrong(found);
    if (Object.keys(found).length > 0) return;
    deed.run(
      () => ask((people) => people.saveProfile(whole)),
      () => setSaved(true),
    );
  };

  return (
    <form onSubmit={save} className="grid grid-cols-1 gap-4">
      <Field
        label="Name"
        autoComplete="name"
        dir="auto"
        value={text.fullName}
        error={wrong.fullName}
        onChange={({ target }) => change({ fullName: target.value })}
      />
      <Field
        label="Headline"
        dir="auto"
        hint="One line that says what you do."
        value={text.headline ?? ''}
        error={wrong.headline}
        onChange={({ target }) => change({ headline: target.value })}
      />
      <TextArea
        label="About you"
        hint={`Up to ${MAX_BIO_CHARACTERS.toLocaleString('en')} characters. Everybody who is signed in can read it.`}
        value={text.bio ?? ''}
        error={wrong.bio}
        onChange={({ target }) => change({ bio: target.value })}
      />
      <Field
        label="Skills"
        dir="auto"
        hint="Separated by commas."
        value={skills}
        error={wrong.skills}
        onChange={({ target }) => {
          setSkills(target.value);
          setSaved(false);
        }}
      />
      <TimeZoneField value={text.timezone} onChange={(timezone) => change({ timezone })} />
      {profile.role === 'mentor' && (
        <Switch
          label="Takes requests"
          hint="Switched off, nobody can request a session with you. Saved with the rest."
          on={text.accepting}
          onChange={(accepting) => change({ accepting })}
        />
      )}
      <Failure>{deed.failure}</Failure>
      <div className="flex items-center gap-3">
        <Button type="submit" look="primary" aria-disabled={deed.busy}>
          {deed.busy ? 'Saving…' : 'Save profile'}
        </Button>
        <p role="status" className="text-meta text-soft">
          {saved ? 'Saved' : ''}
        </p>
      </div>
    </form>
  );
}
