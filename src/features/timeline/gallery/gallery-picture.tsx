import { ImageOff } from 'lucide-react';
import { useState } from 'react';
import type { Attachment } from '../../../core/model.ts';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { useFileUrl } from '../use-file-url.ts';
import type { Zoom } from './zoom.ts';

/** One picture on the gallery's stage, fitted into it and enlarged from there. */
export function GalleryPicture({ picture, zoom }: { picture: Attachment; zoom: Zoom }) {
  const { url, failed, broke, retry } = useFileUrl(picture.path);
  const [loaded, setLoaded] = useState(false);
  if (failed) {
    return (
      <div className="absolute inset-0 grid">
        <Notice
          alert
          icon={<ImageOff size={22} />}
          title="The picture did not load"
          action={<Button onClick={retry}>Try again</Button>}
        />
      </div>
    );
  }
  return (
    <>
      {!loaded && (
        <span className="absolute inset-0 grid animate-appear-late place-items-center">
          <Spinner label="Loading" />
        </span>
      )}
      {url !== null && (
        <img
          src={url}
          alt={picture.name}
          draggable={false}
          referrerPolicy="no-referrer"
          onLoad={() => setLoaded(true)}
          onError={broke}
          className="absolute inset-0 size-full object-scale-down"
          style={{ transform: `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.scale})` }}
        />
      )}
    </>
  );
}
