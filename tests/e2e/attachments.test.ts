import { randomUUID } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { removeQueuedFiles } from '../../supabase/functions/remove-files/remove-queued-files.ts';
import { accessToken, makePair } from '../support/accounts.ts';
import { complaints } from '../support/axe.ts';
import { APPEARS_WITHIN_MS } from '../support/browser.ts';
import { useConversations } from '../support/conversations.ts';
import { makeSession } from '../support/database.ts';
import { inspect, lookOptions, looks } from '../support/looks.ts';
import { composer, log, message, remove, send, sessionLink } from '../support/screens.ts';
import { filePath } from '../support/stored-files.ts';
import {
  attach,
  download,
  jpegFile,
  pdfFile,
  pngBytes,
  pngFile,
  SECRET,
  textFile,
  type TestFile,
} from '../support/test-files.ts';

const { database, appUrl, inConversation, twoPeople } = useConversations();

const UPLOADS = '**/storage/v1/object/attachments/**';
const DOWNLOADS = '**/storage/v1/object/sign/attachments/**/*';
const LIMIT_BYTES = 10 * 1024 * 1024;

const tray = (page: Page): Locator => page.getByRole('region', { name: 'Files to send' });
const alert = (page: Page, text: string | RegExp): Locator =>
  page.getByRole('alert').getByText(text);
const picture = (page: Page, name: string): Locator =>
  log(page).getByRole('button', { name: `Open picture ${name}` });

/** All of the tray is ready to go. */
async function untilReady(page: Page, count: number): Promise<void> {
  await expect
    .poll(() => tray(page).getByRole('listitem').count(), { timeout: APPEARS_WITHIN_MS })
    .toBe(count);
  await tray(page).getByText('Preparing').first().waitFor({ state: 'detached' });
}

async function sendFiles(page: Page, files: readonly TestFile[], text: string): Promise<void> {
  await attach(page, files);
  await untilReady(page, files.length);
  await send(page, text);
}

const loaded = (page: Page, name: string): Promise<boolean> =>
  picture(page, name)
    .locator('xpath=..')
    .locator('img')
    .last()
    .evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0);

const storedFiles = async (sessionId: string) => {
  const rows = await database()<{ attachments: { name: string; width?: number }[] }[]>`
    select attachments from public.messages where session_id = ${sessionId} order by seq`;
  return rows.flatMap((row) => row.attachments);
};

test('a picture, a PDF and a text that one sends are seen and saved, byte for byte, by the other', async () => {
  const { student, mentor, pair } = await twoPeople();
  const [pdf, text] = [pdfFile(), textFile('اختبار <b>.txt')];
  // Held back: the place of the picture must not change when it comes.
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await mentor.route(DOWNLOADS, async (route) => {
    await held;
    await route.continue();
  });

  await sendFiles(student, [pngFile(), pdf, text], 'See these');
  await message(student, 'See these')
    .getByText(/Sent|Delivered|Read/)
    .waitFor();
  await expect.poll(() => tray(student).count()).toBe(0);
  const heard = message(mentor, 'See these');
  await picture(mentor, 'photo.png').waitFor();
  const place = await heard.boundingBox();
  expect(await picture(mentor, 'photo.png').boundingBox()).toMatchObject({
    width: 300,
    height: 200,
  });
  letGo();
  await expect.poll(() => loaded(mentor, 'photo.png'), { timeout: APPEARS_WITHIN_MS }).toBe(true);
  expect(await heard.boundingBox()).toEqual(place);

  const saved = await download(mentor, pdf.name);
  expect(saved.name).toBe(pdf.name);
  expect(saved.bytes.equals(pdf.buffer)).toBe(true);
  expect((await download(mentor, text.name)).bytes.equals(text.buffer)).toBe(true);

  await picture(mentor, 'photo.png').click();
  const seen = (await download(mentor, 'photo.png')).bytes;
  expect(seen.includes(SECRET)).toBe(false);
  expect(seen.subarray(1, 4).toString()).toBe('PNG');
  expect(await storedFiles(pair.sessionId)).toMatchObject([
    { name: 'photo.png', width: 300, height: 200, mime: 'image/png' },
    { name: 'plan.pdf', size: pdf.buffer.length },
    { name: text.name },
  ]);
});

