/** Patterns of the routes, for the router. */
export const routes = {
  home: '/',
  session: '/sessions/:id',
  bookmarks: '/bookmarks',
  settings: '/settings',
  signIn: '/sign-in',
  signUp: '/sign-up',
} as const;

const SESSION_PATH = /^\/sessions\/([\da-f-]+)\/?$/i;

/** The session that a path shows, or null. */
export const sessionIn = (path: string): string | null => SESSION_PATH.exec(path)?.[1] ?? null;

const withNext = (path: string, next: string): string =>
  next === '/' ? path : `${path}?next=${encodeURIComponent(next)}`;

/** Addresses of the app. `next` is where to go after signing in. */
export const links = {
  home: (): string => '/',
  session: (id: string): string => `/sessions/${encodeURIComponent(id)}`,
  bookmarks: (): string => '/bookmarks',
  settings: (): string => '/settings',
  signIn: (next = '/'): string => withNext('/sign-in', next),
  signUp: (next = '/'): string => withNext('/sign-up', next),
};
