/**
 * What a measuring script finds at `window.__bench`, on the page of the app as on the list that it is
 * compared with. Ids are strings; sizes are CSS pixels.
 */
export interface Bench {
  /** True once messages are mounted. */
  ready: boolean;
  /** Matches one element per mounted message. */
  readonly rowSelector: string;
  idOf(element: Element): string;
  find(id: string): HTMLElement | null;
  /** The element that scrolls. */
  scroller(): HTMLElement;
  lastId(): string;
  /** Adds a message of the other person, as if it arrived now; yields its id. */
  appendMessage(text?: string): string;
  /** Adds `count` messages at the start, as if a page of history arrived. */
  prependOlder(count: number): void;
  /** Makes a mounted message `px` higher, as if its content grew. */
  growVisible(id: string, px: number): void;
  /** Selector of the box that messages are written in; Enter sends. */
  readonly composer: string;
  /** Milliseconds spent on generating the data. */
  readonly datasetMs: number;
}

declare global {
  interface Window {
    __bench?: Bench;
  }
}

const ROW = '[data-message-id]';
const SCROLLER = '[role="log"]';

function element(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`Nothing on the page matches ${selector}.`);
  return found;
}

const find = (id: string): HTMLElement | null =>
  document.querySelector(`[data-message-id="${CSS.escape(id)}"]`);

/** Puts `window.__bench` there; it is `ready` once messages are mounted. */
export function expose(
  parts: Pick<Bench, 'lastId' | 'appendMessage' | 'prependOlder' | 'composer' | 'datasetMs'>,
): void {
  const bench: Bench = {
    ready: false,
    rowSelector: ROW,
    idOf: (row) => row.getAttribute('data-message-id') ?? '',
    find,
    scroller: () => element(SCROLLER),
    growVisible: (id, px) => {
      const row = find(id)?.querySelector<HTMLElement>('article');
      if (!row) throw new Error(`Message ${id} is not mounted.`);
      // On top of what the styles give it, so that growing twice grows twice.
      const before = Number.parseFloat(getComputedStyle(row).paddingBottom);
      row.style.paddingBottom = `${before + px}px`;
    },
    ...parts,
  };
  window.__bench = bench;

  const whenMounted = (): void => {
    if (document.querySelector(ROW) === null) requestAnimationFrame(whenMounted);
    else bench.ready = true;
  };
  whenMounted();
}