test('a large photo goes upright, at most 2048 pixels long and without EXIF; the original if wanted', async () => {
  const { student, mentor, pair } = await twoPeople();
  const photo = await jpegFile(student, 'holiday.jpg', {
    width: 3000,
    height: 1500,
    orientation: 6,
  });
  await sendFiles(student, [photo], 'Small');
  await picture(mentor, 'holiday.jpg').click();
  const small = (await download(mentor, 'holiday.jpg')).bytes;
  expect(small.includes(SECRET)).toBe(false);
  await mentor.keyboard.press('Escape');

  await attach(student, [photo]);
  await untilReady(student, 1);
  await student.getByRole('checkbox', { name: /Send original/ }).check();
  await untilReady(student, 1);
  await send(student, 'Large');
  await message(mentor, 'Large').getByRole('button', { name: 'Open picture' }).click();
  expect((await download(mentor, 'holiday.jpg')).bytes.equals(photo.buffer)).toBe(true);
  expect(await storedFiles(pair.sessionId)).toMatchObject([
    { width: 1024, height: 2048 },
    { width: 1500, height: 3000 },
  ]);

  // Turned by a quarter: what was left is above.
  const colours = await student.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    context.drawImage(bitmap, 0, 0);
    const at = (y: number) => [...context.getImageData(bitmap.width / 2, y, 1, 1).data];
    return [at(100), at(bitmap.height - 100)];
  }, small.toString('base64'));
  expect(colours[0]![0]).toBeGreaterThan(200);
  expect(colours[1]![2]).toBeGreaterThan(200);
});

test('what cannot be sent is refused before the upload, a sentence each, and the rest goes', async () => {
  const { student, pair } = await twoPeople();
  await attach(student, [
    textFile('empty.txt', ''),
    pdfFile('large.pdf', LIMIT_BYTES + 1),
    { name: 'setup.exe', mimeType: 'application/pdf', buffer: Buffer.from('MZ\x90\0\x03') },
    { name: 'report.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ\x90\0\x03') },
    { name: 'cat.png', mimeType: 'image/png', buffer: Buffer.from('<html><script>1</script>') },
    { name: 'poster.png', mimeType: 'image/png', buffer: pngBytes(10_000, 5_000) },
    pdfFile('exact.pdf', LIMIT_BYTES),
  ]);
  for (const sentence of [
    '“empty.txt” is empty, so there is nothing to send.',
    '“large.pdf” is larger than 10 MB, the most that can be sent.',
    /“setup.exe” is of a type that cannot be sent/,
    '“report.pdf” is not what its name says, so it cannot be sent.',
    '“cat.png” is not what its name says, so it cannot be sent.',
    '“poster.png” has more than 40 megapixels, the most that can be shown.',
  ]) {
    await alert(student, sentence).waitFor();
  }
  await untilReady(student, 1);
  expect(await complaints(student)).toEqual([]);
  await tray(student).getByRole('button', { name: 'Remove exact.pdf' }).click();

  await attach(
    student,
    Array.from({ length: 11 }, (_one, at) => textFile(`${at + 1}.txt`)),
  );
  await alert(student, 'A message holds 10 files, so one was left out.').waitFor();
  await untilReady(student, 10);
  await send(student, 'Ten');
  await message(student, 'Ten')
    .getByText(/Sent|Delivered|Read/)
    .waitFor();
  expect(await storedFiles(pair.sessionId)).toHaveLength(10);
});

