import type { Plugin } from 'vite';

/** What a page may do, without the last word on who may frame it, which only a header can have. */
const DIRECTIVES: Readonly<Record<string, readonly string[]>> = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'font-src': ["'self'"],
  // Pictures before they are sent are blobs; the badge on the icon is drawn into data.
  'img-src': ["'self'", 'blob:', 'data:'],
  'connect-src': ["'self'"],
  'manifest-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  // No text ever becomes markup or code: there is no policy that could turn it into either.
  'require-trusted-types-for': ["'script'"],
  'trusted-types': ["'none'"],
};

/** Directives that reach Supabase too, where that is not the page's own origin. */
const TO_SUPABASE = ['img-src', 'connect-src'];

const FRAMING = "frame-ancestors 'none'";

/** One year, in seconds; hosts without https ignore it. */
const HTTPS_ONLY_S = 31_536_000;

/** What else no part of the app wants of a browser. */
const UNUSED_FEATURES = [
  'camera',
  'display-capture',
  'geolocation',
  'microphone',
  'payment',
  'usb',
];

const asWebSocket = (origin: string): string => origin.replace(/^http/, 'ws');

/**
 * The policy of the built page.
 * @param supabaseUrl of the project; undefined where its paths are served from the page's own origin
 */
export function contentSecurityPolicy(supabaseUrl: string | undefined): string {
  const origin = supabaseUrl === undefined ? null : new URL(supabaseUrl).origin;
  return Object.entries(DIRECTIVES)
    .map(([name, sources]) => {
      if (origin === null || !TO_SUPABASE.includes(name)) return [name, ...sources];
      const sockets = name === 'connect-src' ? [asWebSocket(origin)] : [];
      return [name, ...sources, origin, ...sockets];
    })
    .map((parts) => parts.join(' '))
    .join('; ');
}

/** Everything that a host should send along with each file of the build. */
export const securityHeaders = (supabaseUrl: string | undefined): Record<string, string> => ({
  'Content-Security-Policy': `${contentSecurityPolicy(supabaseUrl)}; ${FRAMING}`,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': UNUSED_FEATURES.map((feature) => `${feature}=()`).join(', '),
  'Referrer-Policy': 'same-origin',
  'Strict-Transport-Security': `max-age=${HTTPS_ONLY_S}; includeSubDomains`,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
});

/**
 * Builds pages that bring their policy with them, whoever serves them, and a `_headers` file with
 * the whole for hosts that read one (Cloudflare Pages, Netlify); docs/hosting.md has the others.
 */
export const securityHeadersOf = (supabaseUrl: string | undefined): Plugin => ({
  name: 'security-headers',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: {
        'http-equiv': 'Content-Security-Policy',
        content: contentSecurityPolicy(supabaseUrl),
      },
      injectTo: 'head-prepend',
    },
  ],
  generateBundle() {
    const lines = Object.entries(securityHeaders(supabaseUrl)).map(
      ([name, value]) => `  ${name}: ${value}`,
    );
    this.emitFile({ type: 'asset', fileName: '_headers', source: `/*\n${lines.join('\n')}\n` });
  },
});
