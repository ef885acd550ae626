import { uuidv7 } from 'uuidv7';

/** A UUIDv7: unique everywhere, and sortable by the time it was made on this device. */
export const newId = (): string => uuidv7();
