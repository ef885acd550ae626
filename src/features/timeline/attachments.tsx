import { clsx } from 'clsx';
import { lazy, Suspense } from 'react';
import type { Attachment } from '../../core/model.ts';
import type { OutgoingFile } from '../../core/outgoing.ts';
import type { SendingState } from '../../core/timeline-rows.ts';
import { NotLoaded } from '../../ui/not-loaded.tsx';
import { FILE_LINE, GAP, isShownPicture, MAX_WIDTH, picturesLayout } from './attachments-layout.ts';

const Pictures = lazy(() => import('./pictures.tsx').catch(() => ({ default: NotLoaded })));
const FileLine = lazy(() => import('./file-line.tsx').catch(() => ({ default: NotLoaded })));

/** A file of a message that was sent or is on its way; then it has an `id`. */
export type ShownFile = Attachment | OutgoingFile;

export interface AttachmentsProps {
  sessionId: string;
  messageId: string;
  attachments: readonly Attachment[];
  /** On their way; then there are no attachments. */
  files: readonly OutgoingFile[];
  sending: SendingState | null;
  /** Whether text stands below, in the same bubble. */
  hasText: boolean;
}

/**
 * The files of a message. Their places are as large before they are loaded, and before the code
 * that draws them is, as they will be: nothing moves. Both ways of a file, on its way and sent,
 * have one place, so that neither does sending.
 */
export function Attachments(props: AttachmentsProps) {
  const { attachments, files, hasText, ...message } = props;
  const all: readonly ShownFile[] = files.length > 0 ? files : attachments;
  if (all.length === 0) return null;
  const pictures = all.filter(isShownPicture);
  const layout = picturesLayout(pictures);
  return (
    <div
      className={clsx(
        '-mx-2 -mt-1 grid grid-cols-1 max-w-[calc(100%+1rem)]',
        hasText ? 'mb-1.5' : '-mb-1',
      )}
      style={{ gap: GAP, width: layout?.width ?? MAX_WIDTH }}
    >
      {layout !== null && (
        <div
          className="relative max-w-full"
          style={{ width: layout.width, aspectRatio: `${layout.width} / ${layout.height}` }}
        >
          <Suspense fallback={null}>
            <Pictures pictures={pictures} columns={layout.columns} {...message} />
          </Suspense>
        </div>
      )}
      {all
        .filter((file) => !isShownPicture(file))
        .map((file) => (
          <div key={file.path} className="max-w-full min-w-0" style={{ height: FILE_LINE }}>
            <Suspense fallback={null}>
              <FileLine file={file} {...message} />
            </Suspense>
          </div>
        ))}
    </div>
  );
}
