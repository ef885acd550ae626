import type { Analytics, ReplyBar } from '../../core/analytics.ts';
import {
  peopleADay,
  spanOf,
  spansOf,
  spanTicks,
  statusOrder,
  type Span,
} from '../../core/analytics-numbers.ts';
import type { SessionStatus } from '../../core/model.ts';
import { spanWords } from '../../core/people-words.ts';
import { statusWords } from '../../core/session-words.ts';
import { AnalyticsCard } from './analytics-card.tsx';
import { Bars, Curve, LyingBars, Swatch, type PlotRow, type Series } from './analytics-plots.tsx';
import { dayLabel, numberWords, percentWords, spanLabel } from './analytics-words.ts';

const statusColors: Readonly<Record<SessionStatus, string>> = {
  requested: '--color-chart-2',
  accepted: '--color-chart-1',
  in_progress: '--color-chart-3',
  completed: '--color-chart-5',
  declined: '--color-chart-4',
  expired: '--color-chart-6',
};
const statusSeries: readonly Series[] = statusOrder.map((status) => ({
  key: status,
  name: statusWords[status],
  color: statusColors[status],
}));
const one = (name: string, color = '--color-chart-1'): readonly Series[] => [
  { key: 'n', name, color },
];
const PERCENT_TICKS = [0, 25, 50, 75, 100] as const;
const shortNumber = (value: number): string => numberWords(value);

const rowOf = (span: Span, values: PlotRow['values']): PlotRow => ({
  label: dayLabel(span.from),
  title: spanLabel(span.from, span.to),
  values,
});

/** “Up to 5 min”, and for the last what is beyond. */
const barLabel = ({ upToSeconds }: ReplyBar, before: ReplyBar | undefined): string =>
  upToSeconds === null
    ? `over ${spanWords(before?.upToSeconds ?? 0)}`
    : `≤ ${spanWords(upToSeconds)}`;

const replySpan = (seconds: number | null): string => (seconds === null ? '–' : spanWords(seconds));

const Legend = ({ series }: { series: readonly Series[] }) => (
  <ul className="flex flex-wrap gap-x-4 gap-y-1 text-meta text-soft">
    {series.map(({ key, name, color }) => (
      <li key={key} className="flex items-center gap-1.5">
        <Swatch color={color} />
        {name}
      </li>
    ))}
  </ul>
);

