import { describe, expect, it } from 'vitest';
import { ACCEPTED_EXTENSIONS, cleanFileName, judgeFile } from '../../../src/core/file-kinds.ts';
import { pngBytes } from '../../support/test-files.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const judge = (name: string, text: string) => judgeFile(name, bytes(text));
const PNG = '\x89PNG\r\n\x1a\n';
const JPEG = '\xff\xd8\xff\xe0';

describe('judgeFile', () => {
  it.each([
    ['a.png', PNG, 'image/png'],
    ['a.JPG', JPEG, 'image/jpeg'],
    ['a.jpeg', JPEG, 'image/jpeg'],
    ['a.gif', 'GIF89a', 'image/gif'],
    ['a.webp', 'RIFF\0\0\0\0WEBPVP8 ', 'image/webp'],
    ['a.pdf', '%PDF-1.7', 'application/pdf'],
    ['a.b.txt', 'plain', 'text/plain'],
    ['a.txt', '\xff\xfeh\0i\0', 'text/plain'],
    ['a.csv', 'a;\xfc\n', 'text/csv'],
    ['a.zip', 'PK\x05\x06', 'application/zip'],
    [
      'a.docx',
      'PK\x03\x04',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ],
  ])('takes %s for what it is', (name, head, mime) => {
    expect(judge(name, head)).toEqual({ ok: true, mime, name });
  });

  it.each(['setup.exe', 'page.html', 'drawing.svg', 'noextension', '.png.exe', 'a.'])(
    'refuses the type of %s',
    (name) => expect(judge(name, PNG)).toEqual({ ok: false, why: 'type' }),
  );

  it.each([
    ['report.pdf', 'MZ\x90\0'],
    ['notes.txt', 'MZ\x90\0'],
    ['notes.txt', 'MZ without a zero'],
    ['notes.txt', '\x7fELF\x02\0'],
    ['notes.txt', '%PDF-1.7'],
    ['cat.png', '<html>'],
    ['cat.png', '%PDF-1.7'],
    ['cat.webp', 'RIFF\0\0\0\0AVI '],
    ['report.pdf', PNG],
    ['a.zip', 'Rar!'],
    ['a.png', ''],
  ])('refuses %s with the bytes of %j', (name, head) => {
    expect(judge(name, head)).toEqual({ ok: false, why: 'mismatch' });
  });

  it('puts the name of a picture right that is another kind of picture', () => {
    expect(judge('me.png', JPEG)).toEqual({ ok: true, mime: 'image/jpeg', name: 'me.jpg' });
    expect(judgeFile('me.jpeg', pngBytes(1, 1))).toMatchObject({ name: 'me.png' });
  });

  it('tells the file dialog', () => {
    expect(ACCEPTED_EXTENSIONS).toBe(
      '.png,.jpg,.jpeg,.webp,.gif,.pdf,.txt,.csv,.docx,.xlsx,.pptx,.zip',
    );
  });
});

describe('cleanFileName', () => {
  it('leaves names as they are', () => {
    for (const name of ['a.txt', 'حساب 1.pdf', '<img onerror=x>.png']) {
      expect(cleanFileName(name)).toBe(name);
    }
  });

  it('takes out controls and slashes', () => {
    expect(cleanFileName('..\\a/b\u0000\u0085.txt')).toBe('.._a_b__.txt');
  });

  it('shortens before the extension, by characters', () => {
    const name = cleanFileName(`${'🎉'.repeat(300)}.pdf`);
    expect(Array.from(name)).toHaveLength(255);
    expect(name.endsWith('🎉….pdf')).toBe(true);
  });
});
