import { CircleAlert, Download } from 'lucide-react';
import { useState } from 'react';
import type { Attachment } from '../../core/model.ts';
import { useActions } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { saveFrom } from '../../ui/save-from.ts';

/** Saves a sent file under its name. What went wrong stands in its place, and is tried again by it. */
export function DownloadButton({ file }: { file: Pick<Attachment, 'path' | 'name'> }) {
  const { fileUrl } = useActions();
  const [failed, setFailed] = useState(false);
  const save = (): void => {
    setFailed(false);
    fileUrl(file.path, { download: file.name }).then(saveFrom, () => setFailed(true));
  };
  return (
    <span className="flex shrink-0 items-center">
      <span role="alert" className="sr-only">
        {failed && 'The file cannot be reached right now.'}
      </span>
      <Button
        look="quiet"
        size="icon"
        aria-label={failed ? `Try again to download ${file.name}` : `Download ${file.name}`}
        title={failed ? 'Try again' : 'Download'}
        onClick={save}
      >
        {failed ? (
          <CircleAlert size={18} aria-hidden="true" className="text-danger" />
        ) : (
          <Download size={18} aria-hidden="true" />
        )}
      </Button>
    </span>
  );
}
