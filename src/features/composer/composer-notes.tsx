import { clsx } from 'clsx';
import { characterCount } from '../../core/compose.ts';
import { MAX_MESSAGE_CHARACTERS } from '../../core/model.ts';
import { useChat } from '../../store/hooks.ts';

/** The count appears when this many characters, or fewer, are left. */
const COUNT_FROM_LEFT = 500;

/** Why the message was not sent; floats above the box so that nothing moves. */
export const Complaint = ({ text, id }: { text: string | null; id: string }) => (
  <div role="alert" id={id} className="absolute bottom-full left-0 mb-2 max-w-full">
    {text !== null && (
      <p className="animate-appear rounded-control bg-danger-tint px-3 py-1.5 text-meta text-danger shadow-float">
        {text}
      </p>
    )}
  </div>
);

/** What is no fault of what is in the box; floats as complaints do. */
export const Remark = ({ text }: { text: string | null }) => (
  <div role="status" className="absolute bottom-full left-0 mb-2 max-w-full">
    {text !== null && (
      <p className="animate-appear rounded-control border border-line bg-raised px-3 py-1.5 text-meta shadow-float">
        {text}
      </p>
    )}
  </div>
);

/** Said once, quietly, where it matters: this device will not remember what is not sent. */
export function StorageNote() {
  const trouble = useChat((state) => state.storageTrouble);
  return trouble === null ? null : (
    <p role="note" className="mx-auto max-w-230 pt-1.5 text-meta text-soft">
      {trouble}
    </p>
  );
}

/** How many characters are left, once that matters. */
export function Remaining({ text, id }: { text: string; id: string }) {
  // Code points never outnumber UTF-16 units: short texts need no counting.
  const near = text.length > MAX_MESSAGE_CHARACTERS - COUNT_FROM_LEFT;
  const left = near ? MAX_MESSAGE_CHARACTERS - characterCount(text) : null;
  const shown = left !== null && left <= COUNT_FROM_LEFT;
  return (
    <span
      id={id}
      className={clsx(
        'pr-3 text-meta whitespace-nowrap tabular-nums',
        (left ?? 0) < 0 ? 'font-medium text-danger' : 'text-soft',
        !shown && 'sr-only',
      )}
    >
      {shown ? `${left} left` : 'Enter sends, Shift and Enter breaks the line'}
    </span>
  );
}
