import { describe, expect, test } from 'vitest';
import { chatError, ChatFailure } from '../../../src/core/errors.ts';
import { startLiveBench } from '../../support/engine.ts';
import { SESSION, uuid } from '../../support/samples.ts';

describe('the life of a session', () => {
  test('nothing changes before the server has done it, then what it did is shown', async () => {
    const { backend, actions, state } = await startLiveBench();
    const session = backend.session();
    let answer = (): void => undefined;
    backend.life.transitionSession = (_id, status) =>
      new Promise((resolve) => {
        answer = () => resolve({ ...session, status, updatedAt: session.updatedAt + 1 });
      });
    const life = await actions.lifecycle();
    const done = life.transition(SESSION, 'completed', { reason: 'Well.' });
    expect(state().sessions[SESSION]?.status).toBe('in_progress');
    answer();
    await done;
    expect(state().sessions[SESSION]?.status).toBe('completed');
  });

  test('where somebody was faster, the refusal is passed on and what they did is shown', async () => {
    const { backend, actions, state } = await startLiveBench();
    const before = backend.count('getSession');
    backend.life.transitionSession = () =>
      Promise.reject(new ChatFailure(chatError('Conflict', 'This session is over.')));
    const life = await actions.lifecycle();
    await expect(life.transition(SESSION, 'completed')).rejects.toThrow('This session is over.');
    expect(backend.count('getSession')).toBe(before + 1);
    expect(state().sessions[SESSION]).toBeDefined();
  });

  test('a session that is left is gone', async () => {
    const { backend, actions, state } = await startLiveBench();
    backend.life.leaveSession = () => Promise.resolve();
    await (await actions.lifecycle()).leave(SESSION);
    expect(state().sessions[SESSION]).toBeUndefined();
  });

  test('all pages of what awaits the person are brought in', async () => {
    const { backend, actions, state } = await startLiveBench();
    const session = backend.session();
    const asked: (string | null)[] = [];
    backend.life.listAwaiting = (cursor) => {
      asked.push(cursor);
      const id = uuid(8_000 + asked.length);
      const hasMore = asked.length === 1;
      return Promise.resolve({
        sessions: [{ ...session, id }],
        hasMore,
        nextCursor: hasMore ? 'second' : null,
      });
    };
    await (await actions.lifecycle()).loadAwaiting();
    expect(asked).toEqual([null, 'second']);
    expect(state().sessions[uuid(8_002)]).toBeDefined();
  });
});
