import { Megaphone, Plus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { isOutOfDate, inAudience } from '../../core/announcement-words.ts';
import type { Announcement } from '../../core/announcement.ts';
import { useChat } from '../../store/hooks.ts';
import { useNotifications } from '../../store/use-notifications.ts';
import { Button } from '../../ui/button.tsx';
import { ListEnd } from '../../ui/list-end.tsx';
import { LoadFailure } from '../../ui/load-failure.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { useNow } from '../../ui/use-now.ts';
import { usePages } from '../../ui/use-pages.ts';
import { AnnouncementCard } from './announcements-card.tsx';
import { AnnouncementDialog } from './announcements-dialog.tsx';

/** How often what is under way is looked at again, in milliseconds. */
const LOOK_EVERY_MS = 5_000;

const put = (items: readonly Announcement[], fresh: readonly Announcement[]) =>
  items.map((item) => fresh.find(({ id }) => id === item.id) ?? item);

/** What became of one that was just written. */
const outcomeWords = ({ status, audience }: Announcement): string =>
  status === 'scheduled'
    ? `Scheduled for ${inAudience(audience)}.`
    : `Announced to ${inAudience(audience)}.`;

/** For admins: what was and will be announced, newest first; new ones, and taking them back. */
export default function AnnouncementsPage() {
  const ask = useNotifications();
  const now = useNow(LOOK_EVERY_MS) + useChat((state) => state.serverAheadMs);
  const [writes, setWrites] = useState(false);
  const [outcome, setOutcome] = useState('');
  const opener = useRef<HTMLButtonElement>(null);
  const pages = usePages((cursor) => ask((manager) => manager.announcements(cursor)), '');
  const { items, busy, error, change } = pages;
  const moves = items?.some((item) => isOutOfDate(item, now)) === true;

  // Nothing tells admins how far it has come: while something is on its way, the newest are asked for.
  useEffect(() => {
    if (!moves) return;
    ask((manager) => manager.announcements(null)).then(
      (page) => change((before) => put(before, page.items)),
      () => undefined, // the next look is soon
    );
  }, [moves, now, ask, change]);

  const announced = (made: Announcement): void => {
    setWrites(false);
    setOutcome(outcomeWords(made));
    // A retry may find it listed already.
    change((all) => [made, ...all.filter(({ id }) => id !== made.id)]);
  };

  return (
    <PageFrame title="Announcements" backHref={null}>
      <div className="mx-auto flex w-full max-w-180 flex-wrap items-center justify-between gap-x-4 gap-y-2 p-4">
        <p role="status" className="min-h-5 text-meta text-soft">
          {outcome}
        </p>
        <Button ref={opener} look="primary" className="ml-auto" onClick={() => setWrites(true)}>
          <Plus size={16} aria-hidden="true" />
          New announcement
        </Button>
      </div>
      {items === null && error === null && (
        <div className="m-auto">
          <Spinner label="Loading announcements" />
        </div>
      )}
      {items === null && error !== null && (
        <LoadFailure title="The announcements did not load" message={error} onRetry={pages.retry} />
      )}
      {items?.length === 0 && !busy && error === null && (
        <Notice icon={<Megaphone size={22} />} title="Nothing announced yet">
          What you announce reaches everybody, or everybody of one role, at their bell and by mail.
        </Notice>
      )}
      {items !== null && items.length > 0 && (
        <ul
          aria-label="Announcements"
          aria-busy={busy}
          className="mx-auto grid w-full max-w-180 grid-cols-1 gap-3 p-4 pt-0"
        >
          {items.map((announcement) => (
            <AnnouncementCard
              key={announcement.id}
              announcement={announcement}
              now={now}
              onWithdrawn={(withdrawn) => {
                change((all) => put(all, [withdrawn]));
                setOutcome('Withdrawn from everybody.');
              }}
              onReturnFocus={() => opener.current?.focus()}
            />
          ))}
        </ul>
      )}
      <ListEnd pages={pages} />
      {writes && (
        <AnnouncementDialog
          made={items?.map(({ id }) => id) ?? []}
          onAnnounced={announced}
          onClose={() => setWrites(false)}
        />
      )}
    </PageFrame>
  );
}