test('files are taken where they are dropped or pasted, and wait while another session is open', async () => {
  const { student, pair } = await twoPeople();
  const second = await makePair(inject('stack'), database());
  await database()`update public.profiles set full_name = 'Olga Rot' where id = ${second.mentor.id}`;
  await makeSession(database(), pair.student.id, second.mentor.id);
  await student.reload();
  await student.getByRole('button', { name: 'Attach files' }).waitFor();

  const give = (how: 'drop' | 'paste', name: string, content: Buffer) =>
    composer(student).evaluate(
      (box, [kind, fileName, base64]) => {
        const data = new DataTransfer();
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        data.items.add(new File([bytes], fileName));
        const options = { bubbles: true, cancelable: true };
        box.dispatchEvent(
          kind === 'drop'
            ? new DragEvent('drop', { ...options, dataTransfer: data })
            : new ClipboardEvent('paste', { ...options, clipboardData: data }),
        );
      },
      [how, name, content.toString('base64')] as const,
    );
  await give('drop', 'dropped.pdf', pdfFile().buffer);
  await give('paste', 'pasted.png', pngBytes(40, 40));
  await untilReady(student, 2);

  await sessionLink(student, 'Olga Rot').click();
  await expect.poll(() => tray(student).count()).toBe(0);
  await sessionLink(student, 'Theo Brandt').click();
  await untilReady(student, 2);
  // No text is needed.
  await composer(student).press('Enter');
  await picture(student, 'pasted.png').waitFor();
  expect((await storedFiles(pair.sessionId)).map(({ name }) => name)).toEqual([
    'dropped.pdf',
    'pasted.png',
  ]);
});

test('an interrupted upload goes on after a reload, and no message comes without its file', async () => {
  const { student, mentor, pair } = await twoPeople();
  await student.route(UPLOADS, (route) => route.abort());
  await sendFiles(student, [pdfFile()], 'With a plan');
  await message(student, 'With a plan')
    .getByText(/^Sending/)
    .waitFor();
  await student.reload();
  await message(student, 'With a plan').getByText('plan.pdf').waitFor();
  expect(await storedFiles(pair.sessionId)).toEqual([]);
  expect(await log(mentor).getByText('With a plan').count()).toBe(0);

  await student.unroute(UPLOADS);
  await message(mentor, 'With a plan').getByRole('button', { name: 'Download plan.pdf' }).waitFor();
  expect(await storedFiles(pair.sessionId)).toHaveLength(1);
});

test('one file is cancelled while it goes up, a refused one tried again, and the others are sent', async () => {
  const { student, mentor, pair } = await twoPeople();
  // Never answered: it goes up until it is cancelled.
  await student.route(/attachments\/.*\.csv$/, () => undefined);
  await student.route(/attachments\/.*\.pdf$/, (route) =>
    route.fulfill({ status: 400, json: { statusCode: '415', code: 'InvalidMimeType' } }),
  );
  const table = textFile('table.csv', 'a,b\n');
  await sendFiles(student, [table, pdfFile(), textFile()], 'Three');
  const mine = message(student, 'Three');
  await mine.getByRole('progressbar', { name: 'Uploading table.csv' }).waitFor();
  await mine.getByRole('button', { name: 'Cancel table.csv' }).click();
  await mine.getByText('Files of this type cannot be sent.').waitFor();
  expect(await complaints(student)).toEqual([]);

  await student.unroute(/attachments\/.*\.pdf$/);
  await mine.getByRole('button', { name: 'Try plan.pdf again' }).click();
  await message(mentor, 'Three').getByText('plan.pdf').waitFor();
  expect((await storedFiles(pair.sessionId)).map(({ name }) => name)).toEqual([
    'plan.pdf',
    'notes.txt',
  ]);
});

/** Lets no picture be decoded before `letGo`. */
async function holdDecoding(page: Page): Promise<{ letGo: () => Promise<void> }> {
  await page.evaluate(() => {
    const decode = window.createImageBitmap.bind(window);
    const held = new Promise((resolve) => {
      window.addEventListener('test:decode', resolve, { once: true });
    });
    window.createImageBitmap = (async (...args: Parameters<typeof createImageBitmap>) => {
      await held;
      return decode(...args);
    }) as typeof createImageBitmap;
  });
  return { letGo: () => page.evaluate(() => void window.dispatchEvent(new Event('test:decode'))) };
}

const WAITS = 'This goes as soon as your files are ready.';

