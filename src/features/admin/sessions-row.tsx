import { clsx } from 'clsx';
import { Eye, Flag } from 'lucide-react';
import { Link } from 'wouter';
import { betweenWords, shortKindWords, waitingFor } from '../../core/admin-session-words.ts';
import type { AdminSession } from '../../core/admin-sessions.ts';
import { nameOf } from '../../core/report-words.ts';
import { roleWords, statusWords } from '../../core/session-words.ts';
import { momentWords } from '../../lib/moment-words.ts';
import { timeWords } from '../../lib/time-words.ts';
import { AskingWord } from './asking-word.tsx';

interface SessionsRowProps {
  session: AdminSession;
  now: number;
  reviewHref: string;
  /** Asks for all of a person, or about a product. */
  onPerson: (personId: string) => void;
  onProduct: (productId: string) => void;
}

const open = new Set(['requested', 'accepted', 'in_progress']);

/** When, shortly; the whole moment where somebody points at it. */
const When = ({ at, now, label }: { at: number | null; now: number; label: string }) =>
  at === null ? (
    <span className="text-soft">–</span>
  ) : (
    <span className="whitespace-nowrap">
      <span className="text-soft pane:hidden">{label} </span>
      <time dateTime={new Date(at).toISOString()} title={momentWords.moment(at, now)}>
        {timeWords.short(at, now)}
      </time>
    </span>
  );

/**
 * The cells of one session: side by side, or on a phone together as a card, where the way to the
 * review stands beside the names.
 */
export function SessionsRow(props: SessionsRowProps) {
  const { session, now, reviewHref, onPerson, onProduct } = props;
  const { status, product, openReports, messageCount, underReview } = session;
  const waiting = waitingFor(session, now);
  return (
    <>
      <div role="cell" className="min-w-0 max-pane:w-[calc(100%-5.5rem)]">
        {session.founders.map((person) => (
          <div key={person.id} className="flex min-w-0 items-baseline gap-1.5 leading-6">
            <AskingWord
              title={`Show only sessions of ${nameOf(person)}`}
              className="font-medium"
              onClick={() => onPerson(person.id)}
            >
              <bdi>{nameOf(person)}</bdi>
            </AskingWord>
            {person.role !== null && (
              <span className="shrink-0 text-meta text-soft">{roleWords[person.role]}</span>
            )}
          </div>
        ))}
      </div>
      <div role="cell" className="min-w-0 max-pane:order-2 max-pane:w-full">
        {session.subject !== null && (
          <p className="truncate leading-6" title={session.subject}>
            <bdi>{session.subject}</bdi>
          </p>
        )}
        <p className="flex min-w-0 gap-1.5 text-meta leading-6 text-soft">
          <span className="shrink-0">{shortKindWords[session.kind]}</span>
          {product !== null && (
            <AskingWord
              title="Show only sessions about this product"
              onClick={() => onProduct(product.id)}
            >
              · <bdi>{product.name ?? 'Deleted product'}</bdi>
            </AskingWord>
          )}
        </p>
      </div>
      <div
        role="cell"
        className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 max-pane:order-3"
      >
        <span
          className={clsx(
            'inline-block rounded-full px-2.5 py-0.5 text-meta font-medium whitespace-nowrap',
            open.has(status) ? 'bg-tint text-accent' : 'bg-hover text-soft',
          )}
        >
          {statusWords[status]}
        </span>
        {underReview.map(({ admin, until }) => (
          <p
            key={admin.id}
            title={`${nameOf(admin)} may read it until ${timeWords.clock(until)}`}
            className="flex min-w-0 items-center gap-1 text-meta text-soft"
          >
            <Eye size={14} aria-hidden="true" className="shrink-0" />
            <span className="truncate">
              <span className="sr-only">Under review by </span>
              <bdi>{nameOf(admin)}</bdi>
            </span>
          </p>
        ))}
      </div>
      <div
        role="cell"
        className={clsx('text-meta max-pane:order-4', openReports === 0 && 'max-pane:hidden')}
      >
        {openReports === 0 ? (
          <span className="text-soft">–</span>
        ) : (
          <span className="inline-flex items-center gap-1 font-medium text-danger">
            <Flag size={14} aria-hidden="true" />
            {openReports}
            <span className="pane:sr-only"> open</span>
          </span>
        )}
      </div>
      <div
        role="cell"
        className={clsx(
          'min-w-0 text-meta max-pane:order-8 max-pane:w-full',
          waiting === null && 'max-pane:hidden',
        )}
      >
        {waiting === null ? (
          <span className="text-soft">–</span>
        ) : (
          <p className="truncate">
            <span className="text-soft pane:hidden">Waiting for </span>
            <bdi>{waiting.name}</bdi>
            <span className="text-soft pane:block">
              <span className="pane:hidden">, </span>
              {waiting.time}
            </span>
          </p>
        )}
      </div>
      <div role="cell" className="text-meta tabular-nums max-pane:order-5 pane:text-end">
        {messageCount.toLocaleString('en')}
        <span className="text-soft pane:hidden">
          {messageCount === 1 ? ' message' : ' messages'}
        </span>
      </div>
      <div
        role="cell"
        className={clsx(
          'text-meta max-pane:order-6',
          session.lastMessageAt === null && 'max-pane:hidden',
        )}
      >
        <When at={session.lastMessageAt} now={now} label="Last" />
      </div>
      <div role="cell" className="text-meta max-pane:order-7">
        <When at={session.createdAt} now={now} label="Created" />
      </div>
      <div role="cell" className="max-pane:order-1 max-pane:ml-auto pane:text-end">
        <Link
          href={reviewHref}
          className="inline-flex h-8 items-center rounded-control border border-line bg-raised px-3 text-meta font-medium hover:bg-hover pointer-coarse:h-11"
        >
          Review<span className="sr-only"> {betweenWords(session)}</span>
        </Link>
      </div>
    </>
  );
}
