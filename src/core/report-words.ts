import type { NamedPerson, ReportReason, ReportStatus } from './reports.ts';

/** What each reason means, for whoever chooses one and whoever looks into it. */
export const reportReasonWords: Readonly<Record<ReportReason, { text: string; hint: string }>> = {
  spam: { text: 'Spam', hint: 'Advertising, or the same thing again and again.' },
  harassment: { text: 'Harassment', hint: 'Insults, threats or pressure.' },
  off_platform: {
    text: 'Moving it elsewhere',
    hint: 'Asks to pay or to go on outside of this chat.',
  },
  inappropriate: { text: 'Inappropriate', hint: 'Hateful, sexual or otherwise out of place.' },
  other: { text: 'Something else', hint: 'Say what in the note.' },
};

/** How it stands with a report, for who made it. */
export const ownReportWords: Readonly<Record<ReportStatus, string>> = {
  open: 'Waiting',
  assigned: 'An admin is looking into it',
  resolved: 'Acted on',
  dismissed: 'Closed without action',
};

/** The same, for admins. */
export const reportStatusWords: Readonly<Record<ReportStatus, string>> = {
  open: 'Open',
  assigned: 'Assigned',
  resolved: 'Resolved',
  dismissed: 'Dismissed',
};

/** A name for whoever may be gone. */
export const nameOf = (person: NamedPerson | null): string => person?.name ?? 'Deleted account';
