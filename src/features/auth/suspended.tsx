import { ShieldX } from 'lucide-react';
import { Content, Description, Portal, Root, Title } from 'radix-ui/alert-dialog';
import { useEffect, useRef, type ReactNode } from 'react';
import { useActions, useChat } from '../../store/hooks.ts';
import { usePeople } from '../../store/use-people.ts';
import { timeWords } from '../../lib/time-words.ts';
import { Button } from '../../ui/button.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useNow } from '../../ui/use-now.ts';

const MINUTE_MS = 60_000;

interface SuspendedProps {
  /** Where whoever runs the chat can be written to; null where nobody said. */
  contact: string | null;
  /** What is the person's even so. */
  children: ReactNode;
}

/**
 * In place of the chat while the account is suspended: why, what became of what was written, and the
 * way out. The connection looks again by itself and takes it away.
 */
export default function Suspended({ contact, children }: SuspendedProps) {
  const { reconnect, signOut } = useActions();
  const ask = usePeople();
  const now = useNow(MINUTE_MS) + useChat((state) => state.serverAheadMs);
  const waiting = useChat((state) => state.outbox.filter(({ kind }) => kind === 'message').length);
  const [answer] = useAnswer(() => ask((people) => people.mySuspension()), '');
  const { suspendedAt = null, reason = null } = answer.status === 'ready' ? answer.value : {};
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <Root open>
      <Portal>
        <Content
          onEscapeKeyDown={(event) => event.preventDefault()}
          onOpenAutoFocus={(event) => event.preventDefault()}
          className="fixed inset-0 z-60 flex flex-col overflow-y-auto bg-sunken px-[max(1.25rem,env(safe-area-inset-left))] py-10 outline-none"
        >
          <div className="m-auto grid w-full max-w-120 animate-appear gap-5 rounded-bubble border border-line bg-canvas p-6">
            <div className="grid justify-items-center gap-3 text-center">
              <span
                aria-hidden="true"
                className="grid size-12 place-items-center rounded-full bg-danger-tint text-danger"
              >
                <ShieldX size={24} />
              </span>
              <Title ref={title} tabIndex={-1} className="text-xl font-semibold outline-none">
                Your account is suspended
              </Title>
              {suspendedAt !== null && (
                <p className="text-meta text-soft">
                  By an admin, {timeWords.ago(suspendedAt, now)}
                </p>
              )}
            </div>
            {reason !== null && (
              <figure className="grid gap-1">
                <figcaption className="text-meta font-medium">Reason</figcaption>
                <blockquote className="message-text border-l-2 border-accent pl-3">
                  {reason}
                </blockquote>
              </figure>
            )}
            <Description asChild>
              <div className="grid gap-2">
                <p>You cannot write, and nothing new arrives. What you wrote before stays.</p>
                {waiting > 0 && (
                  <p>
                    {waiting === 1 ? 'One message waits' : `${waiting} messages wait`} on this
                    device, and will be sent when your account is restored.
                  </p>
                )}
                <p>
                  If you think that this is a mistake,{' '}
                  {contact === null ? (
                    'write to whoever runs this chat.'
                  ) : (
                    <>
                      write to{' '}
                      <a
                        href={`mailto:${contact}`}
                        className="font-medium text-accent underline underline-offset-2"
                      >
                        {contact}
                      </a>
                      .
                    </>
                  )}
                </p>
              </div>
            </Description>
            <div className="flex flex-wrap gap-2">
              <Button look="primary" onClick={() => reconnect(false)}>
                Check again
              </Button>
              <Button onClick={() => void signOut()}>Sign out</Button>
            </div>
            <div className="border-t border-line pt-4">{children}</div>
          </div>
        </Content>
      </Portal>
    </Root>
  );
}
