import type { AdminQuestions } from '../core/admin.ts';
import { createAdminSessions } from './admin-sessions.ts';
import type { ChatClient } from './client.ts';
import { createPersonActs } from './oversight-people.ts';
import { createOversight } from './oversight.ts';
import { createReports } from './reports.ts';
import { createReview } from './review.ts';

/** What admins ask and do, over PostgREST. */
export const createAdmin = (client: ChatClient): AdminQuestions => ({
  ...createAdminSessions(client),
  ...createPersonActs(client),
  ...createReports(client),
  ...createReview(client),
  ...createOversight(client),
});
