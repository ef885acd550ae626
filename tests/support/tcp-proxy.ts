import { connect, createServer, type Socket } from 'node:net';
import { LOOPBACK } from '../../supabase/local/ports.ts';

/** A network cable between a client and a server on this machine, with somebody at the plug. */
export interface TcpProxy {
  readonly url: string;
  /** Breaks every connection that is open now; new ones work. */
  cut(): void;
  /** Breaks the next connection on which this many bytes have gone up, once. */
  cutAfter(bytes: number): void;
  /** From now on nothing gets through, and what is open hangs without a word. */
  freeze(): void;
  /** Lets connections through again; those that were frozen are broken. */
  thaw(): void;
  stop(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1 and passes everything to `targetUrl`. */
export async function startTcpProxy(targetUrl: string): Promise<TcpProxy> {
  const target = new URL(targetUrl);
  const pairs = new Set<readonly [Socket, Socket]>();
  let frozen = false;
  let cutAfterBytes = Infinity;

  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    const pair = [client, upstream] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    let sentBytes = 0;
    client.on('data', (chunk) => {
      if (frozen) return;
      sentBytes += chunk.length;
      if (sentBytes < cutAfterBytes) {
        upstream.write(chunk);
        return;
      }
      cutAfterBytes = Infinity;
      end();
    });
    upstream.on('data', (chunk) => frozen || client.write(chunk));
    for (const socket of pair) socket.on('error', end).on('close', end);
  });
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');

  const cut = (): void => {
    for (const [client, upstream] of pairs) {
      client.destroy();
      upstream.destroy();
    }
  };
  return {
    url: `http://${LOOPBACK}:${address.port}`,
    cut,
    cutAfter: (bytes) => {
      cutAfterBytes = bytes;
    },
    freeze: () => {
      frozen = true;
    },
    thaw: () => {
      frozen = false;
      cut();
    },
    stop: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
