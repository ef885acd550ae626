import type { AdminQuestions } from '../core/admin.ts';
import type { ChatClient } from './client.ts';

/** What admins ask and do, over PostgREST. */
export const createAdmin = (_client: ChatClient): AdminQuestions => ({});
