import { lazy, Suspense, useEffect } from 'react';
import { Redirect, Route, Switch, useLocation, useSearchParams } from 'wouter';
import { useKeptDrafts } from '../features/composer/use-kept-drafts.ts';
import { firstPicture } from '../lib/first-paint.ts';
import { ownPath } from '../lib/own-path.ts';
import { useChat } from '../store/hooks.ts';
import { ChatScreen } from './chat-screen.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { links, MORE_PAGES, routes } from './links.ts';
import { MorePages, NotFound } from './parts.ts';
import { Splash } from './splash.tsx';
import { useJumpRoute } from './use-jump-route.ts';

const SignIn = lazy(() => import('../features/auth/sign-in.tsx'));
const SignUp = lazy(() => import('../features/auth/sign-up.tsx'));
const Unsubscribe = lazy(() => import('./unsubscribe.tsx'));

/** Where the person wanted to go when they were asked to sign in. */
const useNext = (): string => ownPath(useSearchParams()[0].get('next'));

function SignedOut() {
  const [path] = useLocation();
  const next = useNext();
  return (
    <Suspense fallback={<Splash />}>
      <Switch>
        <Route path={routes.signIn}>
          <SignIn signUpHref={links.signUp(next)} />
        </Route>
        <Route path={routes.signUp}>
          <SignUp signInHref={links.signIn(next)} />
        </Route>
        <Route path={routes.unsubscribe}>
          <Unsubscribe />
        </Route>
        <Route>
          <Redirect to={links.signIn(path)} replace />
        </Route>
      </Switch>
    </Suspense>
  );
}

function SignedIn() {
  useJumpRoute();
  const next = useNext();
  return (
    <Switch>
      <Route path={routes.home}>
        <ChatScreen sessionId={null} />
      </Route>
      <Route path={routes.session}>{({ id }) => <ChatScreen sessionId={id} />}</Route>
      <Route path={MORE_PAGES}>
        <ChatScreen sessionId={null} page={<MorePages />} />
      </Route>
      <Route path={routes.signIn}>
        <Redirect to={next} replace />
      </Route>
      <Route path={routes.signUp}>
        <Redirect to={next} replace />
      </Route>
      <Route>
        <Suspense fallback={<Splash />}>
          <NotFound />
        </Suspense>
      </Route>
    </Switch>
  );
}

function Frame() {
  useKeptDrafts();
  const status = useChat((state) => state.auth.status);
  // What this device kept comes with the first picture: drawing the page without it first takes longer.
  const isEarly = useChat((state) => !state.restored && state.list.status !== 'ready');
  const isReady = status === 'signedOut' || (status === 'signedIn' && !isEarly);
  useEffect(() => {
    if (isReady) firstPicture();
  }, [isReady]);
  switch (status) {
    case 'unknown':
      return <Splash />;
    case 'signedOut':
      return <SignedOut />;
    case 'signedIn':
      return isEarly ? <Splash /> : <SignedIn />;
  }
}

/** The whole interface. Reads everything from `ChatContext`. */
export const App = () => (
  <ErrorBoundary>
    <Frame />
  </ErrorBoundary>
);
