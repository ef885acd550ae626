import { useState, type ReactNode } from 'react';
import type { Offer } from '../../core/lifecycle-offers.ts';
import type { Me, Session } from '../../core/model.ts';
import { useLifecycle } from '../../store/use-lifecycle.ts';
import { useDeed } from '../../ui/use-deed.ts';
import { OfferDialog } from './offer-dialog.tsx';

/**
 * Takes an offer: at once, or after what there is to say or choose about it, in `dialog`. `failure` is
 * of those that are taken at once.
 */
export function useTakeOffer(session: Session, person: Me) {
  const ask = useLifecycle();
  const { busy, failure, run } = useDeed();
  const [asks, setAsks] = useState<Offer | null>(null);
  const { id } = session;

  const take = (offer: Offer): void => {
    switch (offer) {
      case 'accept':
        run(() => ask((life) => life.transition(id, 'accepted')));
        break;
      case 'giveTime':
      case 'refuseTime':
        run(() => ask((life) => life.answerTime(id, offer === 'giveTime')));
        break;
      default:
        setAsks(offer);
    }
  };
  const dialog: ReactNode = asks !== null && (
    <OfferDialog offer={asks} session={session} person={person} onClose={() => setAsks(null)} />
  );
  return { busy, failure, take, dialog };
}
