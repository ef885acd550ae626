import type { AdminQuestions } from '../core/admin.ts';
import type { ChatClient } from './client.ts';
import { createPersonActs } from './oversight-people.ts';
import { createReports } from './reports.ts';

/** What admins ask and do, over PostgREST. */
export const createAdmin = (client: ChatClient): AdminQuestions => ({
  ...createPersonActs(client),
  ...createReports(client),
});
