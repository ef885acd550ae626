import { useEffect, useLayoutEffect } from 'react';
import type { TimelineRow } from '../../core/timeline-rows.ts';
import { useActions, useChat } from '../../store/hooks.ts';

/** How long the target of a jump stays highlighted, in milliseconds; `--animate-highlight`. */
const HIGHLIGHT_MS = 2_000;

/**
 * Brings the target of a jump in this session into view as soon as its row is there. Yields the
 * `seq` of the message to highlight, or null.
 */
export function useLanding(
  sessionId: string,
  rows: readonly TimelineRow[],
  scroll: { ready: boolean; toRow: (index: number) => void; toEnd: () => void },
): number | null {
  const { ready, toRow, toEnd } = scroll;
  const jump = useChat(({ jump }) => (jump?.sessionId === sessionId ? jump : null));
  const { jumpLanded, endJump } = useActions();

  useLayoutEffect(() => {
    if (!ready || jump?.status !== 'landing') return;
    const { id, seq } = jump;
    if (seq === null) toEnd();
    else toRow(rows.findIndex((row) => row.kind === 'message' && (row.seq ?? Infinity) >= seq));
    jumpLanded(id);
  }, [ready, jump, rows, toRow, toEnd, jumpLanded]);

  const landed = jump?.status === 'landed' ? jump : null;
  const landedId = landed?.id ?? null;
  useEffect(() => {
    if (landedId === null) return;
    const timer = setTimeout(() => endJump(landedId), HIGHLIGHT_MS);
    return () => {
      clearTimeout(timer);
      endJump(landedId);
    };
  }, [landedId, endJump]);

  return landed?.seq ?? null;
}
