import { byteWords } from '../lib/byte-words.ts';
import { MAX_FILE_BYTES, MAX_FILES } from './file-kinds.ts';

/** Why a file is not taken: the same limits as the database's and Storage's, known before the upload. */
export type FileRefusal =
  'type' | 'mismatch' | 'empty' | 'size' | 'pixels' | 'damaged' | 'unreadable';

/** Pictures with more pixels are not even decoded: each costs four bytes, here and wherever it is shown. */
export const MAX_PIXELS = 40_000_000;

const PIXELS_PER_MEGAPIXEL = 1_000_000;

/** A sentence for people. */
export function refusalWords(name: string, why: FileRefusal): string {
  const file = `“${name}”`;
  switch (why) {
    case 'type':
      return `${file} is of a type that cannot be sent; pictures, PDF, text, Office and ZIP files can.`;
    case 'mismatch':
      return `${file} is not what its name says, so it cannot be sent.`;
    case 'empty':
      return `${file} is empty, so there is nothing to send.`;
    case 'size':
      return `${file} is larger than ${byteWords(MAX_FILE_BYTES).replace('.0', '')}, the most that can be sent.`;
    case 'pixels':
      return `${file} has more than ${MAX_PIXELS / PIXELS_PER_MEGAPIXEL} megapixels, the most that can be shown.`;
    case 'damaged':
      return `${file} is damaged and cannot be read as a picture.`;
    case 'unreadable':
      return `${file} could not be read.`;
  }
}

/** A sentence on files beyond what one message holds. */
export const tooManyWords = (leftOut: number): string =>
  `A message holds ${MAX_FILES} files, so ${leftOut === 1 ? 'one was' : `${leftOut} were`} left out.`;
