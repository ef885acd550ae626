import { useEffect, useState } from 'react';
import { useActions } from '../../store/hooks.ts';

export interface FileUrl {
  /** Null while it is not known. */
  readonly url: string | null;
  /** Nothing came of it, also not with a new address: only the person tries again. */
  readonly failed: boolean;
  /** The address did not work: it ends, and the next one is asked for once. */
  readonly broke: () => void;
  readonly retry: () => void;
}

interface Wish {
  readonly url: string | null;
  /** Addresses that did not work since the person asked last. */
  readonly broken: string | null;
  readonly failed: boolean;
}

/** The address of a sent file; asks for none while `path` is null. */
export function useFileUrl(path: string | null): FileUrl {
  const { fileUrl, fileUrlNow } = useActions();
  const [wish, setWish] = useState<Wish>(() => ({
    url: path === null ? null : fileUrlNow(path),
    broken: null,
    failed: false,
  }));
  const { url, broken, failed } = wish;

  useEffect(() => {
    if (path === null || url !== null || failed) return;
    let wanted = true;
    fileUrl(path, broken === null ? {} : { broken }).then(
      (made) => wanted && setWish((before) => ({ ...before, url: made })),
      () => wanted && setWish((before) => ({ ...before, failed: true })),
    );
    return () => {
      wanted = false;
    };
  }, [path, url, broken, failed, fileUrl]);

  return {
    url,
    failed,
    broke: () =>
      setWish((before) =>
        before.broken === null
          ? { url: null, broken: before.url, failed: false }
          : { ...before, url: null, failed: true },
      ),
    retry: () => setWish((before) => ({ ...before, url: null, failed: false })),
  };
}
