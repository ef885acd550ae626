import type { Offer } from '../../core/lifecycle-offers.ts';
import type { Session } from '../../core/model.ts';
import { thingWord } from '../../core/session-words.ts';
import type { LifecycleCommands } from '../../store/lifecycle-commands.ts';
import type { StepWords } from './step-dialog.tsx';

/** As the database has them, in characters. */
const MOST_REASON = 500;
const MOST_SUMMARY = 1_000;

const reason = (hint: string, missing: string | null): StepWords => ({
  label: missing === null ? 'Reason (optional)' : 'Reason',
  hint,
  missing,
  most: MOST_REASON,
});

/** A step that is confirmed, with words or without. */
export interface ConfirmedStep {
  readonly title: string;
  readonly action: string;
  readonly look: 'primary' | 'destructive';
  readonly explanation: string | null;
  readonly words: StepWords | null;
  readonly work: (life: LifecycleCommands, session: Session, text: string) => Promise<void>;
}

const said = (text: string) => (text === '' ? {} : { reason: text });

/** The step behind an offer, where it is one that is confirmed; null for the others. */
export function confirmedStep(offer: Offer, { kind }: Session): ConfirmedStep | null {
  const thing = thingWord(kind);
  switch (offer) {
    case 'decline':
      return {
        title: 'Decline session',
        action: 'Decline',
        look: 'primary',
        explanation: null,
        words: reason('Whoever asked will read it.', 'Say in a sentence why you decline.'),
        work: (life, { id }, text) => life.transition(id, 'declined', said(text)),
      };
    case 'withdraw':
      return {
        title: 'Withdraw request',
        action: 'Withdraw',
        look: 'destructive',
        explanation:
          'The request ends without an answer. What was written stays readable for both.',
        words: null,
        work: (life, { id }) => life.transition(id, 'expired'),
      };
    case 'cancel':
      return {
        title: `Cancel ${thing}`,
        action: `Cancel ${thing}`,
        look: 'destructive',
        explanation: `The ${thing} will not take place. What was written stays readable for both.`,
        words: reason('The other side will read it.', null),
        work: (life, { id }, text) => life.transition(id, 'expired', said(text)),
      };
    case 'complete':
      return {
        title: `Complete ${thing}`,
        action: 'Complete',
        look: 'primary',
        explanation: `Nobody can write here afterwards. It stays readable for both.`,
        words: {
          label: 'Summary (optional)',
          hint: 'What came of it, for both of you to read later.',
          missing: null,
          most: MOST_SUMMARY,
        },
        work: (life, { id }, text) => life.transition(id, 'completed', said(text)),
      };
    case 'end':
      return {
        title: `End ${thing}`,
        action: `End ${thing}`,
        look: 'destructive',
        explanation: `You end it for everybody in it.`,
        words: reason('Both sides will read it, and it is kept.', 'Say why you end it.'),
        work: (life, { id, status }, text) =>
          life.transition(id, status === 'in_progress' ? 'completed' : 'expired', said(text)),
      };
    case 'leave':
      return {
        title: `Leave ${thing}`,
        action: 'Leave',
        look: 'destructive',
        explanation: `You will no longer see it, and it leaves your list.`,
        words: null,
        work: (life, { id }) => life.leave(id),
      };
    default:
      return null;
  }
}

/** What the buttons and the menu call an offer. */
export function offerWords(offer: Offer, { kind, extensionMinutes, status }: Session): string {
  const thing = thingWord(kind);
  switch (offer) {
    case 'accept':
      return 'Accept';
    case 'decline':
      return 'Decline';
    case 'withdraw':
      return 'Withdraw request';
    case 'cancel':
      return `Cancel ${thing}`;
    case 'start':
      return `Start ${thing}`;
    case 'complete':
      return `Complete ${thing}`;
    case 'end':
      return `End ${thing}`;
    case 'move':
      return status === 'requested' ? 'Propose another time' : 'Move to another time';
    case 'askForTime':
      return 'Ask for more time';
    case 'giveTime':
      return `Give ${extensionMinutes ?? 0} min`;
    case 'refuseTime':
      return 'No';
    case 'rate':
      return `Rate this ${thing}`;
    case 'leave':
      return `Leave ${thing}`;
  }
}
