import { Link } from 'wouter';
import type { ReactNode } from 'react';
import type { AdminSession } from '../../core/admin-sessions.ts';
import { kindWords, roleWords, statusWords } from '../../core/session-words.ts';
import { momentWords } from '../../lib/moment-words.ts';
import { useNow } from '../../ui/use-now.ts';

const MINUTE_MS = 60_000;
const GONE = 'Deleted account';

/** What a session is called among admins: its people. */
export const sessionName = ({ founders }: AdminSession): string =>
  founders.map(({ name }) => name ?? GONE).join(' and ');

/** What is known of a session without reading it. */
export function ReviewFacts(props: {
  session: AdminSession;
  personHref: (userId: string) => string;
}) {
  const { session } = props;
  const now = useNow(MINUTE_MS);
  const when = (at: number): string => momentWords.moment(at, now);
  const { openReports, underReview } = session;
  return (
    <dl className="grid gap-x-6 gap-y-3 rounded-bubble border border-line bg-raised p-4 pane:grid-cols-2">
      <Fact name="People">
        <ul>
          {session.founders.map((person) => (
            <li key={person.id}>
              <Link href={props.personHref(person.id)} className="hover:underline">
                <bdi>{person.name ?? GONE}</bdi>
              </Link>
              {person.role !== null && (
                <span className="text-soft"> · {roleWords[person.role]}</span>
              )}
            </li>
          ))}
        </ul>
      </Fact>
      <Fact name="Subject">
        <bdi>{session.subject ?? 'None'}</bdi>
      </Fact>
      <Fact name="Kind">{kindWords[session.kind]}</Fact>
      <Fact name="Status">{statusWords[session.status]}</Fact>
      {session.product !== null && (
        <Fact name="Product">
          <bdi>{session.product.name ?? 'No longer on offer'}</bdi>
        </Fact>
      )}
      <Fact name="Started">{when(session.createdAt)}</Fact>
      {session.scheduledAt !== null && <Fact name="Scheduled">{when(session.scheduledAt)}</Fact>}
      <Fact name="Messages">
        {session.messageCount}
        {session.lastMessageAt !== null && (
          <span className="text-soft"> · last {when(session.lastMessageAt)}</span>
        )}
      </Fact>
      <Fact name="Open reports">{openReports === 0 ? 'None' : openReports}</Fact>
      {underReview.length > 0 && (
        <Fact name="Under review">
          <ul>
            {underReview.map(({ admin, until }) => (
              <li key={admin.id}>
                <bdi>{admin.name ?? GONE}</bdi>
                <span className="text-soft"> until {when(until)}</span>
              </li>
            ))}
          </ul>
        </Fact>
      )}
    </dl>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="min-w-0">
    <dt className="text-meta text-soft">{name}</dt>
    <dd className="wrap-anywhere">{children}</dd>
  </div>
);
