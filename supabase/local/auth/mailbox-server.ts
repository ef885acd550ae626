import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { LOOPBACK, portError } from '../ports.ts';
import { MAIL_API_PATH, takeMail } from './mail-api.ts';
import type { Mailbox } from './mailbox.ts';
import { listPage, mailPage } from './mailbox-page.ts';

export interface MailboxServer {
  port: number;
  stop(): Promise<void>;
}

const MESSAGE = /^\/(api\/)?messages\/(\d+)$/;
/** A letter holds text that strangers chose. */
const CSP = "default-src 'none'; style-src 'unsafe-inline'";

/**
 * Shows the mailbox: `/` and `/messages/{id}` as pages, `/api/messages` (newest first, `?to=` for one
 * address) and `/api/messages/{id}` as JSON; `POST /api/send` is the mail service of the project's own
 * mails. Throws a StackError when the port is taken.
 * @param port 0 = any free port
 * @param isDown whether that service is out of order, asked for every letter
 */
export async function startMailboxServer(
  port: number,
  mailbox: Mailbox,
  isDown: () => boolean,
): Promise<MailboxServer> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${LOOPBACK}`);
    const [, api, id] = MESSAGE.exec(url.pathname) ?? [];
    const mail = id === undefined ? null : mailbox.find(Number(id));
    if (request.method === 'POST' && url.pathname === MAIL_API_PATH)
      takeMail(
        { authorization: request.headers.authorization, body: () => text(request) },
        mailbox,
        isDown,
      ).then(
        ({ status, body }) => json(response, body, status),
        () => response.destroy(), // the sender broke off
      );
    else if (url.pathname === '/') html(response, listPage(mailbox.list(null)));
    else if (url.pathname === '/api/messages')
      json(response, mailbox.list(url.searchParams.get('to')));
    else if (mail === null) response.writeHead(404).end('There is no such message.');
    else if (api === undefined) html(response, mailPage(mail));
    else json(response, mail);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(portError(error, port, 'the mailbox', 'STACK_MAIL_PORT')),
    );
    server.listen(port, LOOPBACK, () => resolve());
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function html(response: ServerResponse, text: string): void {
  response
    .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': CSP })
    .end(text);
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
