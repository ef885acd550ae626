import { CircleAlert, SearchX, TextSearch } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import type { SearchState } from './search-state.ts';

/** How many messages are shown, for the line above them and for people who listen. */
export function countWords({ status, answered, pages, nextCursor }: SearchState): string {
  if (status === 'waiting' || status === 'searching') return 'Searching…';
  if (status !== 'shown' || answered === null) return '';
  const count = pages.reduce((sum, page) => sum + page.length, 0);
  if (count === 0) return 'No messages found';
  const more = nextCursor === null ? '' : ' so far';
  return `${count} ${count === 1 ? 'message' : 'messages'} found${more}`;
}

interface SearchNoteProps {
  state: SearchState;
  /** Asks the same of all sessions; null where that is what was asked. */
  onEverywhere: (() => void) | null;
  onRetry: () => void;
}

/** What stands in the place of found messages while there are none. */
export function SearchNote({ state, onEverywhere, onRetry }: SearchNoteProps) {
  switch (state.status) {
    case 'idle':
      return (
        <Notice icon={<TextSearch size={22} />} title="Find a message">
          Type words, the beginnings of words, or the name of a file.
        </Notice>
      );
    case 'tooShort':
      return (
        <Notice icon={<TextSearch size={22} />} title="A little more">
          One letter is too short. Type at least two.
        </Notice>
      );
    case 'failed':
      return (
        <Notice
          alert
          icon={<CircleAlert size={22} />}
          title="The search did not work"
          action={<Button onClick={onRetry}>Try again</Button>}
        >
          {state.error?.message}
        </Notice>
      );
    case 'shown':
      return (
        <Notice
          icon={<SearchX size={22} />}
          title="Nothing found"
          action={
            onEverywhere !== null && <Button onClick={onEverywhere}>Search all sessions</Button>
          }
        >
          Try other words, or fewer of them.
        </Notice>
      );
    case 'waiting':
    case 'searching':
      return (
        <div aria-hidden="true" className="grid animate-appear-late gap-4 px-5 pt-3">
          {[0, 1, 2, 3].map((row) => (
            <span key={row} className="grid gap-2">
              <Skeleton className="h-3.5 w-2/5" />
              <Skeleton className="h-3 w-4/5" />
            </span>
          ))}
        </div>
      );
  }
}

/** What becomes of the page after the last one, below the list. */
export function MoreNote({ state, onRetry }: { state: SearchState; onRetry: () => void }) {
  if (state.more === 'idle') return null;
  return (
    <div className="flex min-h-11 shrink-0 items-center justify-center gap-2 px-4 text-meta text-soft safe-bottom">
      {state.more === 'loading' ? (
        <Spinner label="Loading more" />
      ) : (
        <>
          <span role="alert">{state.error?.message}</span>
          <Button look="link" size="inline" onClick={onRetry}>
            Try again
          </Button>
        </>
      )}
    </div>
  );
}
