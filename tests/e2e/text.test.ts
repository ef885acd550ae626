import type { Locator, Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { makePair } from '../support/accounts.ts';
import { useConversations } from '../support/conversations.ts';
import { fillSessions } from '../support/history.ts';
import { inspect, lookOptions, looks } from '../support/looks.ts';
import { composer, log, message, openSession, send, signIn } from '../support/screens.ts';

const { database, appUrl, browser, inConversation, twoPeople } = useConversations();

/** A message on screen may not move by more than this. */
const MAX_JUMP_PX = 0.5;
const ARTICLE = 'article';

const lastMessage = (page: Page): Locator => log(page).getByRole(ARTICLE).last();

/** Whether anything in the log is wider than the log. */
const overflows = (page: Page): Promise<boolean> =>
  log(page).evaluate(
    (scroller) =>
      scroller.scrollWidth > scroller.clientWidth ||
      document.documentElement.scrollWidth > document.documentElement.clientWidth ||
      [...scroller.querySelectorAll('article')].some(
        (article) => article.scrollWidth > article.clientWidth,
      ),
  );

/** Lets whatever follows a change, such as observers of sizes, come to rest. */
const settle = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let n = 0; n < 6; n += 1) await new Promise((done) => requestAnimationFrame(done));
  });

const topOf = async (thing: Locator): Promise<number> => (await thing.boundingBox())?.y ?? NaN;

/** Pastes `text` as a person would have it in the clipboard. */
async function paste(page: Page, text: string): Promise<void> {
  await composer(page).focus();
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await page.keyboard.press('ControlOrMeta+v');
}

const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };

test('both see formatted what either of them wrote with marks', async () => {
  const { student, mentor } = await twoPeople();
  const text = [
    'A **bold** word, an *italic* one, ~~gone~~, `code` and [docs](https://example.org/a).',
    '- first',
    '- second',
    '7. seven',
    '> quoted',
    'answered',
    '# no heading',
    '```ts',
    `const long = ${'x'.repeat(200)};`,
    '  indented();',
    '```',
  ].join('\n');
  await send(student, text);
  for (const page of [student, mentor]) {
    const article = lastMessage(page);
    await article.locator('strong', { hasText: 'bold' }).waitFor();
    await article.locator('em', { hasText: 'italic' }).waitFor();
    await article.locator('del', { hasText: 'gone' }).waitFor();
    await article.locator('code', { hasText: 'code' }).first().waitFor();
    const items = await article.getByRole('listitem').allInnerTexts();
    expect(items.map((item) => item.replace(/\s+/, ' '))).toEqual([
      '• first',
      '• second',
      '7. seven',
    ]);
    expect((await article.locator('blockquote').innerText()).trim()).toBe('quoted');
    expect(await article.getByText('# no heading').count()).toBe(1);
    const link = article.getByRole('link', { name: 'docs' });
    expect(await link.getAttribute('href')).toBe('https://example.org/a');
    expect(await link.getAttribute('rel')).toBe('noreferrer noopener');
    expect(await link.getAttribute('target')).toBe('_blank');
    // The long line scrolls in its own box.
    const code = article.getByRole('group', { name: 'Code' });
    expect(await code.evaluate((pre) => pre.scrollWidth > pre.clientWidth)).toBe(true);
    expect(await overflows(page)).toBe(false);
  }
  await send(mentor, '_and_ back');
  await lastMessage(student).locator('em', { hasText: 'and' }).waitFor();
});

test('code is copied as it was typed', async () => {
  const { page } = await inConversation(CLIPBOARD);
  await send(page, '```\nif (a) {\n  *b*();\n}\n```');
  await lastMessage(page).getByRole('button', { name: 'Copy', exact: true }).last().click();
  await lastMessage(page).getByText('Copied').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('if (a) {\n  *b*();\n}');
});

