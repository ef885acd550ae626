import { cleanFileName, HEAD_BYTES, isPicture, judgeFile } from '../../core/file-kinds.ts';
import { MAX_PIXELS } from '../../core/file-words.ts';
import { pictureFacts } from '../../core/picture-facts.ts';
import { within } from '../../core/picture-plan.ts';
import { redraw } from '../../lib/redraw-picture.ts';

/** Longest side of an avatar, in pixels: the largest that is shown, on the densest screens. */
const AVATAR_SIDE = 512;
/** Larger files are not read, in bytes. */
const MAX_SOURCE_BYTES = 50 * 1024 * 1024;

/** Why a file cannot be an avatar, as a sentence. */
export class AvatarRefused extends Error {}

/**
 * A picture as an avatar: upright, small, at rest, and without what the camera wrote into it.
 * Rejects with `AvatarRefused`.
 */
export async function prepareAvatar(source: File): Promise<Blob> {
  if (source.size > MAX_SOURCE_BYTES) throw new AvatarRefused('This picture is too large.');
  const bytes = new Uint8Array(await source.arrayBuffer());
  const judged = judgeFile(cleanFileName(source.name), bytes.subarray(0, HEAD_BYTES));
  if (!judged.ok || !isPicture(judged.mime)) {
    throw new AvatarRefused('Choose a picture: PNG, JPEG, WebP or GIF.');
  }
  const facts = pictureFacts(bytes, judged.mime);
  if (facts === null) throw new AvatarRefused('This picture is damaged.');
  if (facts.width * facts.height > MAX_PIXELS) {
    throw new AvatarRefused('This picture has too many pixels.');
  }
  const made = await redraw(
    new Blob([bytes], { type: judged.mime }),
    // Small also where there is transparency; browsers that cannot code it make a PNG.
    'image/webp',
    within(facts, AVATAR_SIDE),
  );
  if (made === null) throw new AvatarRefused('This picture is damaged.');
  return made;
}
