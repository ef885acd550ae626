/** Patterns of the routes, for the router; those of `MORE_PAGES` are in more-pages.tsx. */
export const routes = {
  home: '/',
  session: '/sessions/:id',
  signIn: '/sign-in',
  signUp: '/sign-up',
  unsubscribe: '/unsubscribe',
} as const;

/** Pages beside the list that are no conversation. */
export const MORE_PAGES =
  /^\/(bookmarks|notifications|settings|mentors|people|products|help|admin|unsubscribe)(\/|$)/;

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
  notifications: (): string => '/notifications',
  settings: (): string => '/settings',
  myReports: (): string => '/settings/reports',
  mentors: (): string => '/mentors',
  person: (id: string): string => `/people/${encodeURIComponent(id)}`,
  /** Everybody's, or one supplier's. */
  products: (supplierId?: string): string =>
    supplierId === undefined ? '/products' : `/products?supplier=${encodeURIComponent(supplierId)}`,
  product: (id: string): string => `/products/${encodeURIComponent(id)}`,
  help: (): string => '/help',
  admin: (): string => '/admin',
  adminSessions: (): string => '/admin/sessions',
  /** Those whose names, subject or id have this in them. */
  adminSessionsLike: (text: string): string => `/admin/sessions?q=${encodeURIComponent(text)}`,
  adminReview: (sessionId: string): string => `/admin/sessions/${encodeURIComponent(sessionId)}`,
  adminReports: (): string => '/admin/reports',
  applications: (): string => '/admin/mentors',
  announcements: (): string => '/admin/announcements',
  analytics: (): string => '/admin/analytics',
  auditLog: (): string => '/admin/audit',
  adminSettings: (): string => '/admin/settings',
  signIn: (next = '/'): string => withNext('/sign-in', next),
  signUp: (next = '/'): string => withNext('/sign-up', next),
};
