import { describe, expect, test } from 'vitest';
import { chatError } from '../../../src/core/errors.ts';
import { startLiveBench } from '../../support/engine.ts';
import { settle } from '../../support/fake-clock.ts';
import { SESSION, uuid } from '../../support/samples.ts';

describe('where a session is kept', () => {
  test('what the server did is shown; what it refused leaves a note', async () => {
    const { backend, actions, state } = await startLiveBench();
    await actions.arrangeSession(SESSION, { mutedUntil: Infinity, pinned: true });
    expect(state().sessions[SESSION]).toMatchObject({ mutedUntil: Infinity, archivedAt: null });
    expect(state().sessions[SESSION]?.pinnedAt).not.toBeNull();
    backend.failNext('setSessionState', chatError('Offline', 'No connection.'));
    await actions.arrangeSession(SESSION, { pinned: false });
    expect(state().sessions[SESSION]?.pinnedAt).not.toBeNull();
    expect(state().note).toBe('The session stays as it was. No connection.');
  });
});

describe('a transcript', () => {
  const fill = (backend: Awaited<ReturnType<typeof startLiveBench>>['backend']) => {
    for (let n = 0; n < 5; n += 1) backend.server.insert(uuid(5000 + n));
    backend.transcriptPage = 2;
  };

  test('is put together from all pages, and tells how far it is', async () => {
    const { backend, actions } = await startLiveBench();
    fill(backend);
    const heard: [number, number][] = [];
    const { messages } = await actions.transcriptOf(SESSION, {
      signal: new AbortController().signal,
      onProgress: (done, total) => heard.push([done, total]),
    });
    expect(messages.map((message) => message.seq)).toEqual([1, 2, 3, 4, 5]);
    expect(heard).toEqual([
      [2, 5],
      [4, 5],
      [5, 5],
    ]);
  });

  test('that is cancelled asks for no further page', async () => {
    const { backend, actions } = await startLiveBench();
    fill(backend);
    const controller = new AbortController();
    const exporting = actions.transcriptOf(SESSION, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(exporting).rejects.toMatchObject({ name: 'AbortError' });
    expect(backend.count('getTranscriptPage')).toBe(1);
  });
});

test('with read receipts switched, the list is asked for again', async () => {
  const { backend, actions } = await startLiveBench();
  const before = backend.count('listSessions');
  expect(await actions.setReadReceipts(false)).toBe(false);
  await settle();
  expect(backend.count('listSessions')).toBe(before + 1);
  expect(await actions.readReceipts()).toBe(false);
});
