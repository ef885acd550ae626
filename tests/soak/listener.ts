import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { StackFacts } from '../support/stack.ts';
import { decodeBroadcast, type BinaryFrame } from '../stack/support/raw-socket.ts';

const JSON_TEXT = 1;
const USER_BROADCAST_PUSH = 3;

/** One connection on one public topic that keeps nothing of what it hears. */
export interface Listener {
  /** Sends a broadcast to everybody else. */
  say(payload: unknown): void;
  close(): void;
}

/** Joins `topic` (with its `realtime:` prefix) and calls `hear` for every broadcast. */
export async function listen(
  facts: StackFacts,
  topic: string,
  hear: (frame: BinaryFrame) => void,
): Promise<Listener> {
  const url = new URL('/realtime/v1/websocket', facts.apiUrl.replace(/^http/, 'ws'));
  url.search = new URLSearchParams({ apikey: facts.publishableKey, vsn: '2.0.0' }).toString();
  const ws = new WebSocket(url);
  await once(ws, 'open');
  const joined = new Promise<void>((resolve) => {
    ws.on('message', (data: Buffer, isBinary) => {
      if (isBinary) hear(decodeBroadcast(data));
      else resolve();
    });
  });
  ws.send(JSON.stringify(['1', '1', topic, 'phx_join', {}]));
  await joined;
  const fields = ['1', '2', topic, 'soak', ''].map((field) => Buffer.from(field));
  const lengths = fields.map((field) => field.length);
  const head = Buffer.concat([
    Buffer.from([USER_BROADCAST_PUSH, ...lengths, JSON_TEXT]),
    ...fields,
  ]);
  return {
    say: (payload) => ws.send(Buffer.concat([head, Buffer.from(JSON.stringify(payload))])),
    close: () => ws.close(),
  };
}
