import { X } from 'lucide-react';
import { useStore } from 'zustand';
import { isPicture } from '../../core/file-kinds.ts';
import { byteWords } from '../../lib/byte-words.ts';
import { useChatStore } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { FileIcon } from '../../ui/file-icon.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { emptyTray, traysOf, type TrayFile } from './trays.ts';

/** What will go with the next message, and why other files will not. */
export default function TrayList({ sessionId }: { sessionId: string }) {
  const trays = traysOf(useChatStore());
  const tray = useStore(trays.state, (state) => state[sessionId] ?? emptyTray);
  const pictures = tray.files.some(
    ({ ready, source }) => ready?.width != null || isPicture(source.type),
  );
  return (
    <>
      <div role="alert">
        {tray.refusals.length > 0 && (
          <div className="mb-2 flex animate-appear items-start gap-2 rounded-control bg-danger-tint px-3 py-1.5 text-meta text-danger">
            <ul className="grid min-w-0 grow gap-1">
              {tray.refusals.map((refusal) => (
                <li key={refusal} className="wrap-anywhere">
                  {refusal}
                </li>
              ))}
            </ul>
            <Button
              look="danger"
              size="inline"
              aria-label="Dismiss"
              onClick={() => trays.dismissRefusals(sessionId)}
            >
              <X size={16} aria-hidden="true" />
            </Button>
          </div>
        )}
      </div>
      {tray.files.length > 0 && (
        <section aria-label="Files to send" className="mb-2 grid gap-1.5">
          <ul className="flex gap-2 overflow-x-auto p-0.5 scroll-quiet">
            {tray.files.map((file) => (
              <TrayItem
                key={file.id}
                file={file}
                onRemove={() => trays.remove(sessionId, file.id)}
              />
            ))}
          </ul>
          {pictures && (
            <label className="flex items-center gap-2 text-meta text-soft">
              <input
                type="checkbox"
                checked={tray.original}
                onChange={(event) => trays.setOriginal(sessionId, event.target.checked)}
              />
              <span>
                Send original
                <span aria-hidden="true"> · </span>
                <span>full size, with what the camera noted, such as the place</span>
              </span>
            </label>
          )}
        </section>
      )}
    </>
  );
}

function TrayItem({ file, onRemove }: { file: TrayFile; onRemove: () => void }) {
  const { source, ready, previewUrl } = file;
  const name = ready?.name ?? source.name;
  return (
    <li className="flex h-14 max-w-60 min-w-0 shrink-0 items-center gap-2 rounded-control border border-line bg-raised pr-1 pl-2">
      {previewUrl === null ? (
        <FileIcon mime={ready?.mime ?? source.type} />
      ) : (
        <img src={previewUrl} alt="" className="size-10 shrink-0 rounded-joined object-cover" />
      )}
      <span className="min-w-0 text-meta">
        <bdi className="block truncate">{name}</bdi>
        {ready === null ? (
          <Spinner label="Preparing" />
        ) : (
          <span className="text-soft">{byteWords(ready.bytes.size)}</span>
        )}
      </span>
      <Button look="quiet" size="icon" aria-label={`Remove ${name}`} onClick={onRemove}>
        <X size={16} aria-hidden="true" />
      </Button>
    </li>
  );
}
