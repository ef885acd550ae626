import { describe, expect, test } from 'vitest';
import { chatError, ChatFailure } from '../../../../src/core/errors.ts';
import type { FoundWithSessions, MessageSearch } from '../../../../src/core/search.ts';
import { createSearcher, TYPING_PAUSE_MS } from '../../../../src/features/search/searcher.ts';
import { createFakeClock, settle } from '../../../support/fake-clock.ts';
import { BEN, NOON, sampleMessage } from '../../../support/samples.ts';

const offline = chatError('Offline', 'The server cannot be reached right now.');
const blank: MessageSearch = {
  text: '',
  sessionId: null,
  peerId: null,
  senderId: null,
  hasFile: false,
  since: null,
  before: null,
};
const words = (text: string): MessageSearch => ({ ...blank, text });
const page = (seqs: number[], nextCursor: string | null = null): FoundWithSessions => ({
  messages: seqs.map((seq) => sampleMessage(seq)),
  nextCursor,
  sessions: [],
});

/** A searcher whose answers come when the test says so. */
function start() {
  const clock = createFakeClock();
  const asked: {
    text: string;
    cursor: string | null;
    answer: (page: FoundWithSessions) => Promise<void>;
    refuse: () => Promise<void>;
  }[] = [];
  const searcher = createSearcher({
    clock,
    first: blank,
    find: (search, cursor) =>
      new Promise((resolve, reject) => {
        asked.push({
          text: search.text,
          cursor,
          answer: async (found) => {
            resolve(found);
            await settle();
          },
          refuse: async () => {
            reject(new ChatFailure(offline));
            await settle();
          },
        });
      }),
  });
  const seqs = () => searcher.get().pages.map((messages) => messages.map((m) => m.seq));
  const askNow = async (search: MessageSearch) => {
    searcher.ask(search);
    await clock.advance(TYPING_PAUSE_MS);
  };
  return { clock, asked, searcher, seqs, askNow, status: () => searcher.get().status };
}

describe('a search', () => {
  test('idle -> waiting -> searching -> shown', async () => {
    const { clock, asked, searcher, seqs, status } = start();
    expect(status()).toBe('idle');
    searcher.ask(words('hello'));
    expect(status()).toBe('waiting');
    await clock.advance(TYPING_PAUSE_MS - 1);
    expect(asked).toEqual([]);
    await clock.advance(1);
    expect(status()).toBe('searching');
    await asked[0]!.answer(page([3, 1]));
    expect(status()).toBe('shown');
    expect(seqs()).toEqual([[3, 1]]);
    expect(searcher.get().answered).toEqual(words('hello'));
  });

  test('waits until typing pauses', async () => {
    const { clock, asked, searcher } = start();
    for (const text of ['he', 'hel', 'hell', 'hello']) {
      searcher.ask(words(text));
      await clock.advance(TYPING_PAUSE_MS / 2);
    }
    await clock.advance(TYPING_PAUSE_MS);
    expect(asked.map((one) => one.text)).toEqual(['hello']);
  });

  test('searching -> waiting: an answer that comes too late counts for nothing', async () => {
    const { asked, askNow, seqs, searcher, status } = start();
    await askNow(words('old'));
    await askNow(words('new'));
    await asked[1]!.answer(page([2]));
    await asked[0]!.answer(page([1]));
    expect(seqs()).toEqual([[2]]);
    await askNow(words('newer'));
    await asked[0]!.refuse();
    expect(status()).toBe('searching');
    expect(seqs()).toEqual([[2]]);
    expect(searcher.get().answered?.text).toBe('new');
  });

  test('a late answer counts for nothing when the same is asked again', async () => {
    const { asked, askNow, status } = start();
    await askNow(words('one'));
    await askNow(words('two'));
    await askNow(words('one'));
    await asked[0]!.answer(page([1]));
    expect(status()).toBe('searching');
    expect(asked).toHaveLength(3);
  });

  test('the same question with other spaces is not asked again', async () => {
    const { asked, askNow } = start();
    await askNow(words('hello'));
    await askNow(words('hello '));
    expect(asked).toHaveLength(1);
  });

  test('shown -> idle, shown -> tooShort', async () => {
    const { clock, asked, askNow, searcher, seqs, status } = start();
    await askNow(words('hello'));
    await asked[0]!.answer(page([1]));
    searcher.ask(words('h'));
    expect([status(), seqs()]).toEqual(['tooShort', []]);
    searcher.ask(words(' '));
    expect([status(), seqs()]).toEqual(['idle', []]);
    await clock.advance(1_000);
    expect(asked).toHaveLength(1);
    expect(clock.pending()).toBe(0);
  });

  test.each<Partial<MessageSearch>>([
    { senderId: BEN },
    { hasFile: true },
    { since: NOON },
    { before: NOON },
  ])('needs no words with %j', async (filter) => {
    const { asked, askNow } = start();
    await askNow({ ...blank, ...filter });
    expect(asked).toHaveLength(1);
  });

  test('searching -> failed -> searching', async () => {
    const { asked, askNow, searcher, seqs, status } = start();
    await askNow(words('hello'));
    await asked[0]!.refuse();
    expect(status()).toBe('failed');
    expect(searcher.get().error).toEqual(offline);
    searcher.retry();
    searcher.retry();
    expect(status()).toBe('searching');
    expect(asked).toHaveLength(2);
    await asked[1]!.answer(page([1]));
    expect(seqs()).toEqual([[1]]);
  });

  test('failed -> waiting', async () => {
    const { asked, askNow, searcher, status } = start();
    await askNow(words('hello'));
    await asked[0]!.refuse();
    searcher.ask(words('hello you'));
    expect(status()).toBe('waiting');
    expect(searcher.get().error).toBeNull();
  });
});

