import { lazy, Suspense, type ReactNode } from 'react';
import { Route, Switch, useLocation, useSearchParams } from 'wouter';
import { loadRequest, RequestDialog } from '../features/lifecycle/page-parts.ts';
import { EarlierSessions } from '../features/sessions/earlier-sessions.tsx';
import type { Person } from '../core/people.ts';
import { me } from '../core/selectors.ts';
import { useChat } from '../store/hooks.ts';
import { links } from './links.ts';
import { NothingHere } from './not-found.tsx';
import { orNotLoaded } from './or-not-loaded.ts';
import { useNotificationLink } from './use-notification-link.ts';

const loadSettings = () => import('./settings-screen.tsx');
const loadBookmarks = () => import('../features/bookmarks/bookmarks-page.tsx');
const loadNotifications = () => import('../features/notifications/notifications-page.tsx');

const SettingsScreen = lazy(() => orNotLoaded(loadSettings()));
const ReportsPage = lazy(() => orNotLoaded(import('../features/settings/reports-page.tsx')));
const BookmarksPage = lazy(() => orNotLoaded(loadBookmarks()));
const NotificationsPage = lazy(() => orNotLoaded(loadNotifications()));
const MentorsPage = lazy(() => orNotLoaded(import('../features/people/mentors-page.tsx')));
const PersonPage = lazy(() => orNotLoaded(import('../features/people/person-page.tsx')));
const HelpPage = lazy(() => orNotLoaded(import('../features/people/help-page.tsx')));
const ProductsPage = lazy(() => orNotLoaded(import('../features/products/products-page.tsx')));
const ProductPage = lazy(() => orNotLoaded(import('../features/products/product-page.tsx')));
const Ratings = lazy(() => orNotLoaded(import('../features/admin/ratings.tsx')));
const PersonPanel = lazy(() => orNotLoaded(import('../features/admin/person-panel.tsx')));
const AdminPages = lazy(() => orNotLoaded(import('./admin-pages.tsx')));

const Unsubscribe = lazy(() =>
  orNotLoaded(import('./unsubscribe.tsx').then((part) => ({ default: part.Unsubscribe }))),
);

const routes = {
  bookmarks: '/bookmarks',
  notifications: '/notifications',
  settings: '/settings',
  mentors: '/mentors',
  person: '/people/:id',
  products: '/products',
  product: '/products/:id',
  help: '/help',
  admin: '/admin/*?',
  unsubscribe: '/unsubscribe',
} as const;

/** Fetches what is wanted without a network, too. */
export function prefetchPages(): void {
  for (const load of [loadSettings, loadBookmarks, loadNotifications, loadRequest])
    load().catch(() => undefined);
}

/** What people keep and set, the directories, people and what admins do: everything beside the list that is no conversation. */
export default function MorePages() {
  const [, navigate] = useLocation();
  const isAdmin = useChat((state) => me(state)?.role === 'admin');
  const supplierId = useSearchParams()[0].get('supplier');
  const open = (sessionId: string): void => navigate(links.session(sessionId));
  const home = links.home();
  const linkOf = useNotificationLink();
  const request = (mentor: Person, close: () => void): ReactNode => (
    <Suspense fallback={null}>
      <RequestDialog mentor={mentor} onRequested={open} onClose={close} />
    </Suspense>
  );
  return (
    <Suspense fallback={null}>
      <Switch>
        <Route path={routes.bookmarks}>
          <BookmarksPage backHref={home} />
        </Route>
        <Route path={routes.notifications}>
          <NotificationsPage backHref={home} linkOf={linkOf} />
        </Route>
        <Route path={routes.settings}>
          <SettingsScreen />
        </Route>
        <Route path={links.myReports()}>
          <ReportsPage backHref={links.settings()} sessionHref={links.session} />
        </Route>
        <Route path={routes.mentors}>
          <MentorsPage backHref={home} personHref={links.person} request={request} />
        </Route>
        <Route path={routes.person}>
          {({ id }) => (
            <PersonPage
              key={id}
              userId={id}
              backHref={home}
              settingsHref={links.settings()}
              productsHref={links.products}
              request={request}
            >
              {(profile, onChanged) => (
                <>
                  {isAdmin && (
                    <Suspense fallback={null}>
                      <PersonPanel person={profile} onRole={(role) => onChanged({ role })} />
                      <Ratings userId={id} />
                    </Suspense>
                  )}
                  <EarlierSessions peerId={id} exceptId={null} hrefOf={links.session} />
                </>
              )}
            </PersonPage>
          )}
        </Route>
        <Route path={routes.products}>
          <ProductsPage
            key={supplierId}
            supplierId={supplierId}
            backHref={home}
            allHref={links.products()}
            productHref={links.product}
          />
        </Route>
        <Route path={routes.product}>
          {({ id }) => (
            <ProductPage
              key={id}
              productId={id}
              backHref={links.products()}
              personHref={links.person}
              onOpen={open}
            />
          )}
        </Route>
        <Route path={routes.help}>
          <HelpPage backHref={home} onOpen={open} />
        </Route>
        <Route path={routes.admin}>
          <AdminPages />
        </Route>
        <Route path={routes.unsubscribe}>
          <Unsubscribe />
        </Route>
        <Route>
          <NothingHere />
        </Route>
      </Switch>
    </Suspense>
  );
}
