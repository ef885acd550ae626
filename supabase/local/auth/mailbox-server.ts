import { createServer, type ServerResponse } from 'node:http';
import { LOOPBACK, portError } from '../ports.ts';
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
 * address) and `/api/messages/{id}` as JSON. Throws a StackError when the port is taken.
 * @param port 0 = any free port
 */
export async function startMailboxServer(port: number, mailbox: Mailbox): Promise<MailboxServer> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${LOOPBACK}`);
    const [, api, id] = MESSAGE.exec(url.pathname) ?? [];
    const mail = id === undefined ? null : mailbox.find(Number(id));
    if (url.pathname === '/') html(response, listPage(mailbox.list(null)));
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

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
