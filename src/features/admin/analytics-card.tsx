import { Table2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';

/** The numbers of a plot, as a table: a head, and rows that begin with what they are about. */
export interface CardTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * A plot with what it says in one line, and the same numbers as a table. The plot is a picture with
 * `summary` as its description.
 */
export function AnalyticsCard(props: {
  title: string;
  summary: string;
  table: CardTable;
  legend?: ReactNode;
  /** Said in the place of a plot that would be empty. */
  nothing: string | null;
  children: ReactNode;
}) {
  const { title, summary, table, legend, nothing, children } = props;
  const [asTable, setAsTable] = useState(false);
  return (
    <section
      aria-label={title}
      className="flex min-w-0 flex-col gap-3 rounded-bubble border border-line bg-raised p-4"
    >
      <header className="flex items-start gap-3">
        <div className="min-w-0 grow">
          <h3 className="font-semibold">{title}</h3>
          <p className="text-meta text-soft">{summary}</p>
        </div>
        {nothing === null && (
          <Button
            look="quiet"
            size="small"
            className="-mt-1 -mr-2 gap-1.5 aria-pressed:bg-tint aria-pressed:text-accent"
            aria-pressed={asTable}
            aria-label={`${title} as a table`}
            onClick={() => setAsTable(!asTable)}
          >
            <Table2 size={16} aria-hidden="true" />
            Table
          </Button>
        )}
      </header>
      {nothing !== null && (
        <p className="grid h-56 place-items-center text-center text-soft">{nothing}</p>
      )}
      {nothing === null && asTable && <NumberTable title={title} table={table} />}
      {nothing === null && !asTable && (
        <>
          {legend}
          {/* As high as its neighbour allows, which the plot cannot measure by itself. */}
          <div role="img" aria-label={`${title}: ${summary}`} className="relative min-h-56 grow">
            <div className="absolute inset-0">{children}</div>
          </div>
        </>
      )}
    </section>
  );
}

const NumberTable = ({ title, table }: { title: string; table: CardTable }) => (
  <div
    role="region"
    aria-label={`${title}, table`}
    // Scrolled by the arrow keys, which only what has the focus hears.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    tabIndex={0}
    className="max-h-64 overflow-auto rounded-control border border-line scroll-quiet"
  >
    <table aria-label={title} className="w-full border-collapse text-meta tabular-nums">
      <thead className="sticky top-0 bg-sunken">
        <tr>
          {table.head.map((text, n) => (
            <th
              key={text}
              scope="col"
              className={`px-3 py-2 font-medium whitespace-nowrap ${n === 0 ? 'text-start' : 'text-end'}`}
            >
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row, line) => (
          <tr key={line} className="border-t border-line">
            {row.map((text, n) =>
              n === 0 ? (
                <th
                  key={n}
                  scope="row"
                  className="px-3 py-1.5 text-start font-normal whitespace-nowrap"
                >
                  <bdi>{text}</bdi>
                </th>
              ) : (
                <td key={n} className="px-3 py-1.5 text-end whitespace-nowrap">
                  {text}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
