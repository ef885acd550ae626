import type { PictureMime } from './file-kinds.ts';
import {
  gifBlocks,
  jpegSegments,
  pngChunks,
  webpChunks,
  type JpegSegment,
  type Piece,
} from './picture-parts.ts';

/*
 * Takes out of a picture what says where, when and with what it was made, without touching its
 * pixels. What is kept is listed, not what goes: cameras invent new places for such things.
 */

const PNG_KEPT = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD pHYs acTL fcTL fdAT'.split(
    ' ',
  ),
);
const WEBP_KEPT = new Set(['VP8X', 'ICCP', 'ANIM', 'ANMF', 'ALPH', 'VP8 ', 'VP8L']);
const PNG_SIGNATURE_BYTES = 8;
const RIFF_HEADER_BYTES = 12;
/** In the first byte of VP8X: that there is EXIF, and XMP. */
const WEBP_METADATA_FLAGS = 0x0c;

const joined = (bytes: Uint8Array, pieces: readonly Piece[]): Uint8Array<ArrayBuffer> => {
  const result = new Uint8Array(pieces.reduce((sum, { from, to }) => sum + to - from, 0));
  let at = 0;
  for (const { from, to } of pieces) {
    result.set(bytes.subarray(from, to), at);
    at += to - from;
  }
  return result;
};

const startsWith = (bytes: Uint8Array, at: number, text: string): boolean =>
  Array.from(text).every((character, index) => bytes[at + index] === character.charCodeAt(0));

/** Applications' own segments and comments go, but for three that colours depend on. */
function keptInJpeg(bytes: Uint8Array, { marker, from }: JpegSegment): boolean {
  const body = from + 4;
  if (marker === 0xe0) return startsWith(bytes, body, 'JFIF\0');
  if (marker === 0xe2) return startsWith(bytes, body, 'ICC_PROFILE\0');
  if (marker === 0xee) return startsWith(bytes, body, 'Adobe');
  const comment = marker === 0xfe;
  const application = marker >= 0xe0 && marker <= 0xef;
  return !comment && !application;
}

function stripWebp(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const chunks = webpChunks(bytes)
    .filter(({ name }) => WEBP_KEPT.has(name))
    .map(({ from, to, ...rest }) => ({ ...rest, from, to: to + ((to - from) % 2) }));
  const result = joined(bytes, [{ from: 0, to: RIFF_HEADER_BYTES }, ...chunks]);
  const data = new DataView(result.buffer);
  data.setUint32(4, result.length - 8, true);
  if (chunks[0]?.name === 'VP8X') {
    const flags = RIFF_HEADER_BYTES + 8;
    data.setUint8(flags, data.getUint8(flags) & ~WEBP_METADATA_FLAGS);
  }
  return result;
}

/**
 * The picture without its metadata, pixel for pixel the same. EXIF's orientation goes as well: only
 * for upright pictures. What lies behind a picture's end goes, too.
 */
export function stripMetadata(bytes: Uint8Array, mime: PictureMime): Uint8Array<ArrayBuffer> {
  switch (mime) {
    case 'image/jpeg':
      return joined(
        bytes,
        jpegSegments(bytes).filter((segment) => keptInJpeg(bytes, segment)),
      );
    case 'image/png':
      return joined(bytes, [
        { from: 0, to: PNG_SIGNATURE_BYTES },
        ...pngChunks(bytes).filter(({ name }) => PNG_KEPT.has(name)),
      ]);
    case 'image/webp':
      return stripWebp(bytes);
    case 'image/gif':
      return joined(
        bytes,
        gifBlocks(bytes).filter(({ kind }) => kind !== 'other'),
      );
  }
}