test('what is sent off while files are being prepared goes once they are ready', async () => {
  const { student, mentor } = await twoPeople();
  const photo = await jpegFile(student, 'sea.jpg', { width: 2500, height: 500, orientation: 1 });
  const { letGo } = await holdDecoding(student);
  await attach(student, [photo]);
  await tray(student).getByText('Preparing').waitFor();
  await send(student, 'The sea');
  await student.getByRole('status').getByText(WAITS).waitFor();
  await inspect(student, 'files-waiting-wide-light');
  expect(await log(student).getByRole('article').count()).toBe(0);

  await letGo();
  await picture(mentor, 'sea.jpg').waitFor();
  await message(mentor, 'The sea').waitFor();
  await expect.poll(() => tray(student).count()).toBe(0);
  expect(await composer(student).inputValue()).toBe('');
});

test('what is changed, or loses a file, while files are being prepared does not go by itself', async () => {
  const { student, mentor } = await twoPeople();
  const photo = await jpegFile(student, 'sea.jpg', { width: 2500, height: 500, orientation: 1 });
  const { letGo } = await holdDecoding(student);
  await attach(student, [photo]);
  await send(student, 'The sea');
  await student.getByText(WAITS).waitFor();
  await composer(student).pressSequentially(' and');
  await student.getByText(WAITS).waitFor({ state: 'detached' });

  await attach(student, [textFile('empty.txt', '')]);
  await composer(student).press('Enter');
  await student.getByText(WAITS).waitFor();
  await letGo();
  await alert(student, '“empty.txt” is empty, so there is nothing to send.').waitFor();
  await untilReady(student, 1);
  await student.getByText(WAITS).waitFor({ state: 'detached' });
  expect(await log(student).getByRole('article').count()).toBe(0);
  expect(await composer(student).inputValue()).toBe('The sea and');

  await composer(student).press('Enter');
  await message(mentor, 'The sea and').waitFor();
});

test('a deleted message takes its file out of Storage, and off the other’s screen', async () => {
  const { student, mentor, pair } = await twoPeople();
  await sendFiles(student, [pngFile(), pdfFile()], 'Not for you');
  await picture(mentor, 'photo.png').click();
  await mentor.getByRole('dialog', { name: 'photo.png' }).getByRole('img').waitFor();
  const stored = async (): Promise<number> => {
    const rows = await database()`
      select from storage.objects where name like ${`${pair.sessionId}/%`}`;
    return rows.length;
  };
  expect(await stored()).toBe(2);

  await remove(student, 'Not for you');
  await mentor.getByRole('dialog', { name: 'photo.png' }).waitFor({ state: 'detached' });
  await message(mentor, 'This message was deleted').waitFor();
  expect(await log(mentor).getByText('plan.pdf').count()).toBe(0);
  // What the scheduled work does once a minute.
  const { apiUrl, secretKey } = inject('stack');
  await removeQueuedFiles(database(), { apiUrl, secretKey });
  expect(await stored()).toBe(0);
});

