import { timeWords } from '../../lib/time-words.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { Answered } from '../../ui/answered.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useNow } from '../../ui/use-now.ts';
import type { ActionTarget } from './action-target.ts';
import { focusMessage } from './message-keys.ts';

const MINUTE_MS = 60_000;

/** What an edited message said, from the text that it was sent with to what it says now. */
export default function VersionsDialog(props: { target: ActionTarget; onClose: () => void }) {
  const { id, sessionId, at } = props.target;
  const { versionsOf } = useActions();
  const message = useChat((state) =>
    state.timelines[sessionId]?.messages.find((one) => one.id === id),
  );
  const [answer, retry] = useAnswer(() => versionsOf(id), String(message?.rev));
  return (
    <Dialog title="Versions" onClose={props.onClose} onReturnFocus={() => focusMessage(id)}>
      <div className="min-h-0 overflow-y-auto p-5 scroll-quiet">
        <Answered answer={answer} label="Loading versions" onRetry={retry}>
          {(versions) => (
            <ol className="grid gap-4">
              {versions.map(({ version, content }, index) => (
                <Version
                  key={version}
                  name={index === 0 ? 'Sent' : 'Edited'}
                  at={versions[index - 1]?.replacedAt ?? at}
                  text={content}
                />
              ))}
              <Version
                name="Now"
                at={versions.at(-1)?.replacedAt ?? at}
                text={message?.deletedAt == null ? (message?.content ?? null) : null}
              />
            </ol>
          )}
        </Answered>
      </div>
    </Dialog>
  );
}

function Version({ name, at, text }: { name: string; at: number; text: string | null }) {
  const now = useNow(MINUTE_MS);
  return (
    <li className="grid gap-1">
      <p className="text-meta text-soft">
        {name} · {timeWords.day(at, now)}, {timeWords.clock(at)}
      </p>
      {text === null || text === '' ? (
        <p className="text-soft italic">No text</p>
      ) : (
        <p
          dir="auto"
          className="rounded-bubble bg-other px-3 py-2 text-start whitespace-pre-wrap wrap-anywhere"
        >
          {text}
        </p>
      )}
    </li>
  );
}
