import type { Locator, Page } from 'playwright-core';
import { describe, expect, inject, test } from 'vitest';
import { makePair } from '../support/accounts.ts';
import { useConversations } from '../support/conversations.ts';
import { fillSessions } from '../support/history.ts';
import { inspect, lookOptions, looks } from '../support/looks.ts';
import {
  act,
  composer,
  log,
  message,
  remove,
  saved,
  send,
  sessionLink,
  sessionList,
  tell,
  toolbarOf,
} from '../support/screens.ts';

const { database, appUrl, openAs, twoPeople } = useConversations();

const DELETED = 'This message was deleted';

const chip = (page: Page, name: string | RegExp): Locator =>
  log(page).getByRole('button', { name, exact: true });

async function pickEmoji(page: Page, name: string): Promise<void> {
  const picker = page.getByRole('dialog', { name: 'Emoji' });
  await picker.getByRole('button', { name, exact: true }).click();
  await picker.waitFor({ state: 'detached' });
}

test('an answer quotes what it answers, and leads to it', async () => {
  const { student, mentor, pair } = await twoPeople();
  await tell(mentor, student, 'How did the exam go?');

  await act(student, 'How did the exam go?', 'Reply');
  await student
    .getByRole('group', { name: 'Reply' })
    .getByText('Replying to Theo Brandt')
    .waitFor();
  await tell(student, mentor, 'Very well');
  await student.getByRole('group', { name: 'Reply' }).waitFor({ state: 'detached' });

  const quote = message(mentor, 'Very well').getByRole('button', {
    name: 'In reply to Theo Brandt How did the exam go?',
  });
  await quote.click();
  await mentor.locator('[data-highlighted]').getByText('How did the exam go?').first().waitFor();

  // The quote says what the message says now.
  await act(mentor, 'How did the exam go?', 'Edit');
  await composer(mentor).fill('How did the oral exam go?');
  await composer(mentor).press('Enter');
  await message(student, 'Very well')
    .getByRole('button', { name: 'In reply to Theo Brandt How did the oral exam go?' })
    .waitFor();

  const [row] = await database()`
    select r.content from public.messages a join public.messages r on r.id = a.reply_to
    where a.session_id = ${pair.sessionId} and a.content = 'Very well'`;
  expect(row?.['content']).toBe('How did the oral exam go?');
});

test('a quote shows an original that is not loaded, and stays true to it', async () => {
  const pair = await makePair(inject('stack'), database());
  await fillSessions(database(), pair.student.id, pair.mentor.id, [pair.sessionId], 400);
  const [first] = await database()`
    select id from public.messages where session_id = ${pair.sessionId} and seq = 1`;
  await database()`
    update public.messages set reply_to = ${first?.['id'] as string}
    where session_id = ${pair.sessionId} and seq = 400`;
  const student = await openAs(pair, 'student');
  const quote = log(student).getByRole('button', { name: /^In reply to Theo Brandt/ });
  await quote.getByText('Message 1 lorem ipsum').waitFor();

  const mentor = await openAs(pair, 'mentor');
  await log(mentor)
    .getByRole('button', { name: /^In reply to/ })
    .click();
  await mentor.locator('[data-highlighted]').getByText('Message 1 lorem ipsum').waitFor();
  await remove(mentor, 'Message 1 lorem ipsum');
  await quote.getByText(DELETED).waitFor();
});

test('both react, see who did, and take it back', async () => {
  const { student, mentor } = await twoPeople();
  await tell(mentor, student, 'We have a date');

  await act(student, 'We have a date', 'React');
  await pickEmoji(student, 'Party popper');
  await chip(student, '🎉 1 reaction, including yours').waitFor();
  await chip(mentor, '🎉 1 reaction').click();
  await chip(student, '🎉 2 reactions, including yours').waitFor();
  await chip(student, /^🎉/).hover();
  await student.getByRole('tooltip', { name: 'You and Theo Brandt' }).waitFor();

  await chip(student, /^🎉/).click();
  await chip(mentor, '🎉 1 reaction, including yours').click();
  await chip(student, /^🎉/).waitFor({ state: 'detached' });
  await chip(mentor, /^🎉/).waitFor({ state: 'detached' });
});

