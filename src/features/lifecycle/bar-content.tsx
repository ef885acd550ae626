import { Ellipsis } from 'lucide-react';
import { offersFor } from '../../core/lifecycle-offers.ts';
import { standing } from '../../core/lifecycle-words.ts';
import type { Me, Session } from '../../core/model.ts';
import { momentWords } from '../../lib/moment-words.ts';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { OnDemand } from '../../ui/on-demand.tsx';
import { offerIcons } from './offer-icons.tsx';
import { RateButton } from './rate-button.tsx';
import { offerWords } from './steps.ts';
import { overlapName, useOverlaps } from './use-overlaps.ts';
import { useServerNow } from './use-server-now.ts';
import { useTakeOffer } from './use-take-offer.tsx';

/** What is up, and what the person may do about it: the next steps at hand, the others in a menu. */
export default function BarContent({ session, person }: { session: Session; person: Me }) {
  const now = useServerNow(session);
  const { busy, failure, take, dialog } = useTakeOffer(session, person);
  const { title, facts: known } = standing(session, person, now, (at) =>
    momentWords.moment(at, now),
  );
  const { first, more } = offersFor(session, person, now);
  const [overlap] = useOverlaps(
    first.includes('accept') ? session.scheduledAt : null,
    session.createdBy,
    session.id,
  );
  const facts = overlap === undefined ? known : [`Overlaps with ${overlapName(overlap)}`, ...known];

  return (
    <div className="flex h-full animate-appear items-center gap-1.5 pr-2 pl-5 max-pane:pl-3">
      <div className="min-w-0 grow leading-snug">
        <p className="truncate text-meta font-medium">
          <bdi>{title}</bdi>
        </p>
        {facts.length > 0 && (
          <p className="truncate text-meta text-soft" title={facts.join(' · ')}>
            <bdi>{facts.join(' · ')}</bdi>
          </p>
        )}
      </div>
      {first.map((offer) =>
        offer === 'rate' ? (
          <RateButton key={offer} session={session} />
        ) : (
          <Button
            key={offer}
            size="small"
            look={
              offer === 'accept' || offer === 'start' || offer === 'giveTime'
                ? 'primary'
                : 'outline'
            }
            className="max-pane:px-2.5!"
            aria-disabled={busy}
            onClick={() => take(offer)}
          >
            {offerWords(offer, session)}
            {offer === 'refuseTime' && <span className="sr-only"> more time</span>}
          </Button>
        ),
      )}
      {more.length > 0 && (
        <OnDemand
          trigger={
            <Button
              look="quiet"
              size="icon"
              aria-label="More about this session"
              title="More about this session"
            >
              <Ellipsis size={18} aria-hidden="true" />
            </Button>
          }
        >
          {(trigger) => (
            <Menu trigger={trigger}>
              {more.map((offer) => (
                <MenuItem key={offer} icon={offerIcons[offer]} onSelect={() => take(offer)}>
                  {offerWords(offer, session)}
                </MenuItem>
              ))}
            </Menu>
          )}
        </OnDemand>
      )}
      {failure !== null && (
        // Over the messages, which stay where they are.
        <div className="absolute inset-x-3 top-full mt-2 rounded-control border border-line bg-canvas px-3 py-2 shadow-float">
          <Failure>{failure}</Failure>
        </div>
      )}
      {dialog}
    </div>
  );
}
