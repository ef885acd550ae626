import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startTestStack } from '../support/stack.ts';

/** A whole stack is started and ended, on machines that may be busy. */
const TIMEOUT_MS = 60_000;

test(
  'stopping does not wait for those who are connected; they are told to come back',
  { timeout: TIMEOUT_MS },
  async () => {
    const stack = await startTestStack();
    const { apiUrl, publishableKey } = stack.facts;
    const url = new URL(`${apiUrl}/realtime/v1/websocket?apikey=${publishableKey}&vsn=2.0.0`);
    url.protocol = 'ws:';
    const socket = new WebSocket(url);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    await stack.stop();
    expect((await closed)[0]).toBe(1012);
  },
);
