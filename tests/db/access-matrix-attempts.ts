import type { Tx } from '../support/database.ts';
import type { Actor } from './access-matrix-scene.ts';

export interface Answer {
  /** SQLSTATE; `00000` when nothing was refused. */
  code: string;
  /** What a question was answered, how many rows a statement touched, or why it was refused. */
  text: string;
}

export interface Attempt {
  who: Actor;
  what: string;
  sql: string;
  /** Yields one value; otherwise the rows it touches are counted. */
  asks: boolean;
  /** The Realtime topic that is asked about. */
  topic?: string;
  /** Must be answered word for word as that one was: what is not theirs, as what does not exist. */
  sameAs?: Attempt;
  wanted: string;
  isFine: (answer: Answer) => boolean;
}

/** Refused by a grant, a policy or a rule about people. */
export const FORBIDDEN = '42501';
export const DONE = '00000';

/**
 * In the transaction's own temporary schema: runs each statement as the API would for that person,
 * in a subtransaction that is always undone.
 */
const RUNNER = `
  create function pg_temp.attempt(p_role text, p_claims text, p_list jsonb)
  returns table (code text, answer text) language plpgsql as $$
  declare
    v_one jsonb;
    v_rows bigint;
    v_detail text;
  begin
    for v_one in select value from jsonb_array_elements(p_list) loop
      begin
        perform set_config('request.jwt.claims', p_claims, true),
          set_config('realtime.topic', coalesce(v_one ->> 'topic', ''), true),
          -- As the Storage API does before it deletes: the policies alone must hold.
          set_config('storage.allow_delete_query', 'true', true),
          set_config('role', p_role, true);
        if (v_one ->> 'asks')::boolean then
          execute v_one ->> 'sql' into answer;
        else
          execute v_one ->> 'sql';
          get diagnostics v_rows = row_count;
          answer := v_rows;
        end if;
        raise exception using errcode = 'MX000', message = coalesce(answer, '');
      exception when others then
        get stacked diagnostics v_detail = pg_exception_detail;
        code := case sqlstate when 'MX000' then '${DONE}' else sqlstate end;
        answer := concat_ws(' ', sqlerrm, nullif(v_detail, ''));
      end;
      return next;
    end loop;
  end;
  $$`;

/**
 * Runs the attempts and says which went another way than they should.
 * @param tx as the owner; nothing that is attempted stays
 */
export async function findBreaches(tx: Tx, attempts: readonly Attempt[]): Promise<string[]> {
  await tx.unsafe(`drop function if exists pg_temp.attempt; ${RUNNER}`);
  const breaches: string[] = [];
  for (const who of new Set(attempts.map((attempt) => attempt.who))) {
    const theirs = attempts.filter((attempt) => attempt.who === who);
    const role = who.id === null ? 'anon' : 'authenticated';
    const claims = { role, sub: who.id ?? undefined, session_id: who.authSessionId };
    const list = theirs.map(({ sql, asks, topic }) => ({ sql, asks, topic }));
    const answers = await tx<Answer[]>`
      select code, answer as text from pg_temp.attempt(${role}, ${JSON.stringify(claims)}, ${JSON.stringify(list)}::text::jsonb)`;
    const answered = new Map(theirs.map((attempt, n) => [attempt, answers[n]!]));
    for (const [attempt, answer] of answered) {
      const twin = attempt.sameAs && answered.get(attempt.sameAs);
      if (twin !== undefined && (twin.code !== answer.code || twin.text !== answer.text))
        breaches.push(
          `${who.name}: ${attempt.what}: tells what exists: ${twin.code} ${twin.text} against ${answer.code} ${answer.text}`,
        );
      if (attempt.isFine(answer)) continue;
      breaches.push(
        `${who.name}: ${attempt.what}: should be ${attempt.wanted}, but was ${answer.code} ${answer.text.slice(0, 300)}`,
      );
    }
  }
  return breaches;
}