describe('further pages', () => {
  async function startShown() {
    const started = start();
    await started.askNow(words('hello'));
    await started.asked[0]!.answer(page([9, 8], 'next'));
    return started;
  }

  test('are asked for once, by cursor, and come below', async () => {
    const { asked, searcher, seqs } = await startShown();
    searcher.more();
    searcher.more();
    expect(asked.map((one) => one.cursor)).toEqual([null, 'next']);
    await asked[1]!.answer(page([7]));
    expect(seqs()).toEqual([[9, 8], [7]]);
    searcher.more();
    expect(asked).toHaveLength(2);
  });

  test('that fail leave what is there, and can be tried again', async () => {
    const { asked, searcher, seqs } = await startShown();
    searcher.more();
    await asked[1]!.refuse();
    expect(searcher.get()).toMatchObject({ status: 'shown', more: 'failed', error: offline });
    searcher.more();
    expect(asked).toHaveLength(2);
    searcher.retry();
    await asked[2]!.answer(page([7]));
    expect(seqs()).toEqual([[9, 8], [7]]);
  });

  test('of the search before count for nothing', async () => {
    const { asked, searcher, seqs, askNow } = await startShown();
    searcher.more();
    await askNow(words('bye'));
    await asked[2]!.answer(page([5], 'next'));
    await asked[1]!.answer(page([7]));
    expect(seqs()).toEqual([[5]]);
  });
});

test('what is deleted meanwhile goes, what is edited is shown as it is', async () => {
  const { asked, askNow, searcher, seqs } = start();
  await askNow(words('hello'));
  await asked[0]!.answer(page([3, 2, 1]));
  const changed = (seq: number, more: object) =>
    searcher.changed(sampleMessage(seq, { rev: 10, ...more }));
  changed(2, { deletedAt: NOON, content: null });
  changed(1, { content: 'edited' });
  expect(seqs()).toEqual([[3, 1]]);
  expect(searcher.get().pages[0]?.[1]?.content).toBe('edited');
  searcher.changed(sampleMessage(1, { rev: 9, content: 'older' }));
  expect(searcher.get().pages[0]?.[1]?.content).toBe('edited');
});

test('nothing is left running', () => {
  const { clock, searcher } = start();
  searcher.ask(words('hello'));
  searcher.stop();
  expect(clock.pending()).toBe(0);
});
