import { readFile } from 'node:fs/promises';
import { crc32, deflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';

/** A file as Playwright's `setInputFiles` takes it. */
export interface TestFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

const file = (name: string, mimeType: string, buffer: Buffer | string): TestFile => ({
  name,
  mimeType,
  buffer: typeof buffer === 'string' ? Buffer.from(buffer) : buffer,
});

export const textFile = (name = 'notes.txt', text = 'Zwölf Boxkämpfer\n'): TestFile =>
  file(name, 'text/plain', text);

/** Enough of a PDF to be taken for one; `bytes` long. */
export function pdfFile(name = 'plan.pdf', bytes = 2_000): TestFile {
  const buffer = Buffer.alloc(bytes, 'pdf ');
  buffer.write('%PDF-1.7\n');
  return file(name, 'application/pdf', buffer);
}

/** What may lie in a picture besides the picture, to look for. */
export const SECRET = 'taken at 52.5163 N 13.3777 E';

function pngChunk(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(body.length);
  around.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([around.subarray(0, 4), named, around.subarray(4)]);
}

/** A PNG of one grey, one bit to a pixel, with `SECRET` as a comment. */
export function pngBytes(width: number, height: number, white = true): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(1, 8);
  const line = Buffer.alloc(1 + Math.ceil(width / 8), white ? 0xff : 0);
  line[0] = 0;
  const lines = Buffer.alloc(line.length * height);
  for (let at = 0; at < height; at += 1) line.copy(lines, at * line.length);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('tEXt', Buffer.from(`Comment\0${SECRET}`, 'latin1')),
    pngChunk('IDAT', deflateSync(lines)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

export const pngFile = (name = 'photo.png', width = 300, height = 200, white = true): TestFile =>
  file(name, 'image/png', pngBytes(width, height, white));

/** An EXIF segment with an orientation, 1 to 8, and `SECRET` behind it. */
export function exifSegment(orientation: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('II', 'latin1');
  tiff.writeUInt16LE(42, 2);
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(1, 8);
  tiff.writeUInt16LE(0x0112, 10);
  tiff.writeUInt16LE(3, 12);
  tiff.writeUInt32LE(1, 14);
  tiff.writeUInt16LE(orientation, 18);
  const body = Buffer.concat([Buffer.from('Exif\0\0'), tiff, Buffer.from(SECRET)]);
  const marker = Buffer.from([0xff, 0xe1, 0, 0]);
  marker.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([marker, body]);
}

/** A JPEG that a browser coded, red in its left half and blue in its right one, with EXIF put in. */
export async function jpegFile(
  page: Page,
  name: string,
  { width, height, orientation }: { width: number; height: number; orientation: number },
): Promise<TestFile> {
  const coded = await page.evaluate(
    ([w, h]) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [w, h];
      const context = canvas.getContext('2d')!;
      context.fillStyle = 'red';
      context.fillRect(0, 0, w / 2, h);
      context.fillStyle = 'blue';
      context.fillRect(w / 2, 0, w / 2, h);
      return canvas.toDataURL('image/jpeg').split(',')[1]!;
    },
    [width, height] as const,
  );
  const plain = Buffer.from(coded, 'base64');
  const buffer = Buffer.concat([plain.subarray(0, 2), exifSegment(orientation), plain.subarray(2)]);
  return file(name, 'image/jpeg', buffer);
}

/** Saves a file that is on the page, as a person does. */
export async function download(page: Page, name: string): Promise<{ name: string; bytes: Buffer }> {
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: `Download ${name}` }).click();
  const saved = await downloading;
  return { name: saved.suggestedFilename(), bytes: await readFile(await saved.path()) };
}

/** Picks files with the button, as a person does. */
export async function attach(page: Page, files: readonly TestFile[]): Promise<void> {
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Attach files' }).click();
  await (await choosing).setFiles([...files]);
}
