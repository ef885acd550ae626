import { asAdmin } from './as-admin.ts';
import type { PeopleBackend } from '../backend/people-backend.ts';
import type { Profile } from '../core/people.ts';
import { me } from '../core/selectors.ts';
import { newId } from '../lib/ids.ts';
import type { PeopleCommands } from '../store/people-commands.ts';
import type { SyncContext } from './context.ts';

/** The extension of each type that a browser codes pictures in. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
};

/** What concerns the store goes through it; the rest is for whoever asked. */
export async function createPeople(context: SyncContext): Promise<PeopleCommands> {
  const {
    store,
    backend,
    me: { id: myId },
  } = context;
  const people: PeopleBackend = await backend.people();
  /** The frame shows the new name and picture, too. */
  async function shown(profile: Profile): Promise<Profile> {
    await backend.rereadProfile();
    return profile;
  }

  async function open(...about: Parameters<PeopleBackend['openConversation']>): Promise<string> {
    const session = await people.openConversation(...about);
    store.dispatch({ type: 'session/changed', session });
    return session.id;
  }

  const admin: PeopleBackend['admin'] = async () =>
    asAdmin(await people.admin(), () => void backend.rereadProfile());

  return {
    ...people,
    admin,

    review: async (grant, hears) => {
      const { startReview } = await import('./review/room.ts');
      return startReview(context, await admin(), grant, hears);
    },

    saveProfile: async (text) => shown(await people.saveProfile(myId, text)),

    saveAvatar: async (picture) => {
      if (picture === null) return shown(await people.setAvatar(myId, null));
      // Each its own path: browsers keep what they have seen at an address.
      const path = `${myId}/${newId()}.${EXTENSIONS[picture.type] ?? 'png'}`;
      await people.uploadAvatar(path, picture);
      return shown(await people.setAvatar(myId, path));
    },

    // With the supplier named, what is refused is told of the product.
    askSupplier: ({ id: productId, supplier }) =>
      open('buyer_supplier', { productId, peerId: supplier.id }),

    contactAdmin: (peerId) =>
      open(me(store.getState())?.role === 'buyer' ? 'buyer_admin' : 'support', { peerId }),
  };
}
