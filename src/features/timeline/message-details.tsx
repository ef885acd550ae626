import type { ReactNode } from 'react';
import { reactorWords } from '../../core/message-words.ts';
import type { Delivery, Reaction } from '../../core/model.ts';
import { me } from '../../core/selectors.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { Answered } from '../../ui/answered.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useNow } from '../../ui/use-now.ts';
import type { ActionTarget } from './action-target.ts';
import { focusMessage } from './message-keys.ts';
import { usePeople } from './use-people.ts';

const MINUTE_MS = 60_000;

const noReactions: readonly Reaction[] = [];

/** When a message was sent and edited, who received and read it when, and who reacted with what. */
export default function MessageDetails(props: { target: ActionTarget; onClose: () => void }) {
  const { id, sessionId, at } = props.target;
  const { deliveriesOf, versionsOf } = useActions();
  const rev = useChat(
    (state) => state.timelines[sessionId]?.messages.find((one) => one.id === id)?.rev ?? 0,
  );
  const reactions = useChat(
    (state) =>
      state.timelines[sessionId]?.messages.find((one) => one.id === id)?.reactions ?? noReactions,
  );
  // Who receives or reads it meanwhile shows at once.
  const receipts = useChat((state) =>
    (state.sessions[sessionId]?.peers ?? [])
      .map((peer) => `${peer.userId} ${peer.deliveredSeq} ${peer.readSeq}`)
      .join(),
  );
  const [answer, retry] = useAnswer(
    () => Promise.all([deliveriesOf(id), versionsOf(id)]),
    `${rev} ${receipts}`,
  );
  return (
    <Dialog title="Message details" onClose={props.onClose} onReturnFocus={() => focusMessage(id)}>
      <div className="min-h-0 overflow-y-auto p-5 scroll-quiet">
        <Answered answer={answer} label="Loading details" onRetry={retry}>
          {([deliveries, versions]) => (
            <div className="grid gap-5">
              <dl className="grid gap-2">
                <Fact name="Sent">
                  <When at={at} />
                </Fact>
                {versions.map((version) => (
                  <Fact key={version.version} name="Edited">
                    <When at={version.replacedAt} />
                  </Fact>
                ))}
              </dl>
              <section className="grid gap-2">
                <h3 className="text-meta font-semibold text-soft">People</h3>
                {deliveries.length === 0 && <p className="text-soft">Nobody else was there.</p>}
                <ul className="grid gap-4">
                  {deliveries.map((delivery) => (
                    <Recipient key={delivery.userId} sessionId={sessionId} delivery={delivery} />
                  ))}
                </ul>
              </section>
              {reactions.length > 0 && <Reactors sessionId={sessionId} reactions={reactions} />}
            </div>
          )}
        </Answered>
      </div>
    </Dialog>
  );
}

function Recipient({ sessionId, delivery }: { sessionId: string; delivery: Delivery }) {
  const { userId, deliveredAt, readAt } = delivery;
  const people = usePeople(sessionId);
  const person = people.of(userId);
  // Either of the two has switched them off: then nobody can say.
  const off = useChat((state) =>
    (state.sessions[sessionId]?.peers ?? []).some(
      (peer) => peer.userId === userId && peer.readSeq === null,
    ),
  );
  return (
    <li className="flex gap-3">
      <Avatar name={person.name} url={person.avatarUrl} size="small" />
      <div className="grid min-w-0 grow gap-1">
        <bdi className="truncate font-medium">{person.name}</bdi>
        <dl className="grid gap-1">
          <Fact name="Delivered">
            {deliveredAt === null ? <Soft>Not yet</Soft> : <When at={deliveredAt} />}
          </Fact>
          <Fact name="Read">
            {readAt !== null ? (
              <When at={readAt} />
            ) : (
              <Soft>{off ? 'Read receipts are off' : 'Not yet'}</Soft>
            )}
          </Fact>
        </dl>
      </div>
    </li>
  );
}

/** On a phone nothing else says it: there a chip cannot be pointed at without pressing it. */
function Reactors(props: { sessionId: string; reactions: readonly Reaction[] }) {
  const people = usePeople(props.sessionId);
  const myId = useChat((state) => me(state)?.id ?? '');
  return (
    <section className="grid gap-2">
      <h3 className="text-meta font-semibold text-soft">Reactions</h3>
      <ul aria-label="Reactions" className="grid gap-1">
        {props.reactions.map((reaction) => (
          <li key={reaction.emoji} className="flex gap-3">
            <span className="w-7 shrink-0 text-center font-emoji">{reaction.emoji}</span>
            <bdi className="min-w-0 wrap-anywhere">
              {reactorWords(reaction, myId, (userId) => people.of(userId).name)}
            </bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}

const Soft = ({ children }: { children: ReactNode }) => (
  <span className="text-soft">{children}</span>
);

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="grid grid-cols-[6rem_1fr] gap-3">
    <dt className="text-meta leading-6 text-soft">{name}</dt>
    <dd>{children}</dd>
  </div>
);

function When({ at }: { at: number }) {
  const now = useNow(MINUTE_MS);
  return (
    <time dateTime={new Date(at).toISOString()}>
      {timeWords.day(at, now)}, {timeWords.clock(at)}
    </time>
  );
}
