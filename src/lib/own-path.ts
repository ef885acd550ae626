/**
 * `path` if it leads within this site, else “/”: a link to the sign-in page must not be able to
 * send a person somewhere else afterwards.
 */
export function ownPath(path: string | null): string {
  if (path === null || !/^\/(?![/\\])/.test(path)) return '/';
  const base = 'https://own.invalid';
  if (!URL.canParse(path, base)) return '/';
  const url = new URL(path, base);
  return url.origin === base ? url.pathname + url.search + url.hash : '/';
}
