/** Pictures taken apart by their containers' rules, without decoding them. Damaged ends are left out. */

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));
const view = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A piece of a file, `from` its first byte up to but not including `to`. */
export interface Piece {
  readonly from: number;
  readonly to: number;
}

export interface JpegSegment extends Piece {
  /** The second byte of the marker: 0xe1 is APP1, 0xda begins coded data, which is part of it. */
  readonly marker: number;
}

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;

/** Where the coded data after a scan's header ends: at the next marker that is neither stuffing nor a restart. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) break;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}

/** The segments of a JPEG from its beginning to its end marker; what lies behind that is none. */
export function jpegSegments(bytes: Uint8Array): readonly JpegSegment[] {
  const segments: JpegSegment[] = [];
  const data = view(bytes);
  let at = 0;
  while (at + 1 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === SOI || marker === EOI) {
      segments.push({ marker, from: at, to: at + 2 });
      if (marker === EOI) break;
      at += 2;
      continue;
    }
    if (at + 4 > bytes.length) break;
    const header = at + 2 + data.getUint16(at + 2);
    const to = marker === SOS ? endOfScan(bytes, header) : header;
    if (to > bytes.length) break;
    segments.push({ marker, from: at, to });
    at = to;
  }
  return segments;
}

export interface NamedChunk extends Piece {
  /** Four characters. */
  readonly name: string;
}

const PNG_SIGNATURE_BYTES = 8;
/** Length and name before, checksum after. */
const PNG_AROUND_BYTES = 12;

/** The chunks of a PNG, with what is around them, up to the last that a PNG has. */
export function pngChunks(bytes: Uint8Array): readonly NamedChunk[] {
  const chunks: NamedChunk[] = [];
  const data = view(bytes);
  let at = PNG_SIGNATURE_BYTES;
  while (at + PNG_AROUND_BYTES <= bytes.length) {
    const to = at + PNG_AROUND_BYTES + data.getUint32(at);
    if (to > bytes.length) break;
    const name = ascii(bytes, at + 4, at + 8);
    chunks.push({ name, from: at, to });
    if (name === 'IEND') break;
    at = to;
  }
  return chunks;
}

const RIFF_HEADER_BYTES = 12;
const RIFF_CHUNK_HEADER_BYTES = 8;

/** The chunks of a WebP, without the byte that fills up an odd length. */
export function webpChunks(bytes: Uint8Array): readonly NamedChunk[] {
  const chunks: NamedChunk[] = [];
  const data = view(bytes);
  let at = RIFF_HEADER_BYTES;
  while (at + RIFF_CHUNK_HEADER_BYTES <= bytes.length) {
    const size = data.getUint32(at + 4, true);
    const to = at + RIFF_CHUNK_HEADER_BYTES + size;
    if (to > bytes.length) break;
    chunks.push({ name: ascii(bytes, at, at + 4), from: at, to });
    at = to + (size % 2);
  }
  return chunks;
}

export interface GifBlock extends Piece {
  readonly kind: 'header' | 'image' | 'control' | 'loop' | 'text' | 'other' | 'end';
}

const GIF_HEADER_BYTES = 13;
const GIF_IMAGE_HEADER_BYTES = 10;
const COLOUR_BYTES = 3;
const HAS_COLOURS = 0x80;
const coloursOf = (flags: number): number =>
  (flags & HAS_COLOURS) === 0 ? 0 : COLOUR_BYTES * 2 ** ((flags & 7) + 1);

function endOfSubBlocks(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let size = bytes[at]; size !== undefined; size = bytes[at]) {
    at += 1 + size;
    if (size === 0) return at;
  }
  return Infinity;
}

function extensionKind(bytes: Uint8Array, at: number): GifBlock['kind'] {
  const label = bytes[at + 1];
  if (label === 0xf9) return 'control';
  if (label === 0x01) return 'text';
  const application = label === 0xff ? ascii(bytes, at + 3, at + 14) : '';
  return application === 'NETSCAPE2.0' || application === 'ANIMEXTS1.0' ? 'loop' : 'other';
}

/** The blocks of a GIF; `other` is what no viewer needs: comments, and what applications left. */
export function gifBlocks(bytes: Uint8Array): readonly GifBlock[] {
  const header = GIF_HEADER_BYTES + coloursOf(bytes[10] ?? 0);
  const blocks: GifBlock[] = [{ kind: 'header', from: 0, to: header }];
  let at = header;
  while (at < bytes.length) {
    const introducer = bytes[at];
    let kind: GifBlock['kind'];
    let to: number;
    if (introducer === 0x2c) {
      kind = 'image';
      // One more byte before the data: the size of its codes.
      const colours = coloursOf(bytes[at + GIF_IMAGE_HEADER_BYTES - 1] ?? 0);
      to = endOfSubBlocks(bytes, at + GIF_IMAGE_HEADER_BYTES + colours + 1);
    } else if (introducer === 0x21) {
      kind = extensionKind(bytes, at);
      to = endOfSubBlocks(bytes, at + 2);
    } else if (introducer === 0x3b) {
      kind = 'end';
      to = at + 1;
    } else break;
    if (to > bytes.length) break;
    blocks.push({ kind, from: at, to });
    if (kind === 'end') break;
    at = to;
  }
  return blocks;
}