test('what only claims to be a picture or a plan, past every check, shows nothing and runs nowhere', async () => {
  const { mentor, pair } = await twoPeople();
  const { apiUrl, publishableKey } = inject('stack');
  const token = await accessToken(inject('stack'), pair.student);
  const post = async (to: string, type: string, body: string): Promise<string> => {
    const headers = {
      apikey: publishableKey,
      authorization: `Bearer ${token}`,
      'content-type': type,
    };
    const response = await fetch(`${apiUrl}${to}`, { method: 'POST', headers, body });
    expect(response.ok).toBe(true);
    return response.text();
  };
  const put = async (name: string, mime: string, bytes: string) => {
    const path = filePath(pair.sessionId, pair.student.id, name.split('.')[1]);
    await post(`/storage/v1/object/attachments/${path}`, mime, bytes);
    return { path, name };
  };
  const page = '<html><script>top.hacked = 1; localStorage.hacked = 1</script></html>';
  const picture = await put('cat.png', 'image/png', page);
  const program = 'MZ\x90 This program cannot be run in DOS mode.';
  const attachments = [picture, await put('plan.pdf', 'application/pdf', program)];
  const row = { id: randomUUID(), session_id: pair.sessionId, content: 'Have a look', attachments };
  await post('/rest/v1/messages', 'application/json', JSON.stringify(row));

  const heard = message(mentor, 'Have a look');
  await heard.getByText('cat.png did not load').waitFor();
  await heard.getByRole('button', { name: 'Try again' }).waitFor();
  expect(await complaints(mentor)).toEqual([]);
  // The one way to a file that is no picture is to save it.
  expect((await download(mentor, 'plan.pdf')).name).toBe('plan.pdf');
  const json = JSON.stringify({ expiresIn: 60 });
  const signing = `/storage/v1/object/sign/attachments/${picture.path}`;
  const { signedURL } = JSON.parse(await post(signing, 'application/json', json)) as {
    signedURL: string;
  };
  const tab = await mentor.context().newPage();
  await tab.goto(`${appUrl()}/storage/v1${signedURL}`);
  expect(await tab.locator('script').count()).toBe(0);
  await tab.close();
  expect(await mentor.evaluate(() => 'hacked' in window || 'hacked' in localStorage)).toBe(false);
});

test('the gallery is looked through by keyboard and gives the focus back', async () => {
  const { student, mentor } = await twoPeople();
  const names = ['one.png', 'two.png', 'three.png'];
  await sendFiles(
    student,
    names.map((name, at) => pngFile(name, 200 + at, 100, at === 1)),
    'Three pictures',
  );
  await picture(mentor, 'one.png').press('Enter');
  const dialog = (name: string) => mentor.getByRole('dialog', { name });
  await dialog('one.png').getByText('1 of 3').waitFor();
  await mentor.keyboard.press('ArrowLeft');
  await mentor.keyboard.press('ArrowRight');
  await dialog('two.png').getByText('2 of 3').waitFor();
  await mentor.keyboard.press('ArrowRight');
  const last = dialog('three.png').getByRole('img', { name: 'three.png' });
  await last.waitFor();
  await mentor.keyboard.press('+');
  await expect.poll(() => last.evaluate((image) => image.style.transform)).toContain('scale(1.5)');
  expect(await complaints(mentor)).toEqual([]);
  await mentor.keyboard.press('Escape');
  await expect
    .poll(() => picture(mentor, 'one.png').evaluate((one) => one === document.activeElement))
    .toBe(true);
});

test('a picture is enlarged by wheel, pinch and double click, and moved by mouse and keys', async () => {
  const { student, mentor } = await twoPeople({ hasTouch: true });
  await sendFiles(mentor, [pngFile('one.png', 800, 600), pngFile('two.png', 40, 40)], 'Two');
  await picture(student, 'one.png').click();
  const dialog = student.getByRole('dialog', { name: 'one.png' });
  const image = dialog.getByRole('img', { name: 'one.png' });
  await image.waitFor();
  const lies = () =>
    image.evaluate((one) => {
      const { a: scale, e: x, f: y } = new DOMMatrix(getComputedStyle(one).transform);
      return { scale, x: Math.round(x), y: Math.round(y) };
    });
  const fitted = { scale: 1, x: 0, y: 0 };
  const untilScale = (scale: number) =>
    expect.poll(async () => (await lies()).scale).toBeCloseTo(scale, 1);

  const box = (await image.boundingBox())!;
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await student.mouse.move(middle.x, middle.y);
  await student.mouse.wheel(0, -200);
  await untilScale(Math.exp(0.8));
  await student.keyboard.press('ArrowRight');
  await expect.poll(async () => (await lies()).x).toBe(-80);
  await dialog.getByText('1 of 2').waitFor();
  await student.mouse.down();
  await student.mouse.move(middle.x + 50, middle.y + 30);
  await student.mouse.up();
  await expect.poll(lies).toMatchObject({ x: -30, y: 30 });
  await student.mouse.wheel(0, 2_000);
  await expect.poll(lies).toEqual(fitted);

  await student.mouse.dblclick(middle.x, middle.y);
  await untilScale(2.5);
  await student.mouse.dblclick(middle.x, middle.y);
  await expect.poll(lies).toEqual(fitted);

  const devtools = await student.context().newCDPSession(student);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart: number | null) =>
    devtools.send('Input.dispatchTouchEvent', {
      type,
      touchPoints:
        apart === null
          ? []
          : [-apart, apart].map((dx, id) => ({ x: middle.x + dx, y: middle.y, id })),
    });
  await touch('touchStart', 50);
  await touch('touchMove', 75);
  await touch('touchMove', 100);
  await touch('touchEnd', null);
  await untilScale(2);
  await student.keyboard.press('0');
  await student.keyboard.press('ArrowRight');
  await student.getByRole('dialog', { name: 'two.png' }).getByText('2 of 2').waitFor();
});

