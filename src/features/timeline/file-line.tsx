import { byteWords } from '../../lib/byte-words.ts';
import { FileIcon } from '../../ui/file-icon.tsx';
import type { AttachmentsProps, ShownFile } from './attachments.tsx';
import { DownloadButton } from './download-button.tsx';
import { UploadControls, UploadState } from './upload-state.tsx';

interface FileLineProps extends Pick<AttachmentsProps, 'messageId' | 'sending'> {
  file: ShownFile;
}

/** A file that is no picture: it is never shown in the page, only saved. */
export default function FileLine({ file, messageId, sending }: FileLineProps) {
  const outgoing = 'id' in file ? file : null;
  return (
    <div className="flex h-full min-w-0 items-center gap-2.5 rounded-control bg-canvas/60 pr-1.5 pl-3">
      <FileIcon mime={file.mime} size={22} />
      <span className="min-w-0 grow">
        <bdi className="block truncate font-medium" title={file.name}>
          {file.name}
        </bdi>
        <span className="flex gap-2 text-meta text-soft">
          {byteWords(file.size)}
          {outgoing !== null && <UploadState file={outgoing} />}
        </span>
      </span>
      {outgoing === null ? (
        <DownloadButton file={file} />
      ) : (
        <UploadControls file={outgoing} messageId={messageId} sending={sending} />
      )}
    </div>
  );
}
