import { useEffect, useState } from 'react';
import { useActions } from '../../store/hooks.ts';

/**
 * An address of a picture that is on its way, from this device's own copy; null while there is
 * none. It stays good after the message has arrived (`fileId` null), so that the picture does not
 * blink, until the place where it is shown goes.
 */
export function useKeptPicture(fileId: string | null): string | null {
  const { keptFile } = useActions();
  const [kept, setKept] = useState<Blob | null>(null);
  const [url, setUrl] = useState<string | null>(null);

  useEffect(() => {
    if (fileId === null) return;
    let wanted = true;
    void keptFile(fileId).then((bytes) => wanted && setKept(bytes));
    return () => {
      wanted = false;
    };
  }, [fileId, keptFile]);

  useEffect(() => {
    if (kept === null) return;
    const made = URL.createObjectURL(kept);
    setUrl(made);
    return () => {
      URL.revokeObjectURL(made);
      setUrl(null);
    };
  }, [kept]);

  return url;
}
