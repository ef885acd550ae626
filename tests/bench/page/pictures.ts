import type { Attachment } from '../../../src/core/model.ts';

/** Sizes of generated pictures in pixels: wide, high and square ones. */
const SHAPES = [
  { width: 640, height: 400 },
  { width: 360, height: 480 },
  { width: 480, height: 480 },
  { width: 720, height: 300 },
] as const;
type Shape = (typeof SHAPES)[number];
/** About what such a picture weighs; shown nowhere but in its details. */
const BYTES = 80_000;
const STRIPES = 12;

/** The picture of the message `seq`, with its size as its sender would have told it. */
export function pictureOf(seq: number): Attachment {
  const shape = seq % SHAPES.length;
  const { width, height } = SHAPES[shape] ?? SHAPES[0];
  const name = `picture-${seq}.png`;
  return { path: `${shape}/${name}`, name, size: BYTES, mime: 'image/png', width, height };
}

/** Addresses of pictures by shape, each drawn when it is wanted first. */
const drawn = new Map<number, Promise<string>>();

function draw({ width, height }: Shape, shape: number): Promise<string> {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser draws no pictures.');
  for (let stripe = 0; stripe < STRIPES; stripe += 1) {
    context.fillStyle = `hsl(${(shape * 90 + stripe * 12) % 360} 55% ${45 + stripe * 3}%)`;
    context.fillRect((stripe * width) / STRIPES, 0, width / STRIPES + 1, height);
  }
  return new Promise((resolve) => {
    canvas.toBlob((png) => resolve(png === null ? '' : URL.createObjectURL(png)), 'image/png');
  });
}

/** Stands in for Storage: path → an address, of a picture that was made here. */
export async function signPictures(paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const urls = new Map<string, string>();
  for (const path of paths) {
    const shape = Number.parseInt(path, 10);
    const url = drawn.get(shape) ?? draw(SHAPES[shape] ?? SHAPES[0], shape);
    drawn.set(shape, url);
    // The fragment makes it another address, as files have.
    urls.set(path, `${await url}#${path}`);
  }
  return urls;
}
