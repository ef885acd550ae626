import type { OutgoingChange } from '../../core/outgoing.ts';
import FailedMessage from './failed-message.tsx';

const WHAT: Readonly<Record<OutgoingChange['kind'], string>> = {
  edit: 'Your edit was not saved.',
  delete: 'The message was not deleted.',
  reaction: 'Your reaction was not saved.',
};

/**
 * A change that the server refused, at the message it was for: why, and what can be done. Of an
 * edit that came too late both texts are shown; `Try again` then puts this one over the other.
 */
export default function RefusedChange({
  change,
  foreign,
}: {
  change: OutgoingChange;
  foreign: boolean;
}) {
  const { id, kind, error } = change;
  const reason = [WHAT[kind], error?.message].filter(Boolean).join(' ');
  return (
    <div role="group" aria-label={WHAT[kind]} className="grid max-w-full gap-1">
      {kind === 'edit' && (
        <dl className="grid gap-1 px-1 text-meta text-soft">
          {error?.theirs !== undefined && <Version name="Now" text={error.theirs.content} />}
          <Version name="Your edit" text={change.content} />
        </dl>
      )}
      <FailedMessage
        id={id}
        content={kind === 'edit' ? change.content : null}
        reason={reason}
        foreign={foreign}
      />
    </div>
  );
}

const Version = ({ name, text }: { name: string; text: string }) => (
  <div className="border-l-2 border-line pl-2">
    <dt>{name}</dt>
    <dd dir="auto" className="text-start [overflow-wrap:anywhere] whitespace-pre-wrap text-ink">
      {text}
    </dd>
  </div>
);
