import type { AdminSessionQuestions } from './admin-sessions.ts';
import type { AnalyticsQuestions } from './analytics.ts';
import type { AuditQuestions } from './audit.ts';
import type { OversightQuestions } from './oversight.ts';
import type { PersonActs } from './oversight-people.ts';
import type { ReportQuestions } from './reports.ts';
import type { ReviewQuestions } from './review.ts';
import type { LimitQuestions } from './limits-and-times.ts';

/**
 * What admins ask and do; the database refuses everybody else with `Forbidden`. Rejects with
 * `ChatFailure` and with nothing else.
 */
export interface AdminQuestions
  extends
    AdminSessionQuestions,
    ReviewQuestions,
    OversightQuestions,
    PersonActs,
    ReportQuestions,
    AuditQuestions,
    LimitQuestions,
    AnalyticsQuestions {}
