import { useEffect } from 'react';
import { useActions, useChatStore } from '../../store/hooks.ts';
import { keepDrafts } from './draft-storage.ts';

/** Even naming `localStorage` throws where it is blocked, so it is named only when it is used. */
const storage = {
  getItem: (key: string) => localStorage.getItem(key),
  setItem: (key: string, value: string) => localStorage.setItem(key, value),
  removeItem: (key: string) => localStorage.removeItem(key),
  keys: () => Object.keys(localStorage),
};

/** Keeps drafts across reloads for as long as the component is mounted. */
export function useKeptDrafts(): void {
  const store = useChatStore();
  const { restoreDraft } = useActions();
  useEffect(() => keepDrafts(store, restoreDraft, storage), [store, restoreDraft]);
}
