import { MAX_FILE_BYTES, type PictureMime } from './file-kinds.ts';
import { MAX_PIXELS, type FileRefusal } from './file-words.ts';
import { liesOnSide, type PictureFacts } from './picture-facts.ts';

/** Longest side of a picture as it is sent, in pixels: sharp on every screen, and quick to load. */
export const MAX_SIDE = 2048;

/** What becomes of a picture before it is sent. `width` and `height` are as people will see it. */
export type PicturePlan = { readonly width: number; readonly height: number } & (
  | { readonly kind: 'asIs' }
  /** Without metadata, and with the very same pixels. */
  | { readonly kind: 'strip' }
  /** Decoded, turned upright, made smaller where it must, and coded anew. */
  | { readonly kind: 'redraw' }
);

/**
 * How to send a picture of `bytes` bytes, or why it cannot be sent. `original` is the person's wish
 * to send it as it is, with all that the camera wrote into it; a picture that is too large for that
 * is made smaller all the same.
 */
export function planPicture(
  facts: PictureFacts,
  mime: PictureMime,
  bytes: number,
  original: boolean,
): PicturePlan | FileRefusal {
  if (facts.width * facts.height > MAX_PIXELS) return 'pixels';
  const fits = bytes <= MAX_FILE_BYTES;
  const { width, height } = upright(facts);
  if (original && fits) return { kind: 'asIs', width, height };
  if (mime === 'image/gif' || facts.animated) {
    // Drawn anew, nothing would move any more.
    return fits ? { kind: 'strip', width, height } : 'size';
  }
  const isSmall = Math.max(width, height) <= MAX_SIDE;
  if (isSmall && facts.orientation === 1 && fits) return { kind: 'strip', width, height };
  return { kind: 'redraw', ...within(facts, MAX_SIDE) };
}

type Size = { readonly width: number; readonly height: number };

/** As people will see it. */
const upright = (facts: PictureFacts): Size =>
  liesOnSide(facts)
    ? { width: facts.height, height: facts.width }
    : { width: facts.width, height: facts.height };

/** The size of a picture, upright, whose longer side has at most `side` pixels. */
export function within(facts: PictureFacts, side: number): Size {
  const { width, height } = upright(facts);
  const scale = Math.min(1, side / Math.max(width, height));
  const scaled = (length: number): number => Math.max(1, Math.round(length * scale));
  return { width: scaled(width), height: scaled(height) };
}
