import { Paperclip } from 'lucide-react';
import { useImperativeHandle, useRef, type Ref } from 'react';
import { ACCEPTED_EXTENSIONS } from '../../core/file-kinds.ts';
import { useChatStore } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import type { TrayHandle } from './attach-parts.ts';
import { DropZone } from './drop-zone.tsx';
import { emptyTray, traysOf } from './trays.ts';

interface AttachButtonProps {
  sessionId: string;
  /** While a message is edited, or none can be sent. */
  disabled: boolean;
  handle: Ref<TrayHandle>;
}

/** Takes files for the next message: picked, dropped on the conversation, or pasted. */
export default function AttachButton({ sessionId, disabled, handle }: AttachButtonProps) {
  const trays = traysOf(useChatStore());
  const input = useRef<HTMLInputElement>(null);
  useImperativeHandle(
    handle,
    () => ({
      files: () => {
        const { files } = trays.state.getState()[sessionId] ?? emptyTray;
        return files.flatMap((file) => file.ready ?? []);
      },
      isPreparing: () => trays.isPreparing(sessionId),
      whenReady: (listener) => trays.whenReady(sessionId, listener),
      add: (files) => trays.add(sessionId, files),
      clear: () => trays.clear(sessionId),
    }),
    [trays, sessionId],
  );
  return (
    <>
      <Button
        look="quiet"
        size="square"
        aria-label="Attach files"
        title="Attach files"
        disabled={disabled}
        onClick={() => input.current?.click()}
      >
        <Paperclip size={19} aria-hidden="true" />
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-label="Files to attach"
        accept={ACCEPTED_EXTENSIONS}
        onChange={(event) => {
          trays.add(sessionId, [...(event.target.files ?? [])]);
          // The same file may be picked again after it was taken out.
          event.target.value = '';
        }}
      />
      {!disabled && <DropZone beside={input} onFiles={(files) => trays.add(sessionId, files)} />}
    </>
  );
}
