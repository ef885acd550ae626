import { expect, test, vi } from 'vitest';
import { createTrays, traysOf, type Trays } from '../../../../src/features/composer/trays.ts';
import { createChatStore } from '../../../../src/store/store.ts';
import type { NewFile } from '../../../../src/store/writing.ts';
import { sampleMe, SESSION, uuid } from '../../../support/samples.ts';

const OTHER = uuid(101);
const file = (name: string): File => new File(['x'], name);
const made = (source: File, original = false): NewFile => ({
  bytes: source,
  name: original ? `original ${source.name}` : source.name,
  mime: 'image/png',
  width: 4,
  height: 3,
});
const filesOf = (trays: Trays, sessionId = SESSION) =>
  trays.state.getState()[sessionId]?.files ?? [];
const names = (trays: Trays, sessionId = SESSION) =>
  filesOf(trays, sessionId).map(({ source }) => source.name);
const untilReady = (trays: Trays) =>
  vi.waitFor(() => expect(filesOf(trays).every(({ ready }) => ready !== null)).toBe(true));
const quick = () => createTrays((source, original) => Promise.resolve(made(source, original)));
const isGone = async (url: string | null | undefined): Promise<boolean> =>
  fetch(url ?? '').then(
    () => false,
    () => true,
  );

test('each session has its own tray', async () => {
  const trays = quick();
  trays.add(SESSION, [file('a.png')]);
  trays.add(OTHER, [file('b.png')]);
  await untilReady(trays);
  expect([names(trays), names(trays, OTHER)]).toEqual([['a.png'], ['b.png']]);
  trays.clear(SESSION);
  expect([names(trays), names(trays, OTHER)]).toEqual([[], ['b.png']]);
  trays.clear(OTHER);
});

test('the eleventh file is left out, with a sentence', () => {
  const trays = quick();
  trays.add(
    SESSION,
    Array.from({ length: 9 }, (_one, at) => file(`${at}.png`)),
  );
  trays.add(SESSION, [file('ten.png'), file('eleven.png'), file('twelve.png')]);
  expect(names(trays)).toHaveLength(10);
  expect(names(trays).at(-1)).toBe('ten.png');
  expect(trays.state.getState()[SESSION]?.refusals).toEqual([
    'A message holds 10 files, so 2 were left out.',
  ]);
  trays.clear(SESSION);
});

test('files are prepared one after the other; what is refused or breaks goes, the next ones come', async () => {
  const started: string[] = [];
  const bugs = vi.fn();
  vi.stubGlobal('reportError', bugs);
  const trays = createTrays((source) => {
    started.push(source.name);
    if (source.name === 'bug.png') throw new Error('a bug');
    return Promise.resolve(source.name === 'empty.png' ? 'empty' : made(source));
  });
  trays.add(SESSION, ['empty.png', 'bug.png', 'removed.png', 'good.png'].map(file));
  trays.remove(SESSION, filesOf(trays)[2]!.id);
  await untilReady(trays);
  expect(started).toEqual(['empty.png', 'bug.png', 'good.png']);
  expect(names(trays)).toEqual(['good.png']);
  expect(trays.state.getState()[SESSION]?.refusals).toEqual([
    '“empty.png” is empty, so there is nothing to send.',
    '“bug.png” could not be read.',
  ]);
  expect(bugs).toHaveBeenCalledOnce();
  trays.clear(SESSION);
});

test('wanting the originals, and not, prepares anew; no address outlives its file', async () => {
  const trays = quick();
  trays.add(SESSION, [file('a.png')]);
  await untilReady(trays);
  const first = filesOf(trays)[0]?.previewUrl;
  expect(await isGone(first)).toBe(false);
  trays.setOriginal(SESSION, true);
  trays.setOriginal(SESSION, false);
  trays.setOriginal(SESSION, true);
  expect(await isGone(first)).toBe(true);
  await untilReady(trays);
  expect(filesOf(trays)[0]?.ready?.name).toBe('original a.png');
  const last = filesOf(trays)[0]?.previewUrl;
  trays.remove(SESSION, filesOf(trays)[0]!.id);
  expect(await isGone(last)).toBe(true);
});

test('who signs out leaves nothing in the trays', () => {
  const store = createChatStore();
  store.dispatch({ type: 'auth/signedIn', me: sampleMe() });
  const trays = traysOf(store);
  expect(traysOf(store)).toBe(trays);
  trays.add(SESSION, [file('a.txt')]);
  store.dispatch({ type: 'auth/signedOut' });
  expect(names(trays)).toEqual([]);
});

test('tells when all is prepared, and whether anything else happened meanwhile', async () => {
  const waits: (() => void)[] = [];
  const trays = createTrays((source) =>
    source.name === 'bad.png'
      ? Promise.resolve('damaged' as const)
      : new Promise((resolve) => waits.push(() => resolve(made(source)))),
  );
  const untilAsked = () => vi.waitFor(() => expect(waits).toHaveLength(1));
  const heard = vi.fn();

  trays.add(SESSION, [file('good.png')]);
  trays.whenReady(SESSION, heard);
  await untilAsked();
  expect(heard).not.toHaveBeenCalled();
  expect(trays.isPreparing(SESSION)).toBe(true);
  waits.pop()?.();
  await vi.waitFor(() => expect(heard.mock.calls).toEqual([[true]]));
  trays.clear(SESSION);
  expect(heard).toHaveBeenCalledTimes(1);

  trays.add(SESSION, [file('bad.png'), file('good.png')]);
  trays.whenReady(SESSION, heard);
  await untilAsked();
  waits.pop()?.();
  await vi.waitFor(() => expect(heard.mock.calls).toEqual([[true], [false]]));

  trays.clear(SESSION);
  trays.add(SESSION, [file('good.png')]);
  const stop = trays.whenReady(SESSION, heard);
  stop();
  await untilAsked();
  waits.pop()?.();
  await untilReady(trays);
  expect(heard).toHaveBeenCalledTimes(2);
  trays.clear(SESSION);
});
