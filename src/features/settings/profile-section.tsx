import { usePeople } from '../../store/use-people.ts';
import { Answered } from '../../ui/answered.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { AvatarField } from './avatar-field.tsx';
import { ProfileForm } from './profile-form.tsx';
import { Section } from './section.tsx';

/** What others see of the person. */
export function ProfileSection({ userId }: { userId: string }) {
  const ask = usePeople();
  const [answer, again] = useAnswer(() => ask((people) => people.profileOf(userId)), userId);
  return (
    <Section title="Profile">
      <AvatarField />
      <Answered answer={answer} label="Loading your profile" onRetry={again}>
        {(profile) => <ProfileForm profile={profile} />}
      </Answered>
    </Section>
  );
}
