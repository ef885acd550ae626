import { Content, Portal, Root, Trigger } from 'radix-ui/popover';
import { useId, useState, type ReactNode, type SyntheticEvent } from 'react';
import { useActions } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../ui/use-now.ts';

const DAY_MS = 86_400_000;

/** The local day of `at` (epoch ms) as a date input has it: `2026-01-31`. */
function dayOf(at: number): string {
  const date = new Date(at);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** When the local day of a date input begins (epoch ms); null for what is no date. */
function startOf(day: string): number | null {
  const at = new Date(`${day}T00:00`).getTime();
  return Number.isNaN(at) ? null : at;
}

interface DateJumpProps {
  sessionId: string;
  /** A moment (epoch ms) of the day that is proposed. */
  at: number;
  /** The button that it hangs on. */
  trigger: ReactNode;
  onClose: () => void;
}

/** Asks for a date and goes to the first message from then on. Open when it mounts. */
export default function DateJump({ sessionId, at, trigger, onClose }: DateJumpProps) {
  const { jumpTo } = useActions();
  const today = dayOf(useNow(DAY_MS));
  const id = useId();
  const [day, setDay] = useState(() => dayOf(at));

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const from = startOf(day);
    if (from === null) return;
    onClose();
    jumpTo(sessionId, { at: from });
  };

  return (
    <Root defaultOpen onOpenChange={(open) => !open && onClose()}>
      <Trigger asChild>{trigger}</Trigger>
      <Portal>
        <Content
          aria-label="Jump to a date"
          sideOffset={6}
          collisionPadding={8}
          className="z-50 animate-appear rounded-bubble border border-line bg-raised p-3 shadow-float"
        >
          <form onSubmit={submit} className="flex items-end gap-2">
            <label htmlFor={id} className="grid gap-1 text-meta text-soft">
              Date
              <input
                id={id}
                type="date"
                required
                min="2000-01-01"
                max={today}
                value={day}
                onChange={(event) => setDay(event.target.value)}
                className="h-9 rounded-control border border-edge bg-raised px-2.5 text-base text-ink pane:text-body pointer-coarse:h-11"
              />
            </label>
            <Button type="submit" look="primary">
              Jump
            </Button>
          </form>
        </Content>
      </Portal>
    </Root>
  );
}
