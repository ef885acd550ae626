import postgres from 'postgres';
import type { Claims } from './jwt.ts';

export type Extension = 'broadcast' | 'presence';

export interface Requester {
  claims: Claims;
  /** Topic without the `realtime:` prefix. */
  topic: string;
  /** Request headers a policy may read. */
  headers: Record<string, string>;
}

/**
 * - `denied`: row level security, a broken policy or an unknown role
 * - the others: the question could not be asked
 */
export type Refusal = 'denied' | 'canceled' | 'partition' | 'unavailable';

export type ReadAnswer =
  { ok: true; broadcast: boolean; presence: boolean } | { ok: false; refusal: Refusal };
export type WriteAnswer = { ok: true } | { ok: false; refusal: Refusal };

/** Carries an answer out of a transaction that must not commit. */
class RollBack extends Error {}

/**
 * Asks the policies on realtime.messages by trying: rows are inserted and read under the person's
 * role and claims, and everything is rolled back, so no probe is ever seen or delivered.
 */
export class Authorization {
  private readonly sql: postgres.Sql;

  constructor(sql: postgres.Sql) {
    this.sql = sql;
  }

  /** Which extensions of the topic the requester may read. */
  async read(requester: Requester, presence: boolean): Promise<ReadAnswer> {
    const extensions: Extension[] = presence ? ['broadcast', 'presence'] : ['broadcast'];
    let seen: string[] = [];
    const refusal = await this.probe(async (tx) => {
      const probes = await tx<{ id: string }[]>`
        insert into realtime.messages (topic, extension)
        select ${requester.topic}, unnest(${extensions}::text[])
        returning id`;
      await become(tx, requester);
      const visible = await tx<{ extension: string }[]>`
        select extension from realtime.messages
        where id = any(${probes.map((probe) => probe.id)}::uuid[]) and inserted_at = now()`;
      seen = visible.map((row) => row.extension);
    });
    if (refusal !== null) return { ok: false, refusal };
    return { ok: true, broadcast: seen.includes('broadcast'), presence: seen.includes('presence') };
  }

  /** Whether the requester may write to an extension of the topic. */
  async write(requester: Requester, extension: Extension): Promise<WriteAnswer> {
    const refusal = await this.probe(async (tx) => {
      await become(tx, requester);
      await tx`
        insert into realtime.messages (topic, extension) values (${requester.topic}, ${extension})`;
    });
    return refusal === null ? { ok: true } : { ok: false, refusal };
  }

  private async probe(
    work: (tx: postgres.TransactionSql) => Promise<void>,
  ): Promise<Refusal | null> {
    try {
      await this.sql.begin(async (tx) => {
        await work(tx);
        throw new RollBack();
      });
    } catch (error) {
      return error instanceof RollBack ? null : refusalOf(error);
    }
    return null;
  }
}

/** The settings that policies may read, and the role, until the end of the transaction. */
async function become(tx: postgres.TransactionSql, requester: Requester): Promise<void> {
  const { claims, topic, headers } = requester;
  const subject = typeof claims['sub'] === 'string' ? claims['sub'] : '';
  await tx`
    select
      set_config('realtime.topic', ${topic}, true),
      set_config('request.jwt.claims', ${JSON.stringify(claims)}, true),
      set_config('request.jwt.claim.sub', ${subject}, true),
      set_config('request.jwt.claim.role', ${claims.role}, true),
      set_config('request.headers', ${JSON.stringify(headers)}, true),
      set_config('role', ${claims.role}, true)`;
}

const QUERY_CANCELED = '57014';
const CHECK_VIOLATION = '23514';
/** Classes of connection, resource and shutdown errors. */
const UNAVAILABLE = /^(08|53|57|58)/;

function refusalOf(error: unknown): Refusal {
  if (!(error instanceof postgres.PostgresError)) return 'unavailable';
  if (error.code === QUERY_CANCELED) return 'canceled';
  if (error.code === CHECK_VIOLATION && error.message.includes('partition')) return 'partition';
  return UNAVAILABLE.test(error.code) ? 'unavailable' : 'denied';
}
