import type { AdminQuestions } from '../core/admin.ts';
import { createAdminSessions } from './admin-sessions.ts';
import { createAnalytics } from './analytics.ts';
import { createAudit } from './audit.ts';
import type { ChatClient } from './client.ts';
import { createLimits } from './limits-and-times.ts';
import { createPersonActs } from './oversight-people.ts';
import { createOversight } from './oversight.ts';
import { createReports } from './reports.ts';
import { createReview } from './review.ts';

/** What admins ask and do, over PostgREST. */
export const createAdmin = (client: ChatClient): AdminQuestions => ({
  ...createAdminSessions(client),
  ...createAnalytics(client),
  ...createAudit(client),
  ...createLimits(client),
  ...createPersonActs(client),
  ...createReports(client),
  ...createReview(client),
  ...createOversight(client),
});
