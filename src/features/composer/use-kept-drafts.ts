import { useEffect } from 'react';
import { deviceStorage } from '../../lib/device-storage.ts';
import { useActions, useChatStore } from '../../store/hooks.ts';
import { keepDrafts } from './draft-storage.ts';

/** Keeps drafts across reloads for as long as the component is mounted. */
export function useKeptDrafts(): void {
  const store = useChatStore();
  const { restoreDraft } = useActions();
  useEffect(() => keepDrafts(store, restoreDraft, deviceStorage), [store, restoreDraft]);
}
