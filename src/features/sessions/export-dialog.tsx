import { useEffect, useRef, useState } from 'react';
import { toChatError } from '../../core/errors.ts';
import {
  transcriptFileName,
  transcriptJson,
  transcriptText,
  type Transcript,
} from '../../core/transcript.ts';
import { useActions } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { saveBytes } from '../../ui/save-bytes.ts';
import { transcriptPage } from './transcript-page.ts';

type Format = 'text' | 'json' | 'page';

const formats: readonly { value: Format; text: string; hint: string }[] = [
  { value: 'text', text: 'Text', hint: 'To read anywhere' },
  { value: 'json', text: 'JSON', hint: 'For other programs' },
  { value: 'page', text: 'Printable page', hint: 'To open in a browser and print' },
];

const files: Readonly<
  Record<
    Format,
    { extension: string; mime: string; write: (transcript: Transcript, madeAt: number) => string }
  >
> = {
  text: { extension: 'txt', mime: 'text/plain', write: transcriptText },
  json: { extension: 'json', mime: 'application/json', write: transcriptJson },
  page: { extension: 'html', mime: 'text/html', write: transcriptPage },
};

/**
 *   idle --export--> working --all pages there--> saved --export--> working
 *                    working --cancelled--> idle
 *                    working --failed--> failed --export--> working
 */
type Progress =
  | { readonly status: 'idle' }
  | { readonly status: 'working'; readonly done: number; readonly total: number }
  | { readonly status: 'saved'; readonly name: string }
  | { readonly status: 'failed'; readonly why: string };

/** Saves all that the person may read of a session as a file. */
export default function ExportDialog(props: { sessionId: string; onClose: () => void }) {
  const { transcriptOf } = useActions();
  const [format, setFormat] = useState<Format>('text');
  const [progress, setProgress] = useState<Progress>({ status: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = async (): Promise<void> => {
    const controller = new AbortController();
    running.current = controller;
    const { signal } = controller;
    setProgress({ status: 'working', done: 0, total: 0 });
    try {
      const transcript = await transcriptOf(props.sessionId, {
        signal,
        onProgress: (done, total) => setProgress({ status: 'working', done, total }),
      });
      const { extension, mime, write } = files[format];
      const madeAt = Date.now();
      const name = transcriptFileName(transcript, madeAt, extension);
      saveBytes(new Blob([write(transcript, madeAt)], { type: `${mime};charset=utf-8` }), name);
      setProgress({ status: 'saved', name });
    } catch (thrown) {
      if (signal.aborted) return;
      setProgress({ status: 'failed', why: toChatError(thrown).message });
    }
  };
  const cancel = (): void => {
    running.current?.abort();
    setProgress({ status: 'idle' });
  };

  const working = progress.status === 'working';
  return (
    <Dialog title="Export transcript" onClose={props.onClose}>
      <div className="grid gap-4 overflow-y-auto p-5">
        <Choice label="Format" value={format} options={formats} onChange={setFormat} />
        <p className="text-meta text-soft">
          The whole conversation as you see it. Files are named, but not part of it.
        </p>
        <div role="status" className="min-h-10">
          {working && (
            <>
              <progress
                aria-label="Messages fetched"
                className="h-1.5 w-full"
                max={Math.max(1, progress.total)}
                value={progress.done}
              />
              <span className="block text-meta text-soft tabular-nums">
                {progress.done} messages
              </span>
            </>
          )}
          {progress.status === 'saved' && (
            <>
              Saved as <bdi className="wrap-anywhere">{progress.name}</bdi>
            </>
          )}
          {progress.status === 'failed' && <span className="text-danger">{progress.why}</span>}
        </div>
        <div className="flex justify-end gap-2">
          {working ? (
            <Button onClick={cancel}>Cancel export</Button>
          ) : (
            <Button look="primary" onClick={() => void start()}>
              Export
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}
