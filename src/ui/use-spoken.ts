import { useCallback, useEffect, useRef, useState } from 'react';

/** Long enough to gather a burst into one utterance, short enough to feel at once. */
const GATHER_MS = 700;
const MOST_SENTENCES = 4;
/** Spoken by then, and gone: what is deleted later must not be read there. */
const KEEP_MS = 10_000;

interface Utterance {
  readonly text: string;
  /**
   * Differs from one utterance to the next: as the key of the element with the text it makes a new
   * element each time. A text that stays the same is no change, and would not be spoken again.
   */
  readonly turn: number;
}

/**
 * What a polite live region holds, and `say`, which adds to it. What is said within 0.7 s is spoken
 * together; of a flood only the last few sentences are, with a count of the rest. The region is emptied
 * a while later.
 */
export function useSpoken(): readonly [Utterance, (sentences: readonly string[]) => void] {
  const [spoken, setSpoken] = useState<Utterance>({ text: '', turn: 0 });
  const waiting = useRef<string[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const emptying = useRef<ReturnType<typeof setTimeout>>(undefined);

  const say = useCallback((sentences: readonly string[]) => {
    if (sentences.length === 0) return;
    waiting.current.push(...sentences);
    timer.current ??= setTimeout(() => {
      timer.current = null;
      const all = waiting.current;
      waiting.current = [];
      const last = all.slice(-MOST_SENTENCES);
      const more = all.length - last.length;
      const text = [...(more > 0 ? [`${more} more`] : []), ...last].join('. ');
      setSpoken(({ turn }) => ({ text, turn: turn + 1 }));
      clearTimeout(emptying.current);
      emptying.current = setTimeout(() => setSpoken(({ turn }) => ({ text: '', turn })), KEEP_MS);
    }, GATHER_MS);
  }, []);

  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
      clearTimeout(emptying.current);
    },
    [],
  );
  return [spoken, say];
}