test('an emoji is found by its name, from our own server', async () => {
  const { student, mentor } = await twoPeople();
  await tell(mentor, student, 'Guess the animal');
  const foreign: string[] = [];
  student.on('request', (request) => {
    if (!request.url().startsWith(appUrl())) foreign.push(request.url());
  });
  /** What was loaded of emoji and of the gallery; neither is before somebody wants it. */
  const loaded = (): Promise<string[]> =>
    student.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => new URL(name).pathname)
        .filter((path) => /^\/emoji\/|gallery/.test(path)),
    );
  expect(await loaded()).toEqual([]);
  await act(student, 'Guess the animal', 'React');
  const picker = student.getByRole('dialog', { name: 'Emoji' });
  await picker.getByRole('searchbox', { name: 'Search emoji' }).fill('otter');
  await picker.getByText('🦦').waitFor();
  expect(await loaded()).toContain('/emoji/en/data.json');
  await student.keyboard.press('Enter');
  await chip(mentor, '🦦 1 reaction').waitFor();
  expect(foreign.filter((url) => !url.startsWith('data:') && !url.startsWith('blob:'))).toEqual([]);

  await student.getByRole('button', { name: 'Emoji', exact: true }).click();
  await pickEmoji(student, 'Red heart');
  expect(await composer(student).inputValue()).toBe('❤️');
  await composer(student).press('Enter');
  await message(mentor, '❤️').waitFor();
});

test('the up key edits the last message; the other sees the new text', async () => {
  const { student, mentor } = await twoPeople();
  await tell(student, mentor, 'See you on Munday');
  await saved(student, 'See you on Munday');
  await composer(student).press('ArrowUp');
  expect(await composer(student).inputValue()).toBe('See you on Munday');
  await composer(student).fill('See you on Monday');
  await composer(student).press('Enter');
  await message(mentor, 'See you on Monday').getByText('Edited').first().waitFor();
  expect(await composer(student).inputValue()).toBe('');
  await message(mentor, 'See you on Munday').waitFor({ state: 'detached' });
});

test('Esc leaves an edit with the draft as it was; mode and text survive a reload', async () => {
  const { student, mentor } = await twoPeople();
  await tell(student, mentor, 'the first version');
  await saved(student, 'the first version');
  await composer(student).fill('something else');
  await act(student, 'the first version', 'Edit');
  await composer(student).fill('the second ver');
  await student.reload();
  await student.getByRole('group', { name: 'Edit message' }).waitFor();
  expect(await composer(student).inputValue()).toBe('the second ver');
  await composer(student).press('Escape');
  expect(await composer(student).inputValue()).toBe('something else');

  await act(student, 'the first version', 'Reply');
  await student.getByRole('group', { name: 'Reply' }).waitFor();
  expect(await composer(student).inputValue()).toBe('something else');
  await student.getByRole('button', { name: 'Cancel reply' }).click();
  await student.getByRole('group', { name: 'Reply' }).waitFor({ state: 'detached' });
  expect(await composer(student).inputValue()).toBe('something else');
});

test('an edit that came too late shows both texts, and can be put over the other', async () => {
  const { student, mentor, pair } = await twoPeople();
  const other = await openAs(pair, 'student');
  await tell(student, mentor, 'a plan');
  await message(other, 'a plan').waitFor();

  await act(other, 'a plan', 'Edit');
  await act(student, 'a plan', 'Edit');
  await composer(student).fill('a plan from the phone');
  await composer(student).press('Enter');
  await message(other, 'a plan from the phone').waitFor();
  await composer(other).fill('a plan from the laptop');
  await composer(other).press('Enter');

  const refused = log(other).getByRole('group', { name: 'Your edit was not saved.' });
  await refused.getByText('a plan from the phone').waitFor();
  await refused.getByText('a plan from the laptop').waitFor();
  await refused.getByRole('button', { name: 'Try again' }).click();
  await message(mentor, 'a plan from the laptop').waitFor();
});

