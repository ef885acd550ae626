import type { PictureMime } from './file-kinds.ts';
import { gifBlocks, jpegSegments, pngChunks, webpChunks } from './picture-parts.ts';

/** What a picture's own headers say, read without decoding it. */
export interface PictureFacts {
  /** In pixels, as stored: before any turning. */
  readonly width: number;
  readonly height: number;
  /** EXIF's orientation, 1 to 8; 1 is upright. */
  readonly orientation: number;
  /** Drawing it anew would leave its first frame only. */
  readonly animated: boolean;
}

const UPRIGHT = 1;
const ORIENTATION_TAG = 0x0112;
const TIFF_ENTRY_BYTES = 12;
const view = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

/** The orientation in a block of TIFF tags, as EXIF is one. */
function orientationIn(tiff: Uint8Array): number {
  const data = view(tiff);
  try {
    const little = ascii(tiff, 0, 2) === 'II';
    const directory = data.getUint32(4, little);
    const count = data.getUint16(directory, little);
    for (let entry = 0; entry < count; entry += 1) {
      const at = directory + 2 + entry * TIFF_ENTRY_BYTES;
      if (data.getUint16(at, little) !== ORIENTATION_TAG) continue;
      const value = data.getUint16(at + 8, little);
      return value >= 1 && value <= 8 ? value : UPRIGHT;
    }
  } catch (thrown) {
    // Cut off or made up: there is no orientation to be had.
    if (!(thrown instanceof RangeError)) throw thrown;
  }
  return UPRIGHT;
}

const EXIF_PREFIX = 'Exif\0\0';
/** Markers that begin a frame, whatever its coding; three of the range mean other things. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function jpegFacts(bytes: Uint8Array): PictureFacts | null {
  let orientation = UPRIGHT;
  let size: { width: number; height: number } | null = null;
  for (const { marker, from, to } of jpegSegments(bytes)) {
    const body = bytes.subarray(from + 4, to);
    if (marker === 0xe1 && ascii(body, 0, EXIF_PREFIX.length) === EXIF_PREFIX) {
      orientation = orientationIn(body.subarray(EXIF_PREFIX.length));
    }
    if (size === null && isFrame(marker) && body.length >= 5) {
      size = { height: view(body).getUint16(1), width: view(body).getUint16(3) };
    }
  }
  return size === null ? null : { ...size, orientation, animated: false };
}

function pngFacts(bytes: Uint8Array): PictureFacts | null {
  let facts: PictureFacts | null = null;
  for (const { name, from, to } of pngChunks(bytes)) {
    const body = bytes.subarray(from + 8, to - 4);
    if (name === 'IHDR' && body.length >= 8) {
      const [width, height] = [view(body).getUint32(0), view(body).getUint32(4)];
      facts = { width, height, orientation: UPRIGHT, animated: false };
    }
    if (facts !== null && name === 'acTL') facts = { ...facts, animated: true };
    if (facts !== null && name === 'eXIf') facts = { ...facts, orientation: orientationIn(body) };
  }
  return facts;
}

const uint24 = (data: DataView, at: number): number =>
  data.getUint16(at, true) | (data.getUint8(at + 2) << 16);

function webpFacts(bytes: Uint8Array): PictureFacts | null {
  let size: { width: number; height: number } | null = null;
  let orientation = UPRIGHT;
  let animated = false;
  for (const { name, from, to } of webpChunks(bytes)) {
    const body = bytes.subarray(from + 8, to);
    const data = view(body);
    if (name === 'VP8X' && body.length >= 10) {
      size = { width: uint24(data, 4) + 1, height: uint24(data, 7) + 1 };
    } else if (name === 'VP8 ' && body.length >= 10) {
      size ??= {
        width: data.getUint16(6, true) & 0x3fff,
        height: data.getUint16(8, true) & 0x3fff,
      };
    } else if (name === 'VP8L' && body.length >= 5) {
      const bits = data.getUint32(1, true);
      size ??= { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    } else if (name === 'ANIM') animated = true;
    else if (name === 'EXIF') {
      const prefixed = ascii(body, 0, EXIF_PREFIX.length) === EXIF_PREFIX;
      orientation = orientationIn(prefixed ? body.subarray(EXIF_PREFIX.length) : body);
    }
  }
  return size === null ? null : { ...size, orientation, animated };
}

function gifFacts(bytes: Uint8Array): PictureFacts | null {
  if (bytes.length < 13) return null;
  const data = view(bytes);
  const [width, height] = [data.getUint16(6, true), data.getUint16(8, true)];
  const frames = gifBlocks(bytes).filter(({ kind }) => kind === 'image').length;
  return { width, height, orientation: UPRIGHT, animated: frames > 1 };
}

const readers: Record<PictureMime, (bytes: Uint8Array) => PictureFacts | null> = {
  'image/jpeg': jpegFacts,
  'image/png': pngFacts,
  'image/webp': webpFacts,
  'image/gif': gifFacts,
};

/** What the headers of a picture say; null if they are damaged. */
export function pictureFacts(bytes: Uint8Array, mime: PictureMime): PictureFacts | null {
  const facts = readers[mime](bytes);
  return facts === null || facts.width === 0 || facts.height === 0 ? null : facts;
}

/** Whether EXIF's orientation lies the picture on its side. */
export const liesOnSide = ({ orientation }: Pick<PictureFacts, 'orientation'>): boolean =>
  orientation >= 5;
