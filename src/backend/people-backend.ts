import type { Session } from '../core/model.ts';
import type { OpenableKind, PeopleQuestions, Profile, ProfileText } from '../core/people.ts';

/** People and products, in the chat's own words. Promises reject with `ChatFailure` and with nothing else. */
export interface PeopleBackend extends PeopleQuestions {
  saveProfile(userId: string, text: ProfileText): Promise<Profile>;
  /** Puts a picture at `path`, `{user id}/{uuid}.{extension}`, in the bucket of avatars. */
  uploadAvatar(path: string, picture: Blob): Promise<void>;
  /** `path` names an uploaded picture; null takes the avatar away. The file of the former one goes. */
  setAvatar(userId: string, path: string | null): Promise<Profile>;
  /** The open one if there is one; without a peer, with whoever has the product or can help. */
  openConversation(
    kind: OpenableKind,
    about: { readonly peerId?: string; readonly productId?: string },
  ): Promise<Session>;
}