test('deleting asks, and scrubs the message, its quotes and the list', async () => {
  const { student, mentor, pair } = await twoPeople();
  await tell(student, mentor, 'my secret');
  await act(mentor, 'my secret', 'Reply');
  await tell(mentor, student, 'noted');
  await act(mentor, 'noted', 'React');
  await pickEmoji(mentor, 'Thumbs up');
  await chip(student, '👍 1 reaction').waitFor();

  await act(student, 'my secret', 'Delete');
  const dialog = student.getByRole('alertdialog', { name: 'Delete message' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await message(student, 'my secret').first().waitFor();
  await remove(student, 'my secret');

  for (const page of [student, mentor]) {
    await message(page, DELETED).first().waitFor();
    await message(page, 'noted')
      .getByRole('button', { name: new RegExp(DELETED) })
      .waitFor();
    for (const place of [log(page), sessionList(page)]) {
      await expect.poll(() => place.getByText('my secret').count()).toBe(0);
    }
  }
  // The focus stays where the message was.
  expect(await student.evaluate(() => document.activeElement?.textContent)).toContain(DELETED);
  await remove(mentor, 'noted');
  await sessionLink(student, 'Theo Brandt').getByText('noted').waitFor({ state: 'detached' });
  const rows = await database()`
    select content from public.messages where session_id = ${pair.sessionId}`;
  expect(rows.map((row) => row['content'] as string | null)).toEqual([null, null]);
});

test('copying puts the plain text on the clipboard and says so', async () => {
  const { student, mentor } = await twoPeople({
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await send(mentor, 'Use **this** word');
  await act(student, 'Use this word', 'Copy');
  await student.getByRole('status').getByText('Copied').waitFor();
  expect(await student.evaluate(() => navigator.clipboard.readText())).toBe('Use **this** word');
});

test('only what may be done is offered', async () => {
  const { student, mentor, pair } = await twoPeople();
  await tell(mentor, student, 'from Theo');
  await tell(student, mentor, 'from Nora');
  const names = async (text: string, page = student): Promise<string[]> => {
    await message(page, text).hover();
    const buttons = await toolbarOf(page, text).getByRole('button').all();
    return Promise.all(
      buttons.map(async (button) => {
        const off = (await button.getAttribute('aria-disabled')) === 'true';
        return `${(await button.getAttribute('aria-label')) ?? ''}${off ? ' (off)' : ''}`;
      }),
    );
  };
  await saved(student, 'from Nora');
  await expect.poll(() => names('from Theo')).toEqual(['React', 'Reply', 'Copy', 'More']);
  await expect
    .poll(() => names('from Nora'))
    .toEqual(['React', 'Reply', 'Edit', 'Delete', 'Copy', 'More']);

  await database()`update public.messages set created_at = now() - interval '1 hour'
    where session_id = ${pair.sessionId}`;
  // Without what this browser remembers: nobody told it that time has passed.
  const later = await openAs(pair, 'student');
  await expect
    .poll(() => names('from Nora', later))
    .toEqual(['React', 'Reply', 'Edit (off)', 'Delete', 'Copy', 'More']);
  await composer(later).press('ArrowUp');
  expect(await composer(later).inputValue()).toBe('');
});

test('the keyboard alone reaches every message and every action', async () => {
  const { student, mentor } = await twoPeople();
  await tell(mentor, student, 'one');
  await tell(mentor, student, 'two');
  await log(student).focus();
  await student.keyboard.press('ArrowUp');
  await toolbarOf(student, 'two').waitFor();
  await student.keyboard.press('ArrowUp');
  await toolbarOf(student, 'one').waitFor();
  await student.keyboard.press('Tab');
  await student.keyboard.press('ArrowRight');
  const focused = () =>
    student.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
  expect(await focused()).toBe('Reply');
  await student.keyboard.press('End');
  expect(await focused()).toBe('More');
  await student.keyboard.press('Home');
  expect(await focused()).toBe('React');
  await student.keyboard.press('ArrowRight');
  await student.keyboard.press('Enter');
  await student.getByRole('group', { name: 'Reply' }).getByText('one').waitFor();
  await student.keyboard.type('three');
  await student.keyboard.press('Enter');
  await message(mentor, 'three').getByRole('button', { name: /one$/ }).waitFor();
});

describe('what meets on its way', () => {
  test('a reaction to a message deleted meanwhile is not kept, and says so', async () => {
    const { student, mentor } = await twoPeople();
    await tell(mentor, student, 'going');
    await student.route('**/rpc/set_reaction', async (route) => {
      await remove(mentor, 'going');
      await route.continue();
    });
    await act(student, 'going', 'React');
    await pickEmoji(student, 'Eyes');
    await log(student).getByRole('group', { name: 'Your reaction was not saved.' }).waitFor();
    await log(student).getByRole('button', { name: 'Discard' }).click();
    await message(student, DELETED).waitFor();
  });

  test('an answer to a message deleted meanwhile stays, to be copied', async () => {
    const { student, mentor } = await twoPeople();
    await tell(mentor, student, 'going');
    let deletion: Promise<void> | null = null;
    await student.route('**/rest/v1/messages*', async (route) => {
      deletion ??= remove(mentor, 'going');
      await deletion;
      await route.continue();
    });
    await act(student, 'going', 'Reply');
    await send(student, 'but wait');
    const answer = message(student, 'but wait');
    await answer.getByText('Not sent').waitFor();
    await answer.getByRole('button', { name: 'Copy', exact: true }).first().waitFor();
    await answer.getByRole('button', { name: 'Discard' }).click();
    await answer.waitFor({ state: 'detached' });
  });

  test('an answer is not begun to what is known to be gone', async () => {
    const { student, mentor } = await twoPeople();
    await tell(mentor, student, 'going');
    await act(student, 'going', 'Reply');
    await remove(mentor, 'going');
    await student.getByRole('group', { name: 'Reply' }).getByText(DELETED).waitFor();
    await send(student, 'hello?');
    await student.getByText('The message that you answer was deleted.', { exact: false }).waitFor();
    await composer(student).press('Escape');
    await composer(student).press('Enter');
    await message(mentor, 'hello?').waitFor();
  });

  test('an edit loses against deleting on another device, with its text to copy', async () => {
    const { student, mentor, pair } = await twoPeople();
    const other = await openAs(pair, 'student');
    await tell(student, mentor, 'a draft');
    await message(other, 'a draft').waitFor();
    await student.route('**/rpc/edit_message', async (route) => {
      await remove(other, 'a draft');
      await message(mentor, DELETED).waitFor();
      await route.continue();
    });
    await act(student, 'a draft', 'Edit');
    await composer(student).fill('a better draft');
    await composer(student).press('Enter');
    const refused = log(student).getByRole('group', { name: 'Your edit was not saved.' });
    await refused.getByText('a better draft').waitFor();
    await refused.getByRole('button', { name: 'Copy' }).waitFor();
    await refused.getByRole('button', { name: 'Discard' }).click();
    await message(student, DELETED).waitFor();
  });

  test('an edit after the window is refused with its text', async () => {
    const { student, mentor, pair } = await twoPeople();
    await tell(student, mentor, 'old words');
    await saved(student, 'old words');
    await act(student, 'old words', 'Edit');
    await database()`update public.messages set created_at = now() - interval '1 hour'
      where session_id = ${pair.sessionId}`;
    await composer(student).fill('new words');
    await composer(student).press('Enter');
    const refused = log(student).getByRole('group', { name: 'Your edit was not saved.' });
    await refused.getByText('This message is too old to be edited.', { exact: false }).waitFor();
    await refused.getByText('new words').waitFor();
  });
});

test.each(looks)('looks right and satisfies axe: $width, $theme', async (how) => {
  const touch = how.width === 'narrow';
  const { student, mentor } = await twoPeople({ ...lookOptions(how), hasTouch: touch });
  const look = (name: string): Promise<void> =>
    inspect(student, `${name}-${how.width}-${how.theme}`);
  const show = async (text: string): Promise<void> => {
    if (touch) await message(student, text).getByText(text, { exact: true }).tap();
    else await message(student, text).hover();
    await toolbarOf(student, text).waitFor();
  };
  await tell(mentor, student, 'Could you send me the plan for the first two weeks, please?');
  await show('Could you send me the plan for the first two weeks, please?');
  await toolbarOf(student, 'Could you send me the plan for the first two weeks, please?')
    .getByRole('button', { name: 'Reply' })
    .click();
  await student.getByRole('group', { name: 'Reply' }).waitFor();
  await look('reply');
  await tell(student, mentor, 'Of course, tonight');
  await act(mentor, 'Of course, tonight', 'React');
  await pickEmoji(mentor, 'Folded hands');
  await chip(student, '🙏 1 reaction').click();
  await chip(student, '🙏 2 reactions, including yours').waitFor();
  await show('Of course, tonight');
  await look('toolbar');
  await toolbarOf(student, 'Of course, tonight').getByRole('button', { name: 'React' }).click();
  await student.getByRole('dialog', { name: 'Emoji' }).getByText('😀').first().waitFor();
  await look('emoji');
  await student.keyboard.press('Escape');
  await show('Of course, tonight');
  await toolbarOf(student, 'Of course, tonight').getByRole('button', { name: 'Delete' }).click();
  await student.getByRole('alertdialog', { name: 'Delete message' }).waitFor();
  await look('delete');
});
