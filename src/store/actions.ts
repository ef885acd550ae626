import type { Attachment, PresenceChoice } from '../core/model.ts';
import type { JumpTarget } from '../core/jump.ts';
import type { NotificationFilter } from '../core/notifications.ts';
import type { Clock } from '../lib/clock.ts';
import type { Commands } from './commands.ts';
import type { ChatStore } from './store.ts';
import { createComposing, type Composing } from './composing.ts';
import { createWriting, type KeepFile, type Writing } from './writing.ts';

/** Everything that faces can do. Stable for the life of the app. */
export interface Actions extends Commands, Composing, Writing {
  readonly openSession: (sessionId: string) => void;
  readonly closeSession: () => void;
  readonly loadOlder: (sessionId: string) => void;
  readonly loadNewer: (sessionId: string) => void;
  /**
   * Opens the session if need be, loads around the target if it is not there, brings it into view and
   * highlights it for a moment. What fails is said in the conversation.
   */
  readonly jumpTo: (sessionId: string, target: JumpTarget) => void;
  readonly jumpLanded: (id: string) => void;
  readonly endJump: (id: string) => void;
  /** The reader rests at the end: most of what they scrolled through need not be kept. */
  readonly trim: (sessionId: string) => void;
  /** What others shall see of the person: kept on this device until it is changed. */
  readonly choosePresence: (choice: PresenceChoice) => void;
  readonly loadMoreSessions: () => void;
  /** Reads the list of bookmarks from its beginning, or the page after its end. */
  readonly loadBookmarks: (more: boolean) => void;
  /** From the beginning, listed otherwise, or further on. */
  readonly listNotifications: (wish?: {
    readonly filter?: NotificationFilter;
    readonly more?: true;
  }) => void;
  /** Tells the person what became of something, where nothing else on screen does. */
  readonly say: (text: string) => void;
  /** The person has read the note. */
  readonly dismissNote: () => void;
  readonly retryList: () => void;
  readonly retryTimeline: (sessionId: string) => void;
  readonly setDraft: (sessionId: string, text: string) => void;
  /** Shows a picture of the open session large. */
  readonly openPicture: (sessionId: string, picture: Attachment) => void;
  readonly closePicture: () => void;
  /** The person has seen everything up to `seq` of the open session. */
  readonly see: (sessionId: string, seq: number) => void;
  /** They read what comes in that session, from now on; null when they cease to. */
  readonly attend: (sessionId: string | null) => void;
  /** Puts a card away, or all of them; what it tells of stays unread. */
  readonly dismissToast: (id: string | null) => void;
  /** The person is where they wanted to go. */
  readonly arrive: () => void;
}

export function createActions(parts: {
  store: ChatStore;
  commands: Commands;
  clock: Clock;
  newId: () => string;
  keepFile: KeepFile;
}): Actions {
  const { store, commands } = parts;
  const { dispatch } = store;
  return {
    ...commands,
    ...createComposing(parts),
    ...createWriting(parts),
    openSession: (sessionId) => dispatch({ type: 'session/opened', sessionId }),
    closeSession: () => dispatch({ type: 'session/closed' }),
    loadOlder: (sessionId) => dispatch({ type: 'timeline/olderRequested', sessionId }),
    loadNewer: (sessionId) => dispatch({ type: 'timeline/newerRequested', sessionId }),
    jumpTo: (sessionId, target) =>
      dispatch({ type: 'jump/requested', id: parts.newId(), sessionId, target }),
    jumpLanded: (id) => dispatch({ type: 'jump/landed', id }),
    endJump: (id) => dispatch({ type: 'jump/ended', id }),
    trim: (sessionId) => dispatch({ type: 'timeline/trimmed', sessionId }),
    listNotifications: (wish = {}) => dispatch({ type: 'notifications/wished', ...wish }),
    loadBookmarks: (more) => dispatch({ type: 'bookmarks/requested', more }),
    say: (text) => dispatch({ type: 'note/changed', text }),
    dismissNote: () => dispatch({ type: 'note/changed', text: null }),
    choosePresence: (choice) => dispatch({ type: 'presence/chosen', choice }),
    loadMoreSessions: () => dispatch({ type: 'list/moreRequested' }),
    retryList: () => dispatch({ type: 'list/requested' }),
    retryTimeline: (sessionId) => dispatch({ type: 'timeline/requested', sessionId }),
    setDraft: (sessionId, text) => dispatch({ type: 'draft/changed', sessionId, text }),
    openPicture: (sessionId, picture) =>
      dispatch({ type: 'viewer/changed', viewer: { sessionId, picture } }),
    closePicture: () => dispatch({ type: 'viewer/changed', viewer: null }),
    see: (sessionId, seq) => dispatch({ type: 'read/seen', sessionId, seq }),
    attend: (sessionId) => dispatch({ type: 'read/attended', sessionId }),
    dismissToast: (toastId) => dispatch({ type: 'alerts/dismissed', toastId }),
    arrive: () => dispatch({ type: 'alerts/opened', items: null }),
  };
}
