import type { Attachment } from '../../core/model.ts';

/** Pixels. Pictures take this much room at most, in either direction, and files this width. */
export const MAX_WIDTH = 320;
const MAX_HEIGHT = 320;
/** Enough to be hit by a finger, however thin a picture is. */
const MIN_SIDE = 72;
/** Of a picture whose sender did not say how large it is. */
const UNKNOWN = { width: 4, height: 3 } as const;
export const GAP = 4;
export const FILE_LINE = 52;

/** How the pictures of a message lie: `width` × `height` at most, smaller in the same shape. */
export interface PicturesLayout {
  readonly columns: number;
  readonly width: number;
  readonly height: number;
}

/** What the layout must know of a file. */
type Sized = Pick<Attachment, 'mime' | 'width' | 'height'>;

export const isShownPicture = ({ mime }: Pick<Attachment, 'mime'>): boolean =>
  mime.startsWith('image/');

const clamp = (value: number, max: number): number =>
  Math.round(Math.min(max, Math.max(MIN_SIDE, value)));

/** One picture in its own shape, several as squares in two or three columns; null for none. */
export function picturesLayout(pictures: readonly Sized[]): PicturesLayout | null {
  const [first] = pictures;
  if (first === undefined) return null;
  if (pictures.length === 1) {
    const { width, height } =
      first.width === null || first.height === null
        ? { width: UNKNOWN.width * MAX_WIDTH, height: UNKNOWN.height * MAX_WIDTH }
        : { width: first.width, height: first.height };
    const scale = Math.min(1, MAX_WIDTH / width, MAX_HEIGHT / height);
    return {
      columns: 1,
      width: clamp(width * scale, MAX_WIDTH),
      height: clamp(height * scale, MAX_HEIGHT),
    };
  }
  const columns = pictures.length === 2 || pictures.length === 4 ? 2 : 3;
  const rows = Math.ceil(pictures.length / columns);
  const cell = (MAX_WIDTH - (columns - 1) * GAP) / columns;
  return { columns, width: MAX_WIDTH, height: Math.round(rows * cell + (rows - 1) * GAP) };
}

/** How high all files of a message are together where there is room for `width` pixels. */
export function attachmentsHeight(files: readonly Sized[], width: number): number {
  const layout = picturesLayout(files.filter(isShownPicture));
  const lines = files.length - files.filter(isShownPicture).length;
  const pictures = layout === null ? 0 : layout.height * Math.min(1, width / layout.width);
  const gaps = (layout === null ? 0 : 1) + lines - 1;
  return files.length === 0 ? 0 : pictures + lines * FILE_LINE + gaps * GAP;
}