/** All plots of a range that is not empty. */
export default function AnalyticsCharts({ found }: { found: Analytics }) {
  const { days, firstReply, mentors } = found;
  const all = spanOf(days);
  const spans = spansOf(days);
  const weekly = spans.length < days.length;
  const over = all.sessions.completed + all.sessions.declined + all.sessions.expired;
  const when = weekly ? 'Week' : 'Day';
  const per = weekly ? 'week' : 'day';
  const none = (is: boolean, words: string): string | null => (is ? words : null);
  const noPeople = days.every((day) => day.people === 0);

  return (
    <div className="grid grid-cols-1 gap-4 wide:grid-cols-2">
      <AnalyticsCard
        title="Sessions by status"
        summary={`${numberWords(all.opened)} opened, by the ${per} they were opened and what became of them`}
        nothing={none(all.opened === 0, 'No session was opened.')}
        legend={<Legend series={statusSeries} />}
        table={{
          head: [when, ...statusSeries.map(({ name }) => name), 'All'],
          rows: spans.map((span) => [
            spanLabel(span.from, span.to),
            ...statusOrder.map((status) => numberWords(span.sessions[status])),
            numberWords(span.opened),
          ]),
        }}
      >
        <Bars
          rows={spans.map((span) => rowOf(span, span.sessions))}
          series={statusSeries}
          words={shortNumber}
        />
      </AnalyticsCard>
      <AnalyticsCard
        title="Messages"
        summary={`${numberWords(all.messages)} written, by ${per}`}
        nothing={none(all.messages === 0, 'Nobody wrote.')}
        table={{
          head: [when, 'Messages'],
          rows: spans.map((span) => [spanLabel(span.from, span.to), numberWords(span.messages)]),
        }}
      >
        <Bars
          rows={spans.map((span) => rowOf(span, { n: span.messages }))}
          series={one('Messages')}
          words={shortNumber}
        />
      </AnalyticsCard>
      <AnalyticsCard
        title="Active people"
        summary={`${numberWords(peopleADay(days))} wrote on a day, on average`}
        nothing={none(noPeople, 'Nobody wrote.')}
        table={{
          head: ['Day', 'People who wrote'],
          rows: days.map(({ day, people }) => [spanLabel(day, day), numberWords(people)]),
        }}
      >
        <Curve
          rows={days.map(({ day, people }) => ({
            label: dayLabel(day),
            title: spanLabel(day, day),
            values: { n: people },
          }))}
          series={one('People', '--color-chart-3')}
          words={shortNumber}
        />
      </AnalyticsCard>
      <AnalyticsCard
        title="Time to first reply"
        summary={
          firstReply.count === 0
            ? 'From the first message to the other side’s first'
            : `Half within ${replySpan(firstReply.medianSeconds)}, nine of ten within ${replySpan(firstReply.p90Seconds)}`
        }
        nothing={none(firstReply.count === 0, 'Nobody replied.')}
        table={{
          head: ['After', 'Sessions'],
          rows: firstReply.bars.map((bar, n) => [
            barLabel(bar, firstReply.bars[n - 1]),
            numberWords(bar.count),
          ]),
        }}
      >
        <LyingBars
          rows={firstReply.bars.map((bar, n) => {
            const label = barLabel(bar, firstReply.bars[n - 1]);
            return { label, title: label, values: { n: bar.count } };
          })}
          series={one('Sessions')}
          words={shortNumber}
        />
      </AnalyticsCard>
      <AnalyticsCard
        title="First reply by day"
        summary="Median, by the day a session was opened"
        nothing={none(firstReply.count === 0, 'Nobody replied.')}
        table={{
          head: ['Day', 'Median'],
          rows: days.map(({ day, firstReplySeconds }) => [
            spanLabel(day, day),
            replySpan(firstReplySeconds),
          ]),
        }}
      >
        <Curve
          rows={days.map(({ day, firstReplySeconds }) => ({
            label: dayLabel(day),
            title: spanLabel(day, day),
            values: { n: firstReplySeconds },
          }))}
          series={one('Median', '--color-chart-3')}
          words={spanWords}
          ticks={spanTicks(Math.max(...days.map((day) => day.firstReplySeconds ?? 0)))}
        />
      </AnalyticsCard>
      <AnalyticsCard
        title="Completion rate"
        summary={`${percentWords(all.completion)} completed of ${numberWords(over)} that are over`}
        nothing={none(all.completion === null, 'No session of these days is over.')}
        table={{
          head: [when, 'Completed', 'Over', 'Rate'],
          rows: spans.map((span) => [
            spanLabel(span.from, span.to),
            numberWords(span.sessions.completed),
            numberWords(span.sessions.completed + span.sessions.declined + span.sessions.expired),
            percentWords(span.completion),
          ]),
        }}
      >
        <Bars
          rows={spans.map((span) => rowOf(span, { n: span.completion }))}
          series={one('Completed', '--color-chart-5')}
          words={percentWords}
          ticks={PERCENT_TICKS}
        />
      </AnalyticsCard>
      <AnalyticsCard
        title="Mentors’ load"
        summary="The ten with most open sessions; completed of those opened in these days"
        nothing={none(mentors.length === 0, 'No mentoring in these days.')}
        legend={<Legend series={loadSeries} />}
        table={{
          head: ['Mentor', 'Open now', 'Completed', 'Opened', 'First reply'],
          rows: mentors.map((mentor) => [
            mentor.name ?? 'Deleted account',
            numberWords(mentor.open),
            numberWords(mentor.completed),
            numberWords(mentor.sessions),
            replySpan(mentor.firstReplySeconds),
          ]),
        }}
      >
        <LyingBars
          rows={mentors.map(({ name, open, completed }) => ({
            label: name ?? 'Deleted account',
            title: name ?? 'Deleted account',
            values: { open, completed },
          }))}
          series={loadSeries}
          words={shortNumber}
        />
      </AnalyticsCard>
      <AnalyticsCard
        title="Reports"
        summary={`${numberWords(all.reports)} filed, ${numberWords(all.reportRate)} for a hundred sessions opened`}
        nothing={none(all.reports === 0, 'Nobody reported anything.')}
        table={{
          head: [when, 'Reports', 'For 100 sessions'],
          rows: spans.map((span) => [
            spanLabel(span.from, span.to),
            numberWords(span.reports),
            numberWords(span.reportRate),
          ]),
        }}
      >
        <Bars
          rows={spans.map((span) => rowOf(span, { n: span.reports }))}
          series={one('Reports', '--color-chart-4')}
          words={shortNumber}
        />
      </AnalyticsCard>
    </div>
  );
}

const loadSeries: readonly Series[] = [
  { key: 'open', name: 'Open now', color: '--color-chart-3' },
  { key: 'completed', name: 'Completed', color: '--color-chart-5' },
];
