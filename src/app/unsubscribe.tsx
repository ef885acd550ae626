import { useSearchParams } from 'wouter';
import UnsubscribePage from '../features/notifications/unsubscribe-page.tsx';
import { links } from './links.ts';

/** The page to which mails lead, beside the list. */
export const Unsubscribe = () => (
  <UnsubscribePage
    token={useSearchParams()[0].get('token') ?? ''}
    settingsHref={links.settings()}
  />
);

/** The same for people who are signed out. */
const AloneUnsubscribe = () => (
  <main className="flex h-dvh bg-canvas">
    <h1 className="sr-only">E-mails</h1>
    <Unsubscribe />
  </main>
);

export default AloneUnsubscribe;
