import { useCallback, useEffect, useRef, useState } from 'react';
import type { ReviewEnd, ReviewGrant } from '../../core/review.ts';
import type { ReviewRoom } from '../../store/review-room.ts';
import { useChatStore } from '../../store/hooks.ts';
import { useAdmin } from '../../store/use-admin.ts';
import { usePeople } from '../../store/use-people.ts';

/**
 * How it stands with an admin's reading of a session.
 *
 *   asking --no live grant--> closed --begun--> open --over--> closed
 *   asking --live grant--> open
 *   asking --failed--> failed --asked again--> asking
 */
export type ReviewPhase =
  | { readonly status: 'asking' }
  | { readonly status: 'failed'; readonly message: string }
  /** `why`: it was open in this visit, and is not any more. */
  | { readonly status: 'closed'; readonly why: ReviewEnd | null }
  | { readonly status: 'open'; readonly grant: ReviewGrant; readonly room: ReviewRoom };

export interface Review {
  readonly phase: ReviewPhase;
  /** Begins to read, or goes on for as long again. Rejects with a `ChatFailure`. */
  readonly begin: (reason: string) => Promise<void>;
  readonly end: () => Promise<void>;
  readonly askAgain: () => void;
}

/** An admin's reading of a session. What is read is dropped with the phase `open`, and with the page. */
export function useReview(sessionId: string): Review {
  const ask = useAdmin();
  const askPeople = usePeople();
  const store = useChatStore();
  const [phase, setPhase] = useState<ReviewPhase>({ status: 'asking' });
  const [turn, setTurn] = useState(0);
  const room = useRef<ReviewRoom | null>(null);
  /** Rises with every visit, so that what an earlier one asked for opens nothing. */
  const visit = useRef(0);

  const close = useCallback((why: ReviewEnd | null) => {
    room.current?.stop();
    room.current = null;
    setPhase({ status: 'closed', why });
  }, []);

  const open = useCallback(
    async (grant: ReviewGrant): Promise<void> => {
      if (room.current !== null) {
        room.current.extend(grant);
        setPhase({ status: 'open', grant, room: room.current });
        return;
      }
      const mine = visit.current;
      const opened = await askPeople((people) =>
        people.review(grant, {
          over: (why) => mine === visit.current && close(why),
          renewed: (next) =>
            setPhase((now) => (now.status === 'open' ? { ...now, grant: next } : now)),
        }),
      );
      if (mine !== visit.current) {
        opened.stop();
        return;
      }
      room.current = opened;
      setPhase({ status: 'open', grant, room: opened });
    },
    [askPeople, close],
  );

  useEffect(() => {
    visit.current += 1;
    const mine = visit.current;
    async function look(): Promise<void> {
      setPhase({ status: 'asking' });
      try {
        const { open: live } = await ask((admin) => admin.ownGrants(null));
        if (mine !== visit.current) return;
        const now = Date.now() + store.getState().serverAheadMs;
        if (live?.sessionId === sessionId && live.expiresAt > now) await open(live);
        else setPhase({ status: 'closed', why: null });
      } catch (thrown) {
        if (mine !== visit.current) return;
        const message = thrown instanceof Error ? thrown.message : String(thrown);
        setPhase({ status: 'failed', message });
      }
    }
    void look();
    return () => {
      visit.current += 1;
      room.current?.stop();
      room.current = null;
    };
  }, [ask, open, sessionId, store, turn]);

  return {
    phase,
    begin: async (reason) => {
      const mine = visit.current;
      const grant = await ask((admin) => admin.beginReview(sessionId, reason));
      // Who has left the page meanwhile finds it open when they come back.
      if (mine === visit.current) await open(grant);
    },
    end: async () => {
      await ask((admin) => admin.endReview(sessionId));
      close('ended');
    },
    askAgain: () => setTurn((before) => before + 1),
  };
}
