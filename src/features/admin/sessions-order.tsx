import { orderWords } from '../../core/admin-session-words.ts';
import { sessionSortColumns, type SessionSort } from '../../core/admin-sessions.ts';

const orders = sessionSortColumns.flatMap((column) =>
  (['desc', 'asc'] as const).map((direction) => ({ column, direction })),
);

const wordOf = ({ column, direction }: SessionSort): string => `${column}.${direction}`;

/** In which order the cards stand, where there are no headings to press. */
export const SessionsOrder = (props: {
  sort: SessionSort;
  onSort: (sort: SessionSort) => void;
}) => (
  <select
    aria-label="Order"
    value={wordOf(props.sort)}
    onChange={({ target }) => {
      const order = orders.find((one) => wordOf(one) === target.value);
      if (order !== undefined) props.onSort(order);
    }}
    className="ml-auto h-11 min-w-0 rounded-control border border-edge bg-raised px-2 text-base text-ink"
  >
    {orders.map((order) => (
      <option key={wordOf(order)} value={wordOf(order)}>
        {orderWords[order.column][order.direction]}
      </option>
    ))}
  </select>
);
