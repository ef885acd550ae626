import { escapeHtml } from '../../functions/digest/plain.ts';
import type { Mail } from './mailbox.ts';

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 48rem; padding: 0 1rem; }
  ul { list-style: none; padding: 0; }
  li { border-top: 1px solid #ccc; padding: .75rem 0; }
  small { color: #555; display: block; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
  iframe { width: 100%; height: 32rem; border: 1px solid #ccc; }`;
/** Links of a letter open beside it: the frame is too closed for what they lead to. */
const BASE = '<base target="_blank">';
const SANDBOX = 'allow-popups allow-popups-to-escape-sandbox';
const LINK = /https?:\/\/[^\s<>"']+/g;

/** All letters, newest first, as an HTML page. */
export function listPage(mails: readonly Mail[]): string {
  const items = mails.map(
    (mail) =>
      `<li><a href="/messages/${mail.id}">${escapeHtml(mail.subject)}</a><small>to ${escapeHtml(mail.to)}, <time>${mail.sentAt}</time></small></li>`,
  );
  return page(
    'Mailbox',
    `<h1>Mailbox</h1><p>E-mail of the local stack. Nothing here was really sent.</p>` +
      (items.length === 0 ? '<p>No messages yet.</p>' : `<ul>${items.join('')}</ul>`),
  );
}

/**
 * One letter: its text, with links that can be followed, and its HTML in a frame that runs no scripts,
 * loads nothing and is a stranger to this page.
 */
export function mailPage(mail: Mail): string {
  const text = escapeHtml(mail.text).replace(LINK, (url) => `<a href="${url}">${url}</a>`);
  return page(
    mail.subject,
    `<p><a href="/">All messages</a></p><h1>${escapeHtml(mail.subject)}</h1>` +
      `<p>To ${escapeHtml(mail.to)}, <time>${mail.sentAt}</time></p><pre>${text}</pre>` +
      (mail.html === ''
        ? ''
        : `<iframe title="As HTML" sandbox="${SANDBOX}" srcdoc="${escapeHtml(BASE + mail.html)}"></iframe>`),
  );
}

function page(title: string, body: string): string {
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>` +
    `<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head><body>${body}</body></html>`
  );
}
