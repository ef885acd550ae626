import { randomUUID } from 'node:crypto';
import {
  asUser,
  call,
  makeSession,
  makeUser,
  send,
  set,
  type AppRole,
  type Sql,
} from '../support/database.ts';
import { putFile } from '../support/stored-files.ts';
import { liveALife, type Life } from './person-columns.ts';

/** Somebody who tries everything. */
export interface Actor {
  name: string;
  /** null is a visitor, who has not signed in. */
  id: string | null;
  /** The JWT's `session_id`. */
  authSessionId: string;
  /** An admin in fact: neither demoted nor suspended. */
  admin: boolean;
  suspended: boolean;
  /** Whether this sign-in holds a claim, without which nobody hears their own topic. */
  claims: boolean;
  /** The sessions in which they take part now. */
  sessions: readonly string[];
  /** Those that they have left. */
  left: readonly string[];
  /** Where they joined late, and the first message that they may see there. */
  late: { session: string; fromSeq: number } | null;
  /** The session that they read under a live grant. */
  reviews: string | null;
}

export interface Scene {
  /** Two people who talked, with a row in every table; whose secrets everybody is after. */
  life: Life;
  /** The session that everybody tries to get at. */
  session: string;
  actors: readonly Actor[];
}

/** What only the two of the scene may read: in every text of theirs but names and profiles. */
export const MARK = 'Zebrafinch';
/** How messages of the two begin. */
export const SAID = /Zebrafinch (first|edited|taken|there|after)|Zebrafinch\.pdf/;

const WHY = 'somebody asked for it';

/**
 * Two people's life, and around it everybody who should have no part in it, with rows of their own.
 * @param sql as the owner of a migrated, empty database
 */
export async function setTheScene(sql: Sql): Promise<Scene> {
  await set(sql, 'messages_per_minute', 1_000_000);
  const life = await liveALife(sql, MARK);
  const session = life.sessions.running;
  await sql`delete from private.account_states where user_id = ${life.person}`;
  // What everybody may know says nothing of the secret.
  await sql`update public.profiles set full_name = 'Theo Brandt', headline = null, bio = null, skills = '{}'
            where id = ${life.person}`;
  await sql`update public.products set name = 'Cup' where supplier_id = ${life.person}`;
  await sql`insert into storage.objects (bucket_id, name, owner_id)
            values ('avatars', ${`${life.peer}/${randomUUID()}.png`}, ${life.peer})`;
  await sql`insert into realtime.messages (topic, extension, event, payload, private)
            values (${`session:${session}`}, 'broadcast', 'typing', ${sql.json({ of: MARK })}, true)`;

  const actor = (name: string, id: string | null, more: Partial<Actor> = {}): Actor => ({
    name,
    id,
    authSessionId: randomUUID(),
    admin: false,
    suspended: false,
    claims: false,
    sessions: [],
    left: [],
    late: null,
    reviews: null,
    ...more,
  });
  const join = (who: string, fromSeq: number, leftAt: Date | null = null) =>
    sql`insert into public.participants (session_id, user_id, role, from_seq, left_at)
        values (${session}, ${who}, 'student', ${fromSeq}, ${leftAt})`;
  const suspend = (who: string) =>
    sql`insert into private.account_states (user_id, suspended_at) values (${who}, now())`;

  const ordinary: Actor[] = [];
  for (const [one, other, kind] of [
    ['student', 'mentor', 'mentoring'],
    ['buyer', 'supplier', 'buyer_supplier'],
  ] as const) {
    const pair = [await makeUser(sql, one), await makeUser(sql, other)] as const;
    const own = await makeSession(sql, ...pair, { kind });
    const file = await putFile(sql, own, pair[0]);
    await putFile(sql, own, pair[0]);
    await asUser(sql, pair[0], (tx) =>
      send(tx, own, 'ours', { attachments: [{ path: file, name: 'ours.pdf' }] }),
    );
    ordinary.push(
      actor(one, pair[0], { sessions: [own], claims: true }),
      actor(other, pair[1], { sessions: [own] }),
    );
  }
  const supplier = ordinary[3]!.id!;
  await sql`insert into public.products (supplier_id, name, price_cents, active)
            values (${supplier}, 'Plate', 100, true), (${supplier}, 'Withdrawn', 100, false)`;

  const former = actor('ex-participant', await makeUser(sql), { left: [session] });
  await join(former.id!, 1, new Date());
  const suspended = actor('suspended participant', await makeUser(sql), {
    suspended: true,
    sessions: [session],
  });
  await join(suspended.id!, 1);
  await suspend(suspended.id!);
  const [counters] = await sql<{ last_seq: number }[]>`
    select last_seq from public.sessions where id = ${session}`;
  const fromSeq = counters!.last_seq + 1;
  const late = actor('participant who joined late', await makeUser(sql), {
    sessions: [session],
    late: { session, fromSeq },
  });
  await join(late.id!, fromSeq);
  await asUser(sql, life.peer, (tx) => send(tx, session, `${MARK} after`));

  const participant = actor('participant', life.peer, {
    sessions: [...Object.values(life.sessions)],
    claims: true,
  });
  const admins = await makeAdmins(sql, session, ordinary[0]!.sessions[0]!, actor);
  await suspend(admins.find((one) => one.suspended)!.id!);

  const actors = [
    actor('visitor', null),
    ...ordinary,
    actor('outsider', await makeUser(sql)),
    former,
    suspended,
    late,
    participant,
    ...admins,
  ];
  for (const who of actors.filter((one) => one.claims))
    await asUser(sql, who.id, (tx) => call(tx, 'claim_connection', { p_device: 'Laptop' }), {
      authSessionId: who.authSessionId,
    });
  return { life, session, actors };
}

/** Admins in every relation to the session but taking part. */
async function makeAdmins(
  sql: Sql,
  session: string,
  otherSession: string,
  actor: (name: string, id: string, more: Partial<Actor>) => Actor,
): Promise<Actor[]> {
  const make = async (name: string, reviews: string | null, more: Partial<Actor>) => {
    const id = await makeUser(sql, 'admin');
    if (reviews !== null)
      await asUser(sql, id, (tx) =>
        call(tx, 'review_session', { p_session_id: reviews, p_reason: WHY }),
      );
    return actor(name, id, { admin: true, ...more });
  };
  const without = await make('admin without grant', null, {});
  const under = await make('admin with grant', session, { reviews: session });
  const elsewhere = await make('admin with a grant to another session', otherSession, {
    reviews: otherSession,
  });
  const ranOut = await make('admin whose grant ran out', session, {});
  await sql`update public.review_grants set expires_at = clock_timestamp() where admin_id = ${ranOut.id}`;
  const demoted = await make('admin who was demoted under a grant', session, { admin: false });
  // Not by set_role, which ends the grant as well.
  await sql`update public.profiles set role = ${'student' satisfies AppRole} where id = ${demoted.id}`;
  const suspended = await make('admin who was suspended under a grant', session, {
    admin: false,
    suspended: true,
  });
  return [without, under, elsewhere, ranOut, demoted, suspended];
}
