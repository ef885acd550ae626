import { WebSocket } from 'ws';

/**
 * Node before 22 has no WebSocket. With one, the app's own `src/backend` runs here unchanged, over
 * real sockets.
 */
Object.assign(globalThis, {
  WebSocket: (globalThis as { WebSocket?: unknown }).WebSocket ?? WebSocket,
});
