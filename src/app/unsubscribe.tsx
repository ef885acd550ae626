import { useSearchParams } from 'wouter';
import UnsubscribePage from '../features/notifications/unsubscribe-page.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { links } from './links.ts';

const Page = () => (
  <UnsubscribePage
    token={useSearchParams()[0].get('token') ?? ''}
    settingsHref={links.settings()}
  />
);

/** The page to which mails lead, beside the list. */
export const Unsubscribe = () => (
  <PageFrame title="E-mails" backHref={links.home()}>
    <Page />
  </PageFrame>
);

/** The same for people who are signed out. */
const AloneUnsubscribe = () => (
  <main className="flex h-dvh bg-canvas">
    <h1 className="sr-only">E-mails</h1>
    <Page />
  </main>
);

export default AloneUnsubscribe;
