import {
  ChartColumn,
  Flag,
  Megaphone,
  MessagesSquare,
  ScrollText,
  SlidersHorizontal,
  UserCheck,
} from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { AdminNav, type AdminPlace } from '../features/admin/admin-nav.tsx';
import { useWaiting } from '../features/admin/use-waiting.ts';
import { me } from '../core/selectors.ts';
import { useChat } from '../store/hooks.ts';
import { links } from './links.ts';
import { NothingHere } from './not-found.tsx';
import { orNotLoaded } from './or-not-loaded.ts';

const SessionsPage = lazy(() => orNotLoaded(import('../features/admin/sessions-page.tsx')));
const ApplicationsPage = lazy(() => orNotLoaded(import('../features/admin/applications-page.tsx')));
const ReviewPage = lazy(() => orNotLoaded(import('./review-page.tsx')));
const ReportsPage = lazy(() => orNotLoaded(import('../features/admin/reports-page.tsx')));
const AnalyticsPage = lazy(() => orNotLoaded(import('../features/admin/analytics-page.tsx')));
const AuditPage = lazy(() => orNotLoaded(import('../features/admin/audit-page.tsx')));
const SettingsPage = lazy(() => orNotLoaded(import('../features/admin/settings-page.tsx')));
const AnnouncementsPage = lazy(() =>
  orNotLoaded(import('../features/admin/announcements-page.tsx')),
);

const placesWith = (waiting: ReturnType<typeof useWaiting>): readonly AdminPlace[] => [
  { text: 'Sessions', href: links.adminSessions(), Icon: MessagesSquare },
  { text: 'Reports', href: links.adminReports(), Icon: Flag, waiting: waiting.reports },
  { text: 'Mentors', href: links.applications(), Icon: UserCheck, waiting: waiting.applications },
  { text: 'Announcements', href: links.announcements(), Icon: Megaphone },
  { text: 'Analytics', href: links.analytics(), Icon: ChartColumn },
  { text: 'Audit log', href: links.auditLog(), Icon: ScrollText },
  { text: 'Settings', href: links.adminSettings(), Icon: SlidersHorizontal },
];

/** What admins do, under one navigation that also leads back; nobody else finds anything here. */
export default function AdminPages() {
  const isAdmin = useChat((state) => me(state)?.role === 'admin');
  if (!isAdmin) return <NothingHere />;
  return <Administration />;
}

function Administration() {
  const [path] = useLocation();
  const waiting = useWaiting(path);
  return (
    <div className="flex min-h-0 min-w-0 grow flex-col">
      <AdminNav places={placesWith(waiting)} path={path} backHref={links.home()} />
      <Suspense fallback={null}>
        {/* The addresses without parts that vary are what `links` builds, so they are patterns as well. */}
        <Switch>
          <Route path={links.admin()}>
            <Redirect to={links.adminSessions()} replace />
          </Route>
          <Route path={links.adminSessions()}>
            <SessionsPage reviewHref={links.adminReview} />
          </Route>
          <Route path="/admin/sessions/:id">
            {({ id }) => <ReviewPage key={id} sessionId={id} />}
          </Route>
          <Route path={links.adminReports()}>
            <ReportsPage personHref={links.person} reviewHref={links.adminReview} />
          </Route>
          <Route path={links.applications()}>
            <ApplicationsPage personHref={links.person} />
          </Route>
          <Route path={links.announcements()}>
            <AnnouncementsPage />
          </Route>
          <Route path={links.analytics()}>
            <AnalyticsPage />
          </Route>
          <Route path={links.auditLog()}>
            <AuditPage sessionHref={links.adminSessionsLike} />
          </Route>
          <Route path={links.adminSettings()}>
            <SettingsPage />
          </Route>
          <Route>
            <NothingHere />
          </Route>
        </Switch>
      </Suspense>
    </div>
  );
}
