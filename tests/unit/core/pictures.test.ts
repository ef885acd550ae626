import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_FILE_BYTES, type PictureMime } from '../../../src/core/file-kinds.ts';
import { pictureFacts, type PictureFacts } from '../../../src/core/picture-facts.ts';
import { MAX_SIDE, planPicture } from '../../../src/core/picture-plan.ts';
import { stripMetadata } from '../../../src/core/strip-metadata.ts';
import { exifSegment, pngBytes, SECRET } from '../../support/test-files.ts';

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
const segment = (marker: number, body: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
};
/** Headers and markers as a camera writes them; the coded data is made up. */
const jpeg = (orientation: number, width = 40, height = 30): Buffer => {
  const frame = Buffer.from([8, 0, 0, 0, 0, 3]);
  frame.writeUInt16BE(height, 1);
  frame.writeUInt16BE(width, 3);
  return Buffer.concat([
    latin('\xff\xd8'),
    segment(0xe0, latin('JFIF\0\x01\x01')),
    exifSegment(orientation),
    segment(0xe1, latin(`http://ns.adobe.com/xap/1.0/\0${SECRET}`)),
    segment(0xe2, latin('ICC_PROFILE\0colours')),
    segment(0xe2, latin(`MPF\0${SECRET}`)),
    segment(0xed, latin(`Photoshop 3.0\0${SECRET}`)),
    segment(0xfe, latin(SECRET)),
    segment(0xc2, frame),
    segment(0xda, latin('\x01\x02')),
    latin('coded\xff\0\xff\xd0data'),
    segment(0xc4, latin('\xff\xd9')),
    segment(0xda, latin('\x01\x02')),
    latin('more'),
    latin('\xff\xd9'),
    latin(`behind the end: ${SECRET}`),
  ]);
};
const chunk = (name: string, body: Buffer): Buffer => {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(body.length);
  return Buffer.concat([latin(name), size, body, Buffer.alloc(body.length % 2)]);
};
const webp = (): Buffer => {
  const extended = Buffer.from([0x2c, 0, 0, 0, 39, 0, 0, 29, 0, 0]);
  const chunks = Buffer.concat([
    chunk('VP8X', extended),
    chunk('ICCP', latin('odd')),
    chunk('VP8 ', latin('0123456789')),
    chunk('EXIF', exifSegment(1).subarray(4)),
    chunk('XMP ', latin(SECRET)),
  ]);
  return Buffer.concat([chunk('RIFF', Buffer.concat([latin('WEBP'), chunks]))]);
};
const gif = (frames: number): Buffer =>
  Buffer.concat([
    latin('GIF89a'),
    Buffer.from([40, 0, 30, 0, 0x80, 0, 0]),
    Buffer.alloc(6),
    latin('\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0'),
    latin(`\x21\xfe${String.fromCharCode(SECRET.length)}${SECRET}\0`),
    latin(`\x21\xff\x0bXMP DataXMP${String.fromCharCode(SECRET.length)}${SECRET}\0`),
    ...Array.from({ length: frames }, () =>
      Buffer.concat([latin('\x2c'), Buffer.alloc(9), latin('\x02\x02LZ\0')]),
    ),
    latin('\x3b'),
    latin(SECRET),
  ]);

const samples: readonly (readonly [PictureMime, Buffer])[] = [
  ['image/jpeg', jpeg(1)],
  ['image/png', pngBytes(40, 30)],
  ['image/webp', webp()],
  ['image/gif', gif(1)],
];

describe.each(samples)('%s', (mime, bytes) => {
  it('tells its size', () => {
    expect(pictureFacts(bytes, mime)).toEqual({
      width: 40,
      height: 30,
      orientation: 1,
      animated: false,
    });
  });

  it('loses what was noted, and is the same picture to any reader', () => {
    const stripped = stripMetadata(bytes, mime);
    expect(Buffer.from(stripped).includes(SECRET)).toBe(false);
    expect(stripped.length).toBeLessThan(bytes.length);
    expect(pictureFacts(stripped, mime)).toEqual(pictureFacts(bytes, mime));
    expect(stripMetadata(stripped, mime)).toEqual(stripped);
  });

  it('may be cut off or damaged anywhere', () => {
    fc.assert(
      fc.property(
        fc.nat(bytes.length),
        fc.nat(bytes.length - 1),
        fc.nat(255),
        (length, at, value) => {
          const damaged = Uint8Array.from(bytes.subarray(0, length));
          if (at < length) damaged[at] = value;
          pictureFacts(damaged, mime);
          expect(stripMetadata(damaged, mime).length).toBeLessThanOrEqual(bytes.length + 12);
        },
      ),
    );
  });
});

