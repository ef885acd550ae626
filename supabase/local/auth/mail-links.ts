import { AsyncLocalStorage } from 'node:async_hooks';
import { escapeHtml } from '../../functions/digest/plain.ts';
import type { Mailbox } from './mailbox.ts';

/** What the request that causes a letter said about its link. */
export interface LinkContext {
  redirectTo: string;
  /** Whether the client waits for a code instead of tokens (PKCE). */
  pkce: boolean;
}

export const PKCE_PREFIX = 'pkce_';
const VERIFY_LINK = /https?:\/\/[^\s"'<>]+\/auth\/v1\/verify\?[^\s"'<>]+/g;

/**
 * The driver that the auth library sends with. The library knows neither `redirect_to` nor PKCE, so
 * its links are written anew: to the stack's API, as hosted does, which leads on to the app.
 */
export class Mailer {
  private readonly mailbox: Mailbox;
  private readonly apiUrl: () => string;
  private readonly context = new AsyncLocalStorage<LinkContext>();

  constructor(mailbox: Mailbox, apiUrl: () => string) {
    this.mailbox = mailbox;
    this.apiUrl = apiUrl;
  }

  /** Runs a request whose letters get links as `context` says. */
  during<T>(context: LinkContext, work: () => Promise<T>): Promise<T> {
    return this.context.run(context, work);
  }

  send(mail: { to: string; subject: string; text?: string; html?: string }): Promise<void> {
    const text = (mail.text ?? '').replace(VERIFY_LINK, (link) => this.rewrite(link));
    const html = (mail.html ?? '').replace(VERIFY_LINK, (link) =>
      escapeHtml(this.rewrite(link.replaceAll('&amp;', '&'))),
    );
    this.mailbox.deliver({ to: mail.to, subject: mail.subject, text, html, headers: {} });
    return Promise.resolve();
  }

  /** The link that confirms `tokenHash`, for letters that the stack writes itself. */
  link(tokenHash: string, type: string, context: LinkContext): string {
    const url = new URL('/auth/v1/verify', this.apiUrl());
    url.searchParams.set('token', `${context.pkce ? PKCE_PREFIX : ''}${tokenHash}`);
    url.searchParams.set('type', type);
    url.searchParams.set('redirect_to', context.redirectTo);
    return url.href;
  }

  private rewrite(link: string): string {
    const { searchParams } = new URL(link);
    const context = this.context.getStore() ?? {
      redirectTo: searchParams.get('redirect_to') ?? '',
      pkce: false,
    };
    return this.link(searchParams.get('token') ?? '', searchParams.get('type') ?? '', context);
  }
}
