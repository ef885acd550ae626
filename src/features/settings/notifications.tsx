import type { AppRole } from '../../core/model.ts';
import { notificationChoices } from '../../core/notification-choices.ts';
import { useChat } from '../../store/hooks.ts';
import { useNotifications } from '../../store/use-notifications.ts';
import { Answered } from '../../ui/answered.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { NotificationsBrowser } from './notifications-browser.tsx';
import { NotificationsChannels } from './notifications-channels.tsx';
import { NotificationsMail } from './notifications-mail.tsx';
import { NotificationsQuietHours } from './notifications-quiet-hours.tsx';
import { NotificationsSound } from './notifications-sound.tsx';
import { Section } from './section.tsx';

/** How the person wants to be told of things; what they change on another device shows here too. */
export function NotificationSection({ role }: { role: AppRole }) {
  const ask = useNotifications();
  const settings = useChat((state) => state.notifications.settings);
  const [answer, again] = useAnswer(() => ask((manager) => manager.loadSettings()), '');
  const thing = role === 'student' || role === 'mentor' ? 'session' : 'conversation';
  return (
    <Section title="Notifications">
      {settings === null ? (
        <Answered answer={answer} label="Loading notification settings" onRetry={again}>
          {() => null}
        </Answered>
      ) : (
        <>
          <p className="text-soft">
            What you switch off here is still listed at the bell. A single {thing} is muted in its
            details. While you are Busy, only what is urgent pops up or sounds.
          </p>
          <NotificationsBrowser />
          <NotificationsChannels choices={notificationChoices(role)} settings={settings} />
          <NotificationsQuietHours settings={settings} />
          <NotificationsSound settings={settings} />
          <NotificationsMail settings={settings} />
        </>
      )}
    </Section>
  );
}
