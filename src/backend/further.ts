import type { Backend } from './backend.ts';
import { createChanging } from './changing.ts';
import type { ChatClient } from './client.ts';
import { createKeeping } from './keeping.ts';
import { createOwnChoices } from './own-choices.ts';
import { createRecords } from './records.ts';
import { createSearch } from './search.ts';

export type FurtherBackend = Pick<Backend, keyof ReturnType<typeof createFurther>>;

/** What people ask for besides the list and the conversation: the first paint does without it. */
export const createFurther = (client: ChatClient) => ({
  ...createChanging(client),
  ...createSearch(client),
  ...createOwnChoices(client),
  ...createRecords(client),
  ...createKeeping(client),
});