test('hostile texts do nothing, and nothing is wider than the conversation', async () => {
  const { page } = await inConversation({ viewport: { width: 390, height: 780 } });
  const texts = [
    '**<img src=x onerror="window.hacked=1">** <svg onload="window.hacked=1"><script>window.hacked=1</script>',
    '[a](javascript:window.hacked=1) [b](JaVaScript:x) [c](data:text/html,x) [d](vbscript:x)',
    '![x](https://example.org/x.png) ![y](x" onerror="window.hacked=1)',
    '*_['.repeat(1_500),
    `${'>'.repeat(1_000)} deep`,
    `**${'W'.repeat(3_000)}** \`${'M'.repeat(500)}\``,
    `- ${'z\u0351\u0352\u0353\u0300'.repeat(200)} *a*`,
    '\u202e\u2066*evil*\u202egnp.exe https://example.org/\u202egnp.exe',
    '[bank.example](https://evil.example/)',
  ];
  for (const text of texts) await send(page, text);
  const last = lastMessage(page);
  await last.getByText('(evil.example)').waitFor();
  expect(await overflows(page)).toBe(false);
  const links = await log(page)
    .getByRole('link')
    .evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).protocol));
  expect(links.filter((protocol) => !['https:', 'mailto:'].includes(protocol))).toEqual([]);
  expect(await log(page).locator('article :is(img, svg[onload], script, iframe)').count()).toBe(0);
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  // What turns the direction of text turns none around it, in the log as in the list.
  const loose = await page.evaluate(() => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode() !== null) {
      const { parentElement: parent, textContent: text } = walker.currentNode;
      if (parent === null || !/[\u202a-\u202e\u2066-\u2069]/.test(text ?? '')) continue;
      let around: Element | null = parent;
      while (around !== null && getComputedStyle(around).unicodeBidi === 'normal')
        around = around.parentElement;
      if (around === null || around.contains(document.querySelector('main')))
        found.push(text ?? '');
    }
    return found;
  });
  expect(loose).toEqual([]);
});

test('up to three emoji are drawn large, and no other text', async () => {
  const { student, mentor } = await twoPeople();
  await send(student, 'text');
  await send(student, '👩🏽‍🔬🇵🇹');
  const size = async (text: string): Promise<number> => {
    const shown = log(mentor).getByText(text, { exact: true });
    return shown.evaluate((p) => Number.parseFloat(getComputedStyle(p).fontSize));
  };
  expect(await size('👩🏽‍🔬🇵🇹')).toBeGreaterThan(2 * (await size('text')));
});

test('a long message is folded, and folds and unfolds where one looks', async () => {
  const { student: page, mentor } = await twoPeople();
  const lines = Array.from({ length: 120 }, (_, n) => `line ${n + 1} of *many*`);
  await send(page, 'before');
  await send(page, lines.join('\n'));
  await send(page, 'after');
  await message(mentor, 'after').waitFor();
  await mentor.getByRole('button', { name: 'Show more' }).waitFor();

  const text = log(page).getByText('line 1 of many');
  const more = page.getByRole('button', { name: 'Show more' });
  await more.waitFor();
  const folded = (await text.boundingBox())!;
  await more.click();
  const less = page.getByRole('button', { name: 'Show less' });
  await less.waitFor();
  await settle(page);
  expect(Math.abs((await topOf(text)) - folded.y)).toBeLessThanOrEqual(MAX_JUMP_PX);
  expect((await text.boundingBox())!.height).toBeGreaterThan(2_000);

  await less.scrollIntoViewIfNeeded();
  const at = await topOf(less);
  await less.click();
  await more.waitFor();
  await settle(page);
  expect(Math.abs((await topOf(more)) - at)).toBeLessThanOrEqual(MAX_JUMP_PX);
});

test('a long message that a search leads to is shown whole', async () => {
  const { page } = await inConversation();
  await send(page, `${'filler\n'.repeat(60)}needle`);
  await page.getByRole('button', { name: 'Show more' }).waitFor();
  await page.keyboard.press('ControlOrMeta+f');
  await page.getByRole('combobox', { name: 'Search messages' }).fill('needle');
  await page.getByRole('option').first().click();
  await page.getByRole('button', { name: 'Show less' }).waitFor();
});

