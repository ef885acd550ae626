import {
  Bar,
  BarChart,
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';

/** The library moves, focuses and colours by itself unless told otherwise. */
const TICK = { fill: 'var(--color-soft)', fontSize: 12 } as const;
const AXIS = { stroke: 'var(--color-line)' } as const;
const MARGIN = { top: 6, right: 8, bottom: 0, left: 0 } as const;
const Y_WIDTH = 52;
const NAMES_WIDTH = 116;
/** Pixels between the labels of an axis, at least. */
const LABEL_GAP = 24;
const WIDEST_BAR = 36;
/** Between bars that stand on each other, for who cannot tell their colours apart. */
const SEAM = { stroke: 'var(--color-raised)', strokeWidth: 1 } as const;

/** One quantity in a plot; `color` is a token. */
export interface Series {
  readonly key: string;
  readonly name: string;
  readonly color: string;
}

/** One place on the axis: its label, its name in full, and a value for each series; null for none. */
export interface PlotRow {
  readonly label: string;
  readonly title: string;
  readonly values: Readonly<Record<string, number | null>>;
}

interface PlotProps {
  rows: readonly PlotRow[];
  series: readonly Series[];
  /** How a value is written, on the axis and where a finger or a pointer is. */
  words: (value: number) => string;
  /** Where the axis of values has its lines, from 0 to the end; what the library thinks if missing. */
  ticks?: readonly number[];
}

/** Settings of the axis of values. */
const scaleOf = (words: PlotProps['words'], ticks: PlotProps['ticks']) => ({
  tick: TICK,
  tickLine: false,
  allowDecimals: false,
  tickFormatter: words,
  ...(ticks === undefined ? {} : { ticks: [...ticks], domain: [0, ticks.at(-1) ?? 0] }),
});

const valueOf =
  (key: string) =>
  ({ values }: PlotRow): number | null =>
    values[key] ?? null;

interface TipProps {
  series: readonly Series[];
  words: (value: number) => string;
  active?: boolean;
  payload?: readonly { payload?: unknown }[];
}

/** What is under the pointer, in words. */
function Tip({ series, words, active = false, payload = [] }: TipProps) {
  const row = payload[0]?.payload as PlotRow | undefined;
  if (!active || row === undefined) return null;
  return (
    <div className="rounded-control border border-line bg-raised px-2.5 py-1.5 text-meta shadow-float">
      <p className="font-medium">
        <bdi>{row.title}</bdi>
      </p>
      {series.map(({ key, name, color }) => {
        const value = row.values[key] ?? null;
        return value === null || (value === 0 && series.length > 1) ? null : (
          <p key={key} className="flex items-center gap-1.5 text-soft">
            <Swatch color={color} />
            {name}: {words(value)}
          </p>
        );
      })}
    </div>
  );
}

export const Swatch = ({ color }: { color: string }) => (
  <span
    aria-hidden="true"
    className="size-2.5 shrink-0 rounded-[3px]"
    style={{ background: `var(${color})` }}
  />
);

/** Bars for days, weeks or classes; several series stand on each other. */
export const Bars = ({ rows, series, words, ticks }: PlotProps) => (
  <ResponsiveContainer>
    <BarChart data={[...rows]} margin={MARGIN} accessibilityLayer={false}>
      <CartesianGrid vertical={false} stroke="var(--color-line)" />
      <XAxis dataKey="label" tick={TICK} axisLine={AXIS} tickLine={false} minTickGap={LABEL_GAP} />
      <YAxis width={Y_WIDTH} axisLine={false} {...scaleOf(words, ticks)} />
      <Tooltip
        isAnimationActive={false}
        cursor={{ fill: 'var(--color-hover)' }}
        content={<Tip series={series} words={words} />}
      />
      {series.map(({ key, color }) => (
        <Bar
          key={key}
          dataKey={valueOf(key)}
          stackId="all"
          fill={`var(${color})`}
          {...SEAM}
          maxBarSize={WIDEST_BAR}
          isAnimationActive={false}
        />
      ))}
    </BarChart>
  </ResponsiveContainer>
);

/** A line through days; it ends where there is nothing, and a single day is a dot. */
export const Curve = ({ rows, series, words, ticks }: PlotProps) => (
  <ResponsiveContainer>
    <LineChart data={[...rows]} margin={MARGIN} accessibilityLayer={false}>
      <CartesianGrid vertical={false} stroke="var(--color-line)" />
      <XAxis dataKey="label" tick={TICK} axisLine={AXIS} tickLine={false} minTickGap={LABEL_GAP} />
      <YAxis width={Y_WIDTH} axisLine={false} {...scaleOf(words, ticks)} />
      <Tooltip
        isAnimationActive={false}
        cursor={{ stroke: 'var(--color-edge)' }}
        content={<Tip series={series} words={words} />}
      />
      {series.map(({ key, color }) => (
        <Line
          key={key}
          dataKey={valueOf(key)}
          stroke={`var(${color})`}
          strokeWidth={2}
          dot={rows.length === 1}
          connectNulls
          isAnimationActive={false}
        />
      ))}
    </LineChart>
  </ResponsiveContainer>
);

/** Bars that lie, each with somebody's name. */
export const LyingBars = ({ rows, series, words, ticks }: PlotProps) => (
  <ResponsiveContainer>
    <BarChart layout="vertical" data={[...rows]} margin={MARGIN} accessibilityLayer={false}>
      <CartesianGrid horizontal={false} stroke="var(--color-line)" />
      <XAxis type="number" axisLine={AXIS} {...scaleOf(words, ticks)} />
      <YAxis
        type="category"
        dataKey="label"
        width={NAMES_WIDTH}
        tick={TICK}
        axisLine={false}
        tickLine={false}
        interval={0}
      />
      <Tooltip
        isAnimationActive={false}
        cursor={{ fill: 'var(--color-hover)' }}
        content={<Tip series={series} words={words} />}
      />
      {series.map(({ key, color }) => (
        <Bar
          key={key}
          dataKey={valueOf(key)}
          stackId="all"
          fill={`var(${color})`}
          {...SEAM}
          maxBarSize={WIDEST_BAR}
          isAnimationActive={false}
        />
      ))}
    </BarChart>
  </ResponsiveContainer>
);