it('keeps the colours and the coded data of a JPEG, over several scans', () => {
  const kept = Buffer.from(stripMetadata(jpeg(1), 'image/jpeg')).toString('latin1');
  for (const part of ['JFIF', 'ICC_PROFILE', 'coded\xff\0\xff\xd0data', 'more\xff\xd9']) {
    expect(kept).toContain(part);
  }
});

it('reads EXIF’s orientation in either byte order', () => {
  for (let orientation = 1; orientation <= 8; orientation += 1) {
    expect(pictureFacts(jpeg(orientation), 'image/jpeg')?.orientation).toBe(orientation);
  }
  expect(pictureFacts(jpeg(9), 'image/jpeg')?.orientation).toBe(1);
});

it('sees what moves', () => {
  expect(pictureFacts(gif(2), 'image/gif')?.animated).toBe(true);
  const control = Buffer.alloc(20);
  control.writeUInt32BE(8);
  control.write('acTL', 4);
  const png = pngBytes(4, 4);
  const animated = Buffer.concat([png.subarray(0, 33), control, png.subarray(33)]);
  expect(pictureFacts(animated, 'image/png')?.animated).toBe(true);
});

it('finds no size in what is none', () => {
  for (const [mime] of samples) {
    expect(pictureFacts(deflateSync(Buffer.alloc(9)), mime)).toBeNull();
  }
});

describe('planPicture', () => {
  const plan = (
    changes: Partial<PictureFacts>,
    { mime = 'image/jpeg', bytes = 1000, original = false } = {},
  ) =>
    planPicture(
      { width: 800, height: 600, orientation: 1, animated: false, ...changes },
      mime as PictureMime,
      bytes,
      original,
    );

  it('leaves the pixels of a small upright picture alone', () => {
    expect(plan({})).toEqual({ kind: 'strip', width: 800, height: 600 });
    expect(plan({ width: MAX_SIDE, height: 10 })).toMatchObject({ kind: 'strip' });
  });

  it('makes a large one smaller, in its shape', () => {
    expect(plan({ width: 4096, height: 3072 })).toEqual({
      kind: 'redraw',
      width: 2048,
      height: 1536,
    });
    expect(plan({ width: 20_000, height: 2 })).toEqual({ kind: 'redraw', width: 2048, height: 1 });
  });

  it('turns a picture that lies on its side', () => {
    expect(plan({ orientation: 3 })).toEqual({ kind: 'redraw', width: 800, height: 600 });
    expect(plan({ orientation: 6 })).toEqual({ kind: 'redraw', width: 600, height: 800 });
  });

  it('codes a small picture of many bytes anew', () => {
    expect(plan({}, { bytes: MAX_FILE_BYTES })).toMatchObject({ kind: 'strip' });
    expect(plan({}, { bytes: MAX_FILE_BYTES + 1 })).toMatchObject({ kind: 'redraw' });
  });

  it('never draws what moves', () => {
    const large = { width: 4096, height: 3072 };
    expect(plan(large, { mime: 'image/gif' })).toMatchObject({ kind: 'strip', width: 4096 });
    expect(plan({ ...large, animated: true })).toMatchObject({ kind: 'strip' });
    expect(plan({ animated: true }, { bytes: MAX_FILE_BYTES + 1 })).toBe('size');
  });

  it('sends the original if wanted, as large as it is seen', () => {
    const photo = { width: 4096, height: 3072, orientation: 8 };
    expect(plan(photo, { original: true })).toEqual({ kind: 'asIs', width: 3072, height: 4096 });
    expect(plan(photo, { original: true, bytes: MAX_FILE_BYTES + 1 })).toMatchObject({
      kind: 'redraw',
    });
  });

  it('refuses fifty megapixels, wanted as they are or not', () => {
    expect(plan({ width: 10_000, height: 5_000 })).toBe('pixels');
    expect(plan({ width: 10_000, height: 5_000 }, { original: true })).toBe('pixels');
    expect(plan({ width: 8_000, height: 5_000 })).toMatchObject({ kind: 'redraw' });
  });
});