test.each([
  ['at the end', 0],
  ['in the middle', 1_500],
])('what draws formatting comes late: who reads %s stays there', async (_place, up) => {
  const pair = await makePair(inject('stack'), database());
  await fillSessions(database(), pair.student.id, pair.mentor.id, [pair.sessionId], 60);
  await database()`
    update public.messages
    set content = 'Much **bold** text: ' || repeat('*word* ', 60) || E'\n- a\n\n\`\`\`\ncode\n\`\`\`'
    where session_id = ${pair.sessionId} and seq % 3 = 0`;
  const { page } = await browser.open(appUrl());
  let letIn = (): void => undefined;
  const allowed = new Promise<void>((resolve) => (letIn = resolve));
  await page.route('**/assets/rich-text-*.js', async (route) => {
    await allowed;
    await route.continue();
  });
  await signIn(page, pair.student.email, pair.student.password);
  await openSession(page, 'Theo Brandt');
  await log(page).getByText('Much **bold** text').last().waitFor();

  const scroller = await log(page).elementHandle();
  const anchor = await page.evaluateHandle(
    async ([element, distance]) => {
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      element.scrollTop -= distance;
      for (let quiet = 0, last = NaN; quiet < 12; await frame()) {
        quiet = element.scrollTop === last ? quiet + 1 : 0;
        last = element.scrollTop;
      }
      // The row at the upper edge: what is above it may change its height unseen.
      const { top } = element.getBoundingClientRect();
      return [...element.querySelectorAll('article')].find(
        (article) => article.getBoundingClientRect().bottom > top,
      )!;
    },
    [scroller, up] as const,
  );
  const place = () =>
    up === 0
      ? scroller.evaluate((e) => e.scrollHeight - e.scrollTop - e.clientHeight)
      : anchor.evaluate((article) => article.getBoundingClientRect().top);
  const before = await place();
  letIn();
  await log(page).locator('strong').first().waitFor();
  await settle(page);
  expect(Math.abs((await place()) - before)).toBeLessThanOrEqual(MAX_JUMP_PX);
});

test('somebody is mentioned by keyboard, and sees it marked as their own', async () => {
  const { student, mentor } = await twoPeople();
  const box = composer(student);
  await box.pressSequentially('Hello @th');
  const option = student.getByRole('option', { name: 'Theo Brandt' });
  await option.waitFor();
  expect(await box.getAttribute('aria-activedescendant')).toBe(await option.getAttribute('id'));
  await box.press('Escape');
  await option.waitFor({ state: 'detached' });
  await box.pressSequentially(', no: @b');
  await option.waitFor();
  await box.press('Enter');
  await option.waitFor({ state: 'detached' });
  expect(await box.inputValue()).toBe('Hello @th, no: @Theo Brandt ');
  expect(await log(student).getByRole(ARTICLE).count()).toBe(0);
  await box.press('Enter');

  await log(mentor).locator('[data-mention="me"]', { hasText: '@Theo Brandt' }).waitFor();
  await log(student).locator('[data-mention="other"]', { hasText: '@Theo Brandt' }).waitFor();
});

test('a key that an input method uses chooses nobody', async () => {
  const { page } = await inConversation();
  const box = composer(page);
  await box.pressSequentially('@');
  await page.getByRole('option', { name: 'Theo Brandt' }).waitFor();
  await box.dispatchEvent('keydown', { key: 'Enter', isComposing: true, keyCode: 229 });
  expect(await box.inputValue()).toBe('@');
  await page.getByRole('option', { name: 'Theo Brandt' }).click();
  expect(await box.inputValue()).toBe('@Theo Brandt ');
});

test('a long paste is offered to be sent as a file', async () => {
  const { student, mentor } = await twoPeople(CLIPBOARD);
  const text = 'All work and no play.\n'.repeat(250);
  await paste(student, text);
  expect(await composer(student).inputValue()).toBe(text);
  await student.getByRole('button', { name: 'Send as a file' }).click();
  expect(await composer(student).inputValue()).toBe('');
  await student.getByText('Pasted text.txt').waitFor();
  await composer(student).fill('As a file');
  await composer(student).press('Enter');
  await log(mentor).getByText('Pasted text.txt').waitFor();
});

