import { useCallback, useEffect, useRef, useState } from 'react';
import { FITTED, moved, zoomed, type Point, type Zoom } from './zoom.ts';

/** How much a wheel's pixel enlarges; a notch has about 100. */
const WHEEL = 0.004;
/** The same of a pinch on a touchpad, which is told as a wheel with Ctrl and in smaller steps. */
const PAD_PINCH = 0.02;
const DOUBLE_CLICK_SCALE = 2.5;

export interface ZoomControl {
  readonly zoom: Zoom;
  /** Ref of the stage: the wheel, fingers and double clicks are heard there. */
  readonly setStage: (element: HTMLElement | null) => void;
  readonly by: (factor: number) => void;
  /** Moves what is enlarged, in pixels. */
  readonly pan: (dx: number, dy: number) => void;
  readonly reset: () => void;
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

/** Zooming by buttons, wheel, double click and pinch, and moving what is enlarged. */
export function useZoom(): ZoomControl {
  const [zoom, setZoom] = useState(FITTED);
  const [stage, setStage] = useState<HTMLElement | null>(null);
  /** Fingers, or the mouse, that are down on the stage, by pointer id. */
  const down = useRef(new Map<number, Point>());

  const size = useCallback(
    () => ({ width: stage?.clientWidth ?? 0, height: stage?.clientHeight ?? 0 }),
    [stage],
  );

  useEffect(() => {
    if (stage === null) return;
    const pointers = down.current;
    const done = new AbortController();
    const { signal } = done;
    const from = (event: MouseEvent): Point => {
      const box = stage.getBoundingClientRect();
      return {
        x: event.clientX - box.left - box.width / 2,
        y: event.clientY - box.top - box.height / 2,
      };
    };
    const onButton = (event: Event): boolean =>
      event.target instanceof Element && event.target.closest('button') !== null;

    stage.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        const factor = Math.exp(-event.deltaY * (event.ctrlKey ? PAD_PINCH : WHEEL));
        const at = from(event);
        setZoom((before) => zoomed(before, factor, size(), at));
      },
      { signal, passive: false },
    );
    stage.addEventListener(
      'dblclick',
      (event) => {
        // Going on twice in a row.
        if (onButton(event)) return;
        const at = from(event);
        setZoom((before) =>
          before.scale > 1 ? FITTED : zoomed(before, DOUBLE_CLICK_SCALE, size(), at),
        );
      },
      { signal },
    );
    stage.addEventListener(
      'pointerdown',
      (event) => {
        if (onButton(event)) return;
        stage.setPointerCapture(event.pointerId);
        pointers.set(event.pointerId, from(event));
      },
      { signal },
    );
    stage.addEventListener(
      'pointermove',
      (event) => {
        const before = pointers.get(event.pointerId);
        if (before === undefined) return;
        const now = from(event);
        const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
        pointers.set(event.pointerId, now);
        setZoom((zoom) => {
          if (other === undefined) return moved(zoom, now.x - before.x, now.y - before.y, size());
          const factor = distance(now, other) / Math.max(1, distance(before, other));
          return zoomed(zoom, factor, size(), middle(now, other));
        });
      },
      { signal },
    );
    for (const end of ['pointerup', 'pointercancel'] as const) {
      stage.addEventListener(end, (event) => pointers.delete(event.pointerId), { signal });
    }
    return () => {
      done.abort();
      pointers.clear();
    };
  }, [stage, size]);

  const by = useCallback(
    (factor: number) => setZoom((before) => zoomed(before, factor, size())),
    [size],
  );
  const pan = useCallback(
    (dx: number, dy: number) => setZoom((before) => moved(before, dx, dy, size())),
    [size],
  );
  const reset = useCallback(() => setZoom(FITTED), []);
  return { zoom, setStage, by, pan, reset };
}
