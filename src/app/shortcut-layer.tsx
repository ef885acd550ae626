import { Suspense, useEffect } from 'react';
import { neighbour } from '../core/neighbours.ts';
import { useChatStore } from '../store/hooks.ts';
import { IS_MAC } from './is-mac.ts';
import { focusPart } from './page-parts.ts';
import { ShortcutHelp, Switcher } from './shortcut-dialogs.ts';
import { pageShortcut, type PageShortcut } from './shortcuts.ts';

export { prefetchDialogs } from './shortcut-dialogs.ts';

export type PageDialog = 'switcher' | 'help';

interface ShortcutLayerProps {
  /** The session on screen. */
  openId: string | null;
  dialog: PageDialog | null;
  onDialog: (dialog: PageDialog | null) => void;
  onOpen: (sessionId: string) => void;
  onSearch: () => void;
}

const TYPED_INTO =
  'input:not([type="checkbox"], [type="radio"]), textarea, [contenteditable="true"]';
/** These open their lists with Alt and an arrow. */
const OPENS_BY_ARROW = 'select, input[type="date"]';
/** What has a page of its own: the keys in there are its own. */
const APART = '[role="dialog"], [role="alertdialog"], [role="menu"]';
/** The box that a second press gives back to the browser, with its own search in the page. */
const SEARCH_BOX = 'search [role="combobox"]';

/** Hears the shortcuts of the page, and holds the dialogs that they open. */
export default function ShortcutLayer(props: ShortcutLayerProps) {
  const { openId, dialog, onDialog, onOpen, onSearch } = props;
  const store = useChatStore();

  useEffect(() => {
    /** Each tells whether the key was used. */
    const go = (step: 1 | -1, unread: boolean): boolean => {
      const id = neighbour(store.getState(), openId, step, unread);
      if (id !== null) onOpen(id);
      return true;
    };
    const part = (step: 1 | -1): boolean => {
      focusPart(step);
      return true;
    };
    const toggle = (which: PageDialog): boolean => {
      onDialog(dialog === which ? null : which);
      return true;
    };
    const handlers: Readonly<Record<PageShortcut, (target: Element | null) => boolean>> = {
      switch: () => toggle('switcher'),
      help: () => toggle('help'),
      search: (target) => {
        if (target?.matches(SEARCH_BOX) === true) return false;
        onSearch();
        return true;
      },
      next: () => go(1, false),
      previous: () => go(-1, false),
      nextUnread: () => go(1, true),
      previousUnread: () => go(-1, true),
      nextPart: () => part(1),
      previousPart: () => part(-1),
    };

    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const target = event.target instanceof Element ? event.target : null;
      const typing = target?.matches(TYPED_INTO) === true;
      const id = pageShortcut(event, { mac: IS_MAC, typing });
      if (id === null || (event.altKey && target?.matches(OPENS_BY_ARROW) === true)) return;
      const closes =
        (id === 'switch' && dialog === 'switcher') || (id === 'help' && dialog === 'help');
      // A dialog that is still on its way has not got the focus yet.
      const apart = dialog !== null || target?.closest(APART) != null;
      if (apart && !closes) return;
      if (handlers[id](target)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store, openId, dialog, onDialog, onOpen, onSearch]);

  if (dialog === null) return null;
  const close = (): void => onDialog(null);
  return (
    <Suspense fallback={null}>
      {dialog === 'switcher' ? (
        <Switcher openId={openId} onOpen={onOpen} onClose={close} />
      ) : (
        <ShortcutHelp onClose={close} />
      )}
    </Suspense>
  );
}
