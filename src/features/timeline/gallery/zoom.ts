/** How a picture lies on its stage: enlarged `scale` times, its middle moved by `x` and `y` pixels. */
export interface Zoom {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export const FITTED: Zoom = { scale: 1, x: 0, y: 0 };
export const MAX_SCALE = 8;
/** One press of a button, and half a notch of a wheel. */
export const STEP = 1.5;

/** Of the stage, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** `zoom`, moved back as far as it must be for the picture to cover the stage as fitted. */
function kept(zoom: Zoom, stage: Size): Zoom {
  const limit = (value: number, side: number): number => {
    const most = ((zoom.scale - 1) * side) / 2;
    return Math.min(most, Math.max(-most, value));
  };
  return { ...zoom, x: limit(zoom.x, stage.width), y: limit(zoom.y, stage.height) };
}

/**
 * `zoom` enlarged `factor` times more around `at`, a point measured from the stage's middle: what
 * lies under it stays there, unless the stage would be empty somewhere. Fitted again, it lies in the
 * middle.
 */
export function zoomed(zoom: Zoom, factor: number, stage: Size, at: Point = { x: 0, y: 0 }): Zoom {
  const scale = Math.min(MAX_SCALE, Math.max(1, zoom.scale * factor));
  if (scale === 1) return FITTED;
  const ratio = scale / zoom.scale;
  const [x, y] = [at.x - (at.x - zoom.x) * ratio, at.y - (at.y - zoom.y) * ratio];
  return kept({ scale, x, y }, stage);
}

/** Moved by `dx` and `dy` pixels, but never so far that the stage would be empty somewhere. */
export const moved = (zoom: Zoom, dx: number, dy: number, stage: Size): Zoom =>
  kept({ ...zoom, x: zoom.x + dx, y: zoom.y + dy }, stage);
