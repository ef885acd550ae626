/**
 * What the names of all that a person has begun to write begin with, on the devices that keep it: it
 * goes when its author signs out.
 */
export const draftKeys = (userId: string): string => `chat.draft.${userId}.`;
