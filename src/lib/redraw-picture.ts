/** How well JPEG and WebP are coded, 0 to 1: at this, what is lost is hard to see. */
const QUALITY = 0.85;

/**
 * A picture drawn anew, upright, `width` × `height` pixels large and without metadata; null if it
 * is damaged. What cannot be coded as `mime` here becomes a PNG. Browsers decode, scale and code
 * beside the page, which stays free.
 */
export async function redraw(
  picture: Blob,
  mime: string,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<Blob | null> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(picture, {
      imageOrientation: 'from-image',
      resizeWidth: width,
      resizeHeight: height,
      resizeQuality: 'high',
    });
  } catch (thrown) {
    if (thrown instanceof DOMException) return null;
    throw thrown;
  }
  try {
    return await draw(bitmap, mime);
  } finally {
    bitmap.close();
  }
}

function draw(bitmap: ImageBitmap, type: string): Promise<Blob | null> {
  const { width, height } = bitmap;
  if (typeof OffscreenCanvas !== 'undefined') {
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
    return canvas.convertToBlob({ type, quality: QUALITY });
  }
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, type, QUALITY));
}
