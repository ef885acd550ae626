/** Avatars lie in this bucket, which everybody may read. */
export const AVATARS = 'avatars';

/**
 * Where the project's files are. One page speaks to one project, and rows name an avatar in many
 * places and answers: so it is set once, instead of being handed through everything that parses.
 */
let storageUrl = '';

export function setStorageUrl(projectUrl: string): void {
  storageUrl = `${projectUrl}/storage/v1`;
}

/** The address of an avatar that a row names by its path in the bucket. */
export const avatarAddress = (path: string): string =>
  `${storageUrl}/object/public/${AVATARS}/${path}`;
