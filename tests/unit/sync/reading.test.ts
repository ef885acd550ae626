import { describe, expect, test } from 'vitest';
import { chatError } from '../../../src/core/errors.ts';
import { unreadOf } from '../../../src/core/selectors.ts';
import { startLiveBench } from '../../support/engine.ts';
import { settle } from '../../support/fake-clock.ts';
import { BEN, SESSION, uuid } from '../../support/samples.ts';

const offline = chatError('Offline', 'The server cannot be reached right now.');

describe('receipts', () => {
  test('what arrives is reported once, however many messages it was', async () => {
    const { backend, clock } = await startLiveBench();
    for (let n = 1; n <= 5; n += 1) backend.broadcast(backend.server.insert(uuid(4000 + n)));
    await clock.advance(1_000);
    expect(backend.count('markDelivered')).toBe(1);
  });

  test('what is seen clears the badge at once, and the server hears of it', async () => {
    const { backend, clock, actions, state } = await startLiveBench();
    const unread = { unreadCount: 1, stateVersion: 1 };
    const message = backend.server.insert(uuid(4001));
    backend.listener?.onEvent({
      type: 'message',
      message,
      session: { ...backend.session(), ...unread },
      notification: null,
    });
    expect(unreadOf(state(), state().sessions[SESSION]!)).toBe(1);
    actions.see(SESSION, 1);
    expect(unreadOf(state(), state().sessions[SESSION]!)).toBe(0);
    await clock.advance(0);
    await settle();
    expect(backend.count('markRead')).toBe(1);
    expect(state().sessions[SESSION]?.lastReadSeq).toBe(1);
    expect(state().seen).toEqual({});
  });

  test('a report that fails is repeated', async () => {
    const { backend, clock, actions, state } = await startLiveBench();
    backend.broadcast(backend.server.insert(uuid(4001)));
    backend.failNext('markRead', offline);
    actions.see(SESSION, 1);
    await clock.advance(5_000);
    expect(backend.count('markRead')).toBe(2);
    expect(state().seen).toEqual({});
  });

  test('a report that is refused is not', async () => {
    const { backend, clock, actions, state } = await startLiveBench();
    backend.broadcast(backend.server.insert(uuid(4001)));
    backend.failNext('markRead', chatError('Denied', 'no'));
    actions.see(SESSION, 1);
    await clock.advance(60_000);
    expect(backend.count('markRead')).toBe(1);
    expect(state().seen).toEqual({});
  });
});

describe('typing and who is here', () => {
  test('a hint fades after five seconds', async () => {
    const { backend, clock, state } = await startLiveBench();
    backend.room?.onTyping(BEN, true);
    expect(Object.keys(state().typing[SESSION] ?? {})).toEqual([BEN]);
    await clock.advance(5_000);
    expect(state().typing[SESSION]).toEqual({});
  });

  test('a hint ends with the message it announced', async () => {
    const { backend, state } = await startLiveBench();
    backend.room?.onTyping(BEN, true);
    backend.broadcast(backend.server.insert(uuid(4001)));
    expect(state().typing[SESSION]).toEqual({});
  });

  test('hints in the name of somebody who is not in the session count for nothing', async () => {
    const { backend, state } = await startLiveBench();
    backend.room?.onTyping(uuid(666), true);
    backend.room?.onHere([uuid(666)]);
    expect(state().typing[SESSION] ?? {}).toEqual({});
    expect(state().here[SESSION] ?? []).toEqual([]);
  });

  test('the channel is left with the session and joined again when the server closes it', async () => {
    const { backend, actions, clock, state } = await startLiveBench();
    backend.room?.onHere([BEN]);
    expect(state().here[SESSION]).toEqual([BEN]);
    backend.room?.onStatus({ status: 'closed' });
    expect(backend.room).toBeNull();
    await clock.advance(1_000);
    expect(backend.room).not.toBeNull();
    actions.closeSession();
    expect(backend.room).toBeNull();
  });
});
