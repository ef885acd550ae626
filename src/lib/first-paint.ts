import { whenIdle } from './when-idle.ts';

/** Nothing waits longer than this for the first picture, in milliseconds. */
const LONGEST_WAIT_MS = 2_000;

let tell: () => void = () => undefined;
const painted = new Promise<void>((resolve) => {
  tell = resolve;
  setTimeout(resolve, LONGEST_WAIT_MS);
});

/** To be called when the first picture that means something has been handed to the browser. */
export function firstPicture(): void {
  whenIdle(tell);
}

/**
 * A loader of code that lets the first picture go ahead: fetching and evaluating a dozen small files
 * delays it by more than all of them are worth. From then on it is `load` itself.
 */
export const afterFirstPaint =
  <T>(load: () => Promise<T>) =>
  (): Promise<T> =>
    painted.then(load);
