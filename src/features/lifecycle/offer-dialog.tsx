import { isFounder } from '../../core/session-end.ts';
import type { Offer } from '../../core/lifecycle-offers.ts';
import type { Me, Session } from '../../core/model.ts';
import { useLifecycle } from '../../store/use-lifecycle.ts';
import { LengthDialog } from './length-dialog.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { StepDialog } from './step-dialog.tsx';
import { confirmedStep } from './steps.ts';

interface OfferDialogProps {
  offer: Offer;
  session: Session;
  person: Me;
  onClose: () => void;
}

/** What there is to say, choose or confirm before an offer is taken. */
export function OfferDialog({ offer, session, person, onClose }: OfferDialogProps) {
  const ask = useLifecycle();
  const step = confirmedStep(offer, session);
  if (step !== null) {
    return (
      <StepDialog
        title={step.title}
        action={step.action}
        look={step.look}
        words={step.words}
        work={(text) => ask((life) => step.work(life, session, text))}
        onClose={onClose}
      >
        {step.explanation !== null && <p>{step.explanation}</p>}
      </StepDialog>
    );
  }
  switch (offer) {
    case 'start':
      return (
        <LengthDialog
          title="Start session"
          label="How long?"
          lengths={[30, 60, 90, null]}
          action="Start"
          work={(minutes) =>
            ask((life) =>
              life.transition(session.id, 'in_progress', minutes === null ? {} : { minutes }),
            )
          }
          onClose={onClose}
        />
      );
    case 'askForTime':
      return (
        <LengthDialog
          title="Ask for more time"
          label="How much more?"
          lengths={[10, 15, 30, 60]}
          action="Ask"
          work={(minutes) => ask((life) => life.askForTime(session.id, minutes ?? 0))}
          onClose={onClose}
        />
      );
    case 'move':
      return (
        <MoveDialog
          session={session}
          peer={
            session.peers.find(
              ({ userId }) => userId !== person.id && isFounder(session, userId),
            ) ?? null
          }
          onClose={onClose}
        />
      );
    default:
      return null;
  }
}
