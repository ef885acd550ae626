import {
  cleanFileName,
  HEAD_BYTES,
  isPicture,
  judgeFile,
  MAX_FILE_BYTES,
  renamed,
  type PictureMime,
} from '../../core/file-kinds.ts';
import type { FileRefusal } from '../../core/file-words.ts';
import { pictureFacts } from '../../core/picture-facts.ts';
import { planPicture, type PicturePlan } from '../../core/picture-plan.ts';
import { stripMetadata } from '../../core/strip-metadata.ts';
import type { NewFile } from '../../store/writing.ts';
import { redraw } from '../../lib/redraw-picture.ts';

/** Pictures may be larger than what can be sent, in bytes: they are made smaller first. */
const MAX_PICTURE_SOURCE_BYTES = 50 * 1024 * 1024;

/**
 * A file as it will be sent, or why it cannot be. Pictures come out upright, at most 2048 pixels
 * long and without what the camera wrote into them, unless the person wants the `original` sent.
 */
export async function prepareFile(source: File, original: boolean): Promise<NewFile | FileRefusal> {
  if (source.size === 0) return 'empty';
  try {
    const head = new Uint8Array(await source.slice(0, HEAD_BYTES).arrayBuffer());
    const judged = judgeFile(cleanFileName(source.name), head);
    if (!judged.ok) return judged.why;
    const { name, mime } = judged;
    if (isPicture(mime)) return await preparePicture(source, name, mime, original);
    if (source.size > MAX_FILE_BYTES) return 'size';
    // The bytes themselves, not the promise of a file that may change or vanish before it goes up.
    const bytes = new Blob([await source.arrayBuffer()], { type: mime });
    return { bytes, name, mime, width: null, height: null };
  } catch (thrown) {
    // A folder, or a file that went away or may not be read.
    if (thrown instanceof DOMException) return 'unreadable';
    throw thrown;
  }
}

async function preparePicture(
  source: File,
  name: string,
  mime: PictureMime,
  original: boolean,
): Promise<NewFile | FileRefusal> {
  if (source.size > MAX_PICTURE_SOURCE_BYTES) return 'size';
  const bytes = new Uint8Array(await source.arrayBuffer());
  const facts = pictureFacts(bytes, mime);
  if (facts === null) return 'damaged';
  const plan = planPicture(facts, mime, bytes.length, original);
  if (typeof plan === 'string') return plan;
  const made = await carryOut(plan, bytes, mime);
  if (made === null) return 'damaged';
  if (made.size > MAX_FILE_BYTES) return 'size';
  const { width, height } = plan;
  // Not every browser can code WebP: it then makes a PNG.
  const as = made.type === mime ? name : renamed(name, made.type);
  return { bytes: made, name: as, mime: made.type, width, height };
}

/** Null for a picture that is damaged. */
function carryOut(
  plan: PicturePlan,
  bytes: Uint8Array<ArrayBuffer>,
  type: PictureMime,
): Blob | Promise<Blob | null> {
  switch (plan.kind) {
    case 'asIs':
      return new Blob([bytes], { type });
    case 'strip':
      return new Blob([stripMetadata(bytes, type)], { type });
    case 'redraw':
      return redraw(new Blob([bytes], { type }), type, plan);
  }
}
