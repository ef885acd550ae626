import { chatError, ChatFailure } from '../../core/errors.ts';
import { newId } from '../../lib/ids.ts';
import type { Clock } from '../../lib/clock.ts';
import { createActions, type Actions } from '../../store/actions.ts';
import type { Commands, FileCommands } from '../../store/commands.ts';
import type { ChatStore } from '../../store/store.ts';

const refuse = (): Promise<never> =>
  Promise.reject(new ChatFailure(chatError('Denied', 'A review is for reading only.')));
const nothing = (): undefined => undefined;

/**
 * What can be done in a chat that is only read: scroll, jump, look at files. Nobody is signed in to
 * that chat, so that what would write or react has nobody to do it for.
 */
export function readingOnly(
  store: ChatStore,
  clock: Clock,
  files: Pick<FileCommands, 'fileUrl' | 'fileUrlNow'>,
): Actions {
  const commands: Commands = {
    ...files,
    copyFile: refuse,
    keptFile: () => Promise.resolve(null),
    signIn: refuse,
    signUp: refuse,
    signOut: refuse,
    contactSupport: refuse,
    searchMessages: refuse,
    reconnect: nothing,
    typing: nothing,
    pinMessage: refuse,
    bookmark: refuse,
    markUnreadFrom: refuse,
    deliveriesOf: refuse,
    versionsOf: refuse,
    arrangeSession: refuse,
    sharedIn: refuse,
    transcriptOf: refuse,
    people: refuse,
    lifecycle: refuse,
    notifications: refuse,
    unsubscribe: refuse,
    readReceipts: refuse,
    setReadReceipts: refuse,
  };
  return {
    ...createActions({ store, commands, clock, newId, keepFile: nothing }),
    // The slider moves over all that is loaded.
    trim: nothing,
    see: nothing,
    attend: nothing,
  };
}