test('a picture whose address has ended gets another; one that is gone can be tried again', async () => {
  const { student, mentor } = await twoPeople();
  let refusals = 1;
  await mentor.route(DOWNLOADS, (route) => {
    refusals -= 1;
    return refusals >= 0 ? route.fulfill({ status: 400, json: {} }) : route.continue();
  });
  await sendFiles(student, [pngFile()], 'A picture');
  await expect.poll(() => loaded(mentor, 'photo.png'), { timeout: APPEARS_WITHIN_MS }).toBe(true);

  refusals = 2;
  await mentor.reload();
  const failed = message(mentor, 'A picture').getByRole('button', { name: 'Try again' });
  await failed.click();
  await expect.poll(() => loaded(mentor, 'photo.png'), { timeout: APPEARS_WITHIN_MS }).toBe(true);
});

test.each(looks)('tray, refusals, messages, uploads and gallery: $width, $theme', async (how) => {
  const { page } = await inConversation(lookOptions(how));
  const look = (state: string): Promise<void> =>
    inspect(page, `files-${state}-${how.width}-${how.theme}`);

  const photos = await Promise.all(
    ['sea.jpg', 'hills.jpg', 'a town with a rather long name.jpg'].map((name, at) =>
      jpegFile(page, name, { width: 600 + at * 100, height: 400, orientation: 1 }),
    ),
  );
  await attach(page, [...photos, pdfFile('a plan with a rather long name for a file.pdf')]);
  await untilReady(page, 4);
  await attach(page, [textFile('empty.txt', ''), textFile('page.html')]);
  await alert(page, /page.html/).waitFor();
  await look('tray');

  await send(page, 'Three pictures and a plan');
  await message(page, 'Three pictures and a plan')
    .getByText(/Sent|Delivered/)
    .waitFor();
  await sendFiles(page, [photos[0]!], 'One');
  await picture(page, 'sea.jpg').nth(1).waitFor();
  await expect
    .poll(() =>
      log(page)
        .locator('img')
        .evaluateAll(
          (all: HTMLImageElement[]) =>
            all.filter(
              (one) => one.checkVisibility({ opacityProperty: true }) && one.naturalWidth > 0,
            ).length,
        ),
    )
    .toBeGreaterThanOrEqual(4);
  const overBubble = await picture(page, 'sea.jpg').evaluateAll((all) =>
    all.filter((one) => {
      const bubble = one.closest('.rounded-bubble')!.getBoundingClientRect();
      const { left, right } = one.getBoundingClientRect();
      return left < bubble.left || right > bubble.right;
    }),
  );
  expect(overBubble).toEqual([]);
  await look('messages');

  await page.route(/attachments\/.*\.csv$/, () => undefined);
  await page.route(/attachments\/.*\.pdf$/, (route) =>
    route.fulfill({ status: 400, json: { statusCode: '413' } }),
  );
  await sendFiles(page, [pdfFile(), textFile('table.csv'), photos[1]!], 'On its way');
  await page.getByRole('progressbar').waitFor();
  await look('uploading');

  await picture(page, 'sea.jpg').first().click();
  await page.getByRole('dialog', { name: 'sea.jpg' }).getByRole('img').waitFor();
  await look('gallery');
});
