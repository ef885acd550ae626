import { asUser, type Sql, type Tx } from '../support/database.ts';
import { summary } from './statistics.ts';

const RUNS = 200;
const WARM_UP = 20;

interface Explained {
  'QUERY PLAN': [{ 'Execution Time': number }];
}

/** Runs a statement; milliseconds inside the server, triggers included, without the way there. */
export async function serverTimeOf(tx: Tx, statement: string): Promise<number> {
  const [row] = await tx.unsafe<Explained[]>(`explain (analyze, format json) ${statement}`);
  const plan = row?.['QUERY PLAN'];
  if (plan === undefined) throw new Error('PostgreSQL explained nothing.');
  return plan[0]['Execution Time'];
}

/** Runs a statement many times as a person, in one transaction; milliseconds inside the server. */
export const measureAs = (sql: Sql, who: string, statement: string) =>
  asUser(sql, who, async (tx) => {
    const times: number[] = [];
    for (let n = 0; n < RUNS + WARM_UP; n += 1) {
      const time = await serverTimeOf(tx, statement);
      if (n >= WARM_UP) times.push(time);
    }
    return summary(times);
  });
