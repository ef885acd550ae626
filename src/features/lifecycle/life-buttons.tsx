import { isFounder } from '../../core/session-end.ts';
import { offersFor } from '../../core/lifecycle-offers.ts';
import type { Me, Session } from '../../core/model.ts';
import { me } from '../../core/selectors.ts';
import { useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { offerIcons } from './offer-icons.tsx';
import { offerWords } from './steps.ts';
import { useServerNow } from './use-server-now.ts';
import { useTakeOffer } from './use-take-offer.tsx';

/** Among the details, what the people of a conversation without a bar may do with its life. */
export default function LifeButtons({ sessionId }: { sessionId: string }) {
  const session = useChat((state) => state.sessions[sessionId]);
  const person = useChat(me);
  if (session === undefined || person === null) return null;
  if (session.kind === 'mentoring' || !isFounder(session, person.id)) return null;
  return <Buttons session={session} person={person} />;
}

function Buttons({ session, person }: { session: Session; person: Me }) {
  const { first, more } = offersFor(session, person, useServerNow(session));
  const { take, dialog } = useTakeOffer(session, person);
  return (
    <>
      {[...first, ...more].map((offer) => (
        <Button
          key={offer}
          size="small"
          className="justify-self-start gap-1.5"
          onClick={() => take(offer)}
        >
          <span aria-hidden="true">{offerIcons[offer]}</span>
          {offerWords(offer, session)}
        </Button>
      ))}
      {dialog}
    </>
  );
}