test.each([
  ['comes late', true],
  ['cannot be had', false],
])('a long paste where the help with writing %s is not lost', async (_what, comes) => {
  const pair = await makePair(inject('stack'), database());
  const { page } = await browser.open(appUrl(), CLIPBOARD);
  let decide = (): void => undefined;
  const decided = new Promise<void>((resolve) => (decide = resolve));
  await page.route('**/assets/writing-aids-*.js', async (route) => {
    await decided;
    await (comes ? route.continue() : route.abort());
  });
  await signIn(page, pair.student.email, pair.student.password);
  await openSession(page, 'Theo Brandt');
  const text = 'All work and no play.\n'.repeat(250);
  await composer(page).fill('Look: ');
  await paste(page, text);
  expect(await composer(page).inputValue()).toBe('Look: ');
  decide();
  await expect.poll(() => composer(page).inputValue()).toBe(`Look: ${text}`);
  const offer = page.getByRole('button', { name: 'Send as a file' });
  if (!comes) {
    expect(await offer.count()).toBe(0);
    return;
  }
  await offer.click();
  await page.getByText('Pasted text.txt').waitFor();
  expect(await composer(page).inputValue()).toBe('Look: ');
});

test('a paste that is too long for a message is put into the box only on demand', async () => {
  const { page } = await inConversation(CLIPBOARD);
  await paste(page, 'x'.repeat(10_001));
  const offer = page.getByRole('group', { name: 'Long text' });
  await offer.getByText('10,001 characters').waitFor();
  expect(await composer(page).inputValue()).toBe('');
  await offer.getByRole('button', { name: 'Paste it all the same' }).click();
  expect((await composer(page).inputValue()).length).toBe(10_001);
  await page.getByText('-1 left').waitFor();
});

test('a paste of a megabyte is held back, and writing goes on', async () => {
  const { page } = await inConversation(CLIPBOARD);
  await composer(page).fill('kept');
  await paste(page, 'x'.repeat(1_000_000));
  const offer = page.getByRole('group', { name: 'Long text' });
  await offer.getByText('1,000,000 characters').waitFor();
  expect(await composer(page).inputValue()).toBe('kept');
  expect(await offer.getByRole('button', { name: 'Paste it all the same' }).count()).toBe(0);
  await offer.getByRole('button', { name: 'Discard' }).click();
  await offer.waitFor({ state: 'detached' });
  expect(await composer(page).inputValue()).toBe('kept');
});

test.each(looks)(
  '$width, $theme: formatted text and help with writing, by axe and for the eye',
  async (how) => {
    const { page } = await inConversation({ ...CLIPBOARD, ...lookOptions(how) });
    const look = async (what: string): Promise<void> => {
      await settle(page);
      await inspect(page, `text-${what}-${how.width}-${how.theme}`);
    };
    await send(page, '👋🏽🎉');
    await send(
      page,
      `A **bold** word, an *italic* one, ~~gone~~, \`code\`, [bank.example](https://evil.example).
> What about the index,
> @Theo Brandt?

1. A *partial* one:
   - over open loans
   - of one copy
2. and its plan, @Nora Lind

שלום, https://example.org/שלום!
\`\`\`sql
create unique index on public.loans (copy_id) where returned_at is null and not cancelled;
\`\`\``,
    );
    await log(page).getByText('bold').waitFor();
    await look('formatted');
    await send(
      page,
      Array.from({ length: 60 }, (_, n) => `Line ${n + 1}, which is *one* of many.`).join('\n'),
    );
    await page.getByRole('button', { name: 'Show more' }).waitFor();
    await look('folded');
    await composer(page).pressSequentially('Hello @');
    await page.getByRole('option').first().waitFor();
    await look('mention');
    await composer(page).press('Escape');
    await paste(page, 'x'.repeat(20_000));
    await page.getByRole('group', { name: 'Long text' }).waitFor();
    await look('long-paste');
  },
);
