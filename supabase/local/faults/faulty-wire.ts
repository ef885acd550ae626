import { EventEmitter } from 'node:events';
import type { RawData } from 'ws';
import { decodeText, encodeText, type Frame } from '../realtime/frames.ts';
import { bytesOf, OPEN, type Wire } from '../realtime/wire.ts';
import { BroadcastFaults } from './broadcast-faults.ts';
import type { FaultSet } from './fault-set.ts';

/** How the leave of a crashed channel is marked, so that its answer can be held back. */
const CRASH_REF = 'fault';
const SERVICE_RESTART = 1012;

/** Stands between a connection and the server and breaks what it is told to. */
export class FaultyWire extends EventEmitter implements Wire {
  private readonly wire: Wire;
  private readonly faults: FaultSet;
  private readonly broadcasts: BroadcastFaults;
  /** Topics joined and the join reference of each, as the client sees it. */
  private readonly joined = new Map<string, string | null>();
  /** Messages held back behind a delayed join, by topic. */
  private readonly held = new Map<string, Frame[]>();
  private readonly crashed = new Set<string>();
  private dead = false;

  constructor(wire: Wire, faults: FaultSet) {
    super();
    this.wire = wire;
    this.faults = faults;
    this.broadcasts = new BroadcastFaults(faults, (frame) => {
      // A delayed one may come when there is nobody to hear it any more.
      if (!this.dead && this.wire.readyState === OPEN) this.wire.send(frame);
    });
    wire.on('message', (data, isBinary) => this.receive(data, isBinary));
    wire.on('close', () => this.emit('close'));
    wire.on('error', (error) => this.emit('error', error));
  }

  get readyState(): number {
    return this.wire.readyState;
  }

  get bufferedAmount(): number {
    return this.wire.bufferedAmount;
  }

  send(data: string | Buffer): void {
    if (this.dead) return;
    if (typeof data === 'string' && this.swallow(data)) return;
    this.broadcasts.send(data);
  }

  close(code: number, reason: string): void {
    // Nobody would answer a closing handshake.
    if (this.dead) this.wire.terminate();
    else this.wire.close(code, reason);
  }

  terminate(): void {
    this.wire.terminate();
  }

  pause(): void {
    this.wire.pause();
  }

  resume(): void {
    if (!this.dead) this.wire.resume();
  }

  kill(code: 1006 | 1012): void {
    if (code === SERVICE_RESTART) this.close(code, '');
    else this.wire.terminate();
  }

  halfOpen(): void {
    this.dead = true;
    this.wire.pause();
  }

  /** Hands the server a frame that makes it close the channel itself, as an expired token does. */
  expireToken(topic: string | undefined, expiredToken: string): void {
    for (const [name, joinRef] of this.matching(topic)) {
      this.joined.delete(name);
      const payload = { access_token: expiredToken };
      this.inject({ joinRef, ref: null, topic: name, event: 'access_token', payload });
    }
  }

  crashChannel(topic: string | undefined): void {
    for (const [name, joinRef] of this.matching(topic)) {
      this.joined.delete(name);
      this.crashed.add(name);
      this.inject({ joinRef, ref: CRASH_REF, topic: name, event: 'phx_leave', payload: {} });
      this.wire.send(
        encodeText({ joinRef, ref: joinRef, topic: name, event: 'phx_error', payload: {} }),
      );
    }
  }

  /** Sends what `reorder` holds back. */
  release(): void {
    this.broadcasts.release();
  }

  private matching(topic: string | undefined): [string, string | null][] {
    return [...this.joined].filter(([name]) => topic === undefined || topic === name);
  }

  private inject(frame: Frame): void {
    this.emit('message', Buffer.from(encodeText(frame)), false);
  }

  private receive(data: RawData, isBinary: boolean): void {
    if (this.dead) return;
    const frame = isBinary ? null : decodeText(bytesOf(data).toString('utf8'));
    if (frame === null || !this.intercept(frame)) this.emit('message', data, isBinary);
  }

  /** Whether the frame is kept from the server, for now or for good. */
  private intercept(frame: Frame): boolean {
    const { topic, event, joinRef } = frame;
    if (event === 'heartbeat' && topic === 'phoenix')
      return this.faults.take(['ignore-heartbeats'], () => true) !== null;
    if (event === 'phx_join') this.joined.set(topic, joinRef);
    if (event === 'phx_leave' && (joinRef === null || this.joined.get(topic) === joinRef))
      this.joined.delete(topic);
    const waiting = this.held.get(topic);
    if (waiting) {
      waiting.push(frame);
      return true;
    }
    if (event !== 'phx_join') return false;
    const delay = this.faults.take(
      ['delay-join'],
      (fault) => fault.topic === undefined || fault.topic === topic,
    );
    if (delay === null) return false;
    this.held.set(topic, [frame]);
    setTimeout(() => {
      const frames = this.held.get(topic) ?? [];
      this.held.delete(topic);
      if (!this.dead) for (const late of frames) this.inject(late);
    }, delay.ms);
    return true;
  }

  /** The answers to the leave of a crashed channel are the server's own affair. */
  private swallow(text: string): boolean {
    if (this.crashed.size === 0) return false;
    const frame = decodeText(text);
    if (frame === null || !this.crashed.has(frame.topic)) return false;
    if (frame.event === 'phx_reply' && frame.ref === CRASH_REF) return true;
    if (frame.event !== 'phx_close') return false;
    this.crashed.delete(frame.topic);
    return true;
  }
}
