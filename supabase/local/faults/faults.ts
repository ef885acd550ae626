import { createHmac } from 'node:crypto';
import type { RealtimeServer } from '../realtime/server.ts';
import type { Wire } from '../realtime/wire.ts';
import { FAULTS_PATH, handleFaultRequest } from './fault-endpoint.ts';
import { FaultSet } from './fault-set.ts';
import type { ImmediateFault } from './fault.ts';
import { FaultyWire } from './faulty-wire.ts';
import { serveBroken } from './http-faults.ts';

export interface FaultOptions {
  jwtSecret: string;
  restartDatabase: () => Promise<void>;
}

/** Everything that can be broken in one stack; made only when it was started with STACK_FAULTS=1. */
export interface Faults {
  /** For `startRealtime`: puts the faults between a connection and the server. */
  wrap(wire: Wire): Wire;
  /** The same server, whose upgrades may be refused. */
  around(realtime: RealtimeServer): RealtimeServer;
  /** For the mail service: whether it is out of order, counted as used. */
  isMailDown(): boolean;
  /** Answers `/__faults`, and anything else as the faults say. */
  serve(request: Request, next: () => Promise<Response>, cut: () => void): Promise<Response>;
}

const UNAVAILABLE = 503;

/** The faults of one stack, none of them active. */
export function createFaults(options: FaultOptions): Faults {
  const faults = new FaultSet();
  const wires = new Set<FaultyWire>();

  const run = async (fault: ImmediateFault): Promise<void> => {
    if (fault.kind === 'restart-database') return options.restartDatabase();
    for (const wire of wires)
      switch (fault.kind) {
        case 'kill-sockets':
          wire.kill(fault.code);
          break;
        case 'half-open':
          wire.halfOpen();
          break;
        case 'expire-token':
          wire.expireToken(fault.topic, expiredToken(options.jwtSecret));
          break;
        case 'crash-channel':
          wire.crashChannel(fault.topic);
      }
  };
  const clear = (): void => {
    faults.clear();
    for (const wire of wires) wire.release();
  };

  return {
    wrap(wire) {
      const faulty = new FaultyWire(wire, faults);
      wires.add(faulty);
      faulty.once('close', () => wires.delete(faulty));
      return faulty;
    },
    around: (realtime) => ({
      ...realtime,
      upgrade(request, socket, head) {
        const refusal = faults.take(['refuse-upgrade'], () => true);
        if (refusal === null) return realtime.upgrade(request, socket, head);
        socket.on('error', () => socket.destroy());
        socket.end(
          `HTTP/1.1 ${refusal.status ?? UNAVAILABLE} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
        );
        return true;
      },
    }),
    isMailDown: () => faults.take(['mail-down'], () => true) !== null,
    serve: (request, next, cut) =>
      new URL(request.url).pathname === FAULTS_PATH && request.method !== 'OPTIONS'
        ? handleFaultRequest(request, faults, run, clear)
        : serveBroken(faults, request, next, cut),
  };
}

function expiredToken(secret: string): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ role: 'anon', exp: 1 })}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}
