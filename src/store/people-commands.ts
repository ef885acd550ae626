import type { PeopleQuestions, Product, Profile, ProfileText } from '../core/people.ts';
import type { ReviewGrant } from '../core/review.ts';
import type { ReviewHears, ReviewRoom } from './review-room.ts';

/** What may be asked and done about people and products. Rejects with a `ChatFailure` as `Commands` does. */
export interface PeopleCommands extends PeopleQuestions {
  /** The viewer's own profile. */
  readonly saveProfile: (text: ProfileText) => Promise<Profile>;
  /** A picture ready to be shown (png, jpeg or webp), or none. */
  readonly saveAvatar: (picture: Blob | null) => Promise<Profile>;
  /** Opens the conversation about a product, making it if there is none. Yields the session's id. */
  readonly askSupplier: (product: Product) => Promise<string>;
  /** The same with an admin. */
  readonly contactAdmin: (adminId: string) => Promise<string>;
  /** For admins: opens what a grant lets them read, until the grant ends or the room is stopped. */
  readonly review: (grant: ReviewGrant, hears: ReviewHears) => Promise<ReviewRoom>;
}
