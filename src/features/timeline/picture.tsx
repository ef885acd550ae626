import { ImageOff } from 'lucide-react';
import { useState } from 'react';
import { useActions } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import type { AttachmentsProps, ShownFile } from './attachments.tsx';
import { UploadControls, UploadState } from './upload-state.tsx';
import { useFileUrl } from './use-file-url.ts';
import { useKeptPicture } from './use-kept-picture.ts';

interface PictureProps extends Pick<AttachmentsProps, 'sessionId' | 'messageId' | 'sending'> {
  picture: ShownFile;
}

/** One picture in its place: this device's copy first, where it has one, then what was sent. */
export function Picture({ picture, sessionId, messageId, sending }: PictureProps) {
  const outgoing = 'id' in picture ? picture : null;
  const { openPicture } = useActions();
  const kept = useKeptPicture(outgoing?.id ?? null);
  const sent = useFileUrl(outgoing === null ? picture.path : null);
  const [loaded, setLoaded] = useState<string | null>(null);
  const image = 'absolute inset-0 size-full object-cover';

  return (
    <div className="relative min-h-0 min-w-0 overflow-hidden bg-hover">
      {/* Stays below what was sent: that one may be there before it is decoded. */}
      {kept !== null && <img src={kept} alt="" className={image} />}
      {sent.url !== null && (
        <img
          src={sent.url}
          alt=""
          decoding="async"
          referrerPolicy="no-referrer"
          onLoad={() => setLoaded(sent.url)}
          onError={sent.broke}
          // Until it is there nothing is to be seen: half a picture would cover this device's copy.
          className={loaded === sent.url ? image : `${image} opacity-0`}
        />
      )}
      {sent.failed ? (
        <div className="absolute inset-0 grid place-content-center justify-items-center gap-1 p-1 text-center text-meta text-soft">
          <ImageOff size={20} aria-hidden="true" />
          <span className="sr-only">
            <bdi>{picture.name}</bdi> did not load
          </span>
          <Button look="link" size="inline" onClick={sent.retry}>
            Try again
          </Button>
        </div>
      ) : (
        outgoing === null && (
          <button
            type="button"
            aria-label={`Open picture ${picture.name}`}
            onClick={() => openPicture(sessionId, picture)}
            className="absolute inset-0 cursor-zoom-in rounded-control -outline-offset-2"
          />
        )
      )}
      {outgoing !== null && (
        <div className="absolute inset-x-1 bottom-1 flex items-center gap-1 rounded-control bg-raised/90 py-0.5 pr-0.5 pl-2 text-meta">
          <span className="min-w-0 grow truncate">
            <UploadState file={outgoing} />
          </span>
          <UploadControls file={outgoing} messageId={messageId} sending={sending} />
        </div>
      )}
    </div>
  );
}
