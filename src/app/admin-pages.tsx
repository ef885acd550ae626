import { lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { me } from '../core/selectors.ts';
import { useChat } from '../store/hooks.ts';
import { links } from './links.ts';
import { NothingHere } from './not-found.tsx';
import { orNotLoaded } from './or-not-loaded.ts';

const ApplicationsPage = lazy(() => orNotLoaded(import('../features/admin/applications-page.tsx')));
const AnnouncementsPage = lazy(() =>
  orNotLoaded(import('../features/admin/announcements-page.tsx')),
);

const routes = {
  applications: '/admin/mentors',
  announcements: '/admin/announcements',
} as const;

/** What admins do; nobody else finds anything here. */
export default function AdminPages() {
  const isAdmin = useChat((state) => me(state)?.role === 'admin');
  const home = links.home();
  if (!isAdmin) return <NothingHere />;
  return (
    <Suspense fallback={null}>
      <Switch>
        <Route path={routes.applications}>
          <ApplicationsPage backHref={home} personHref={links.person} />
        </Route>
        <Route path={routes.announcements}>
          <AnnouncementsPage backHref={home} />
        </Route>
        <Route>
          <NothingHere />
        </Route>
      </Switch>
    </Suspense>
  );
}
