import type { ReactNode } from 'react';
import type { PresenceChoice } from '../../core/model.ts';
import { me } from '../../core/selectors.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { Choice } from '../../ui/choice.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { BlockedPeople } from './blocked-people.tsx';
import { DeleteAccount } from './delete-account.tsx';
import { DownloadData } from './download-data.tsx';
import { MentorApplication } from './mentor-application.tsx';
import { NotificationSection } from './notifications.tsx';
import { ProfileSection } from './profile-section.tsx';
import { ReportsSection } from './reports-section.tsx';
import { ReadReceipts } from './read-receipts.tsx';
import { Section } from './section.tsx';

const choices: readonly { value: PresenceChoice; text: string; hint: string }[] = [
  {
    value: 'online',
    text: 'Online',
    hint: 'While you use the chat; away after five minutes without doing anything.',
  },
  { value: 'away', text: 'Away', hint: 'Until you change it.' },
  { value: 'busy', text: 'Busy', hint: 'Until you change it. Messages still arrive.' },
];

/** What people set for themselves. `children` are settings of the app that this part knows nothing of. */
export function SettingsPage(props: {
  backHref: string;
  reportsHref: string;
  children: ReactNode;
}) {
  const presence = useChat((state) => state.presence);
  const person = useChat(me);
  const { choosePresence } = useActions();
  if (person === null) return null;
  return (
    <PageFrame title="Settings" backHref={props.backHref}>
      <div className="mx-auto grid w-full max-w-160 grid-cols-1 gap-8 p-5">
        <Choice label="Presence" value={presence} options={choices} onChange={choosePresence} />
        <ReadReceipts />
        {props.children}
        <NotificationSection role={person.role} />
        <ProfileSection userId={person.id} />
        {(person.role === 'student' || person.role === 'mentor') && (
          <Section title="Being a mentor">
            <MentorApplication userId={person.id} />
          </Section>
        )}
        {person.role !== 'admin' && (
          <Section title="Blocked people">
            <BlockedPeople />
          </Section>
        )}
        <ReportsSection href={props.reportsHref} />
        <Section title="Your data">
          <DownloadData />
        </Section>
        <Section title="Your account">
          <DeleteAccount email={person.email} />
        </Section>
      </div>
    </PageFrame>
  );
}
