import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { useDatabase } from '../support/accounts.ts';
import { makeSession, makeUser } from '../support/database.ts';
import { createPerson, type Person } from '../support/people.ts';
import { apiFunctions, apiRelations } from './catalog.ts';
import { refusalOf, rest, type Answer } from './rest.ts';
import { say } from './say.ts';

const facts = inject('stack');
const sql = useDatabase();
const SECRET = 'words for two';

let student: Person;
let mentor: Person;
let outsider: Person;
let sessionId: string;
let messageId: string;
/** Of either of the two. */
let notificationIds: string[];
const reportId = randomUUID();
/** Every id that belongs to the two. */
let theirs: string[];

beforeAll(async () => {
  [student, mentor, outsider] = await Promise.all([
    createPerson(facts, { fullName: 'Nora Lind' }),
    createPerson(facts, { role: 'mentor', fullName: 'Theo Brandt' }),
    createPerson(facts, { fullName: 'Somebody Else' }),
  ]);
  sessionId = await makeSession(sql(), student.id, mentor.id);
  for (const person of [student, mentor]) {
    await person.backend.claimConnection('Device', false);
    await person.backend.heartbeat('online', sessionId);
  }
  const messages = [
    await say(student, sessionId, `${SECRET}, first`),
    await say(mentor, sessionId, `${SECRET}, second`),
  ];
  messageId = messages[0]!.id;
  const change = async (name: string, body: Record<string, unknown>) =>
    expect((await rest(facts, student.accessToken, `rpc/${name}`, { body })).status).toBe(200);
  await change('edit_message', {
    p_id: messageId,
    p_content: `${SECRET}, edited`,
    p_expected_rev: 1,
  });
  await change('set_reaction', { p_message_id: messageId, p_emoji: '👍', p_on: true });
  await change('pin_message', { p_message_id: messageId, p_on: true });
  await sql()`
    insert into public.bookmarks (session_id, message_id, user_id)
    values (${sessionId}, ${messageId}, ${student.id})`;
  await sql()`insert into public.session_events (session_id, actor_id, event, to_status)
              values (${sessionId}, ${mentor.id}, 'started', 'in_progress')`;
  await sql()`select private.notify(${student.id}, 'reminder', ${SECRET}, null, ${sessionId}),
                     private.audit('look', ${sessionId}, ${student.id})`;
  const notifications = await sql()<{ id: string }[]>`
    select id from public.notifications where session_id = ${sessionId}`;
  notificationIds = notifications.map((row) => row.id);
  await sql()`insert into public.notification_preferences (user_id, type) values (${student.id}, 'reminder')`;
  await sql()`insert into public.notification_settings (user_id) values (${student.id})`;
  await sql()`insert into public.blocks (user_id, blocked_id) values (${student.id}, ${await makeUser(sql())})`;
  await sql()`insert into public.ratings (session_id, rater_id, ratee_id, stars, comment)
              values (${sessionId}, ${student.id}, ${mentor.id}, 5, ${SECRET})`;
  await sql()`insert into public.mentor_applications (user_id, status, statement)
              values (${student.id}, 'pending', ${SECRET})`;
  await sql()`insert into public.reports (id, reporter_id, session_id, message_id, reason, note)
              values (${reportId}, ${student.id}, ${sessionId}, ${messages[1]!.id}, 'other', ${SECRET})`;
  await mentor.backend.markRead(sessionId, 2);
  await student.backend.markDelivered(sessionId, 2);
  theirs = [
    student.id,
    mentor.id,
    sessionId,
    student.authSessionId,
    mentor.authSessionId,
    ...messages.map((message) => message.id),
  ];
});

const readers = () => [
  { who: 'a third person', token: outsider.accessToken },
  { who: 'a visitor', token: null },
];

describe('tables and views', () => {
  /** Meant for everybody who is signed in; whoever adds one here says so aloud. */
  const OPEN = new Set(['app_settings', 'products', 'profiles']);
  /** What even the two do not see. */
  const ADMINS_ONLY = new Set(['announcements', 'audit_log', 'review_grants', 'setting_changes']);

  /** Nothing was learned: refused, or an empty answer that counts nothing. */
  function expectNothing(answer: Answer, what: string): void {
    if (answer.status === 401 || answer.status === 403) {
      expect(answer.text, what).not.toContain(SECRET);
      return;
    }
    expect(answer.status, what).toBe(200);
    expect(answer.count, what).toBe(0);
    expect(['', '[]'], what).toContain(answer.text);
  }

  test('show no row and no count of the two’s to anybody else', async () => {
    const relations = (await apiRelations(sql())).filter(({ name }) => !OPEN.has(name));
    expect(relations.length).toBeGreaterThan(0);
    const exact = { headers: { prefer: 'count=exact' } };
    for (const { name, idColumns } of relations) {
      let seenByThem = 0;
      const asked = idColumns.map(async (column) => {
        const path = `${name}?select=${column}&${column}=in.(${theirs.join(',')})`;
        const own = await rest(facts, student.accessToken, path, exact);
        seenByThem += own.count ?? 0;
        for (const { who, token } of readers()) {
          const what = `${who}: ${path}`;
          expectNothing(await rest(facts, token, path, exact), what);
          expectNothing(await rest(facts, token, path, { method: 'HEAD', ...exact }), what);
        }
      });
      await Promise.all(asked);
      if (!ADMINS_ONLY.has(name))
        expect(seenByThem, `${name} holds something of the two`).toBeGreaterThan(0);
      for (const { who, token } of readers()) {
        const everything = await rest(facts, token, `${name}?select=*`);
        for (const id of [SECRET, sessionId]) {
          expect(everything.text, `${who}: ${name}`).not.toContain(id);
        }
      }
    }
  });

  test('nothing at all is open to visitors', async () => {
    for (const { name } of await apiRelations(sql())) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await rest(facts, null, `${name}?select=*`, {
          method,
          headers: { prefer: 'count=exact' },
        });
        expect(answer.status, `${method} ${name}`).toBe(401);
        expect(answer.count, name).toBeNull();
      }
    }
  });
});

describe('functions', () => {
  interface Call {
    args: (sessionId: string) => Record<string, unknown>;
    /** `notFound`: as if the session did not exist. `own`: answers about the caller only. */
    answer: 'notFound' | 'own' | 'invalid' | 'denied';
  }
  const ofSession = (more: Record<string, unknown> = {}): Call => ({
    args: (id) => ({ p_session_id: id, ...more }),
    answer: 'notFound',
  });
  const ofMessage = (name: 'p_id' | 'p_message_id', more: Record<string, unknown> = {}): Call => ({
    args: (id) => ({ [name]: id === sessionId ? messageId : randomUUID(), ...more }),
    answer: 'notFound',
  });
  /** How each function is tried; one that is missing here fails the test. */
  const CALLS: Record<string, Call> = {
    admin_count_sessions: { args: () => ({}), answer: 'denied' },
    admin_export_sessions: { args: () => ({}), answer: 'denied' },
    admin_list_sessions: { args: () => ({}), answer: 'denied' },
    admin_say: {
      args: (id) => ({
        p_session_id: id,
        p_id: randomUUID(),
        p_content: 'hello',
        p_reason: 'curious',
      }),
      answer: 'denied',
    },
    analytics: {
      args: () => ({ p_from: '2026-01-01', p_to: '2026-01-31' }),
      answer: 'denied',
    },
    announce: { args: () => ({ p_id: randomUUID(), p_title: 'Hello' }), answer: 'denied' },
    answer_extension: ofSession({ p_grant: true }),
    apply_as_mentor: { args: () => ({ p_statement: 'I help' }), answer: 'own' },
    assign_report: { args: () => ({ p_id: reportId }), answer: 'denied' },
    claim_connection: { args: () => ({ p_device: 'Device' }), answer: 'own' },
    claim_mails: { args: () => ({}), answer: 'denied' },
    decide_mentor: { args: () => ({ p_user_id: mentor.id, p_approve: true }), answer: 'denied' },
    delete_account: { args: () => ({ p_confirm: student.email }), answer: 'invalid' },
    delete_message: ofMessage('p_id'),
    download_my_data: { args: () => ({}), answer: 'own' },
    edit_message: ofMessage('p_id', { p_content: 'theirs', p_expected_rev: 1 }),
    end_review: { args: (id) => ({ p_session_id: id }), answer: 'denied' },
    export_audit: { args: () => ({}), answer: 'denied' },
    export_session: ofSession(),
    finish_mail: { args: () => ({ p_id: randomUUID() }), answer: 'denied' },
    get_messages: ofSession(),
    get_messages_by_id: ofSession({ p_ids: [randomUUID()] }),
    // Of somebody who is there it tells what the directory does, to everybody.
    get_profile: { args: () => ({ p_user_id: randomUUID() }), answer: 'notFound' },
    get_report: { args: () => ({ p_id: reportId }), answer: 'denied' },
    get_session: ofSession(),
    get_suspension: { args: () => ({ p_user_id: mentor.id }), answer: 'denied' },
    heartbeat: { args: (id) => ({ p_status: 'busy', p_session_id: id }), answer: 'own' },
    hide_message: { args: () => ({ p_id: messageId, p_reason: 'curious' }), answer: 'denied' },
    join_session: { args: (id) => ({ p_session_id: id, p_reason: 'curious' }), answer: 'denied' },
    leave_session: ofSession(),
    list_announcements: { args: () => ({}), answer: 'denied' },
    list_attachments: ofSession({ p_kind: 'files' }),
    list_audit: { args: () => ({}), answer: 'denied' },
    list_available_admins: { args: () => ({}), answer: 'own' },
    list_bookmarks: { args: () => ({}), answer: 'own' },
    list_mentor_applications: { args: () => ({}), answer: 'denied' },
    list_mentors: { args: () => ({}), answer: 'own' },
    list_notifications: { args: () => ({}), answer: 'own' },
    list_pins: ofSession(),
    list_products: { args: () => ({}), answer: 'own' },
    list_ratings: { args: () => ({ p_user_id: mentor.id }), answer: 'denied' },
    list_reports: { args: () => ({}), answer: 'denied' },
    list_reviews: ofSession(),
    list_sessions: { args: () => ({}), answer: 'own' },
    list_settings: { args: () => ({}), answer: 'denied' },
    mark_all_notifications_read: {
      args: () => ({ p_until: new Date().toISOString() }),
      answer: 'own',
    },
    mark_delivered: ofSession({ p_seq: 1 }),
    mark_notifications_read: { args: () => ({ p_ids: notificationIds }), answer: 'own' },
    mark_read: ofSession({ p_seq: 1 }),
    mark_unread_from: ofSession({ p_seq: 1 }),
    mentor_skills: { args: () => ({}), answer: 'own' },
    my_notification_settings: { args: () => ({}), answer: 'own' },
    my_reports: { args: () => ({}), answer: 'own' },
    my_settings: { args: () => ({}), answer: 'own' },
    my_suspension: { args: () => ({}), answer: 'own' },
    open_conversation: {
      args: () => ({ p_kind: 'support', p_peer_id: student.id }),
      answer: 'invalid',
    },
    overlapping_sessions: {
      args: () => ({ p_scheduled_at: new Date().toISOString(), p_peer_id: student.id }),
      answer: 'own',
    },
    pin_message: ofMessage('p_message_id', { p_on: false }),
    rate_session: ofSession({ p_stars: 5 }),
    release_connection: { args: () => ({}), answer: 'own' },
    release_report: { args: () => ({ p_id: reportId }), answer: 'denied' },
    report: ofSession({ p_id: randomUUID(), p_message_id: null, p_reason: 'spam' }),
    request_extension: ofSession({ p_minutes: 15 }),
    request_session: {
      // A mentor who was not approved takes no requests.
      args: () => ({ p_id: randomUUID(), p_mentor_id: mentor.id, p_subject: 'Me too' }),
      answer: 'invalid',
    },
    reschedule_session: ofSession({ p_scheduled_at: new Date().toISOString() }),
    resolve_report: {
      args: () => ({ p_id: reportId, p_outcome: 'dismissed', p_note: 'no' }),
      answer: 'denied',
    },
    restore_user: { args: () => ({ p_user_id: mentor.id, p_reason: 'spite' }), answer: 'denied' },
    review_session: {
      args: (id) => ({ p_session_id: id, p_reason: 'because I am curious' }),
      answer: 'denied',
    },
    review_timeline: ofSession(),
    search_messages: ofSession({ p_query: SECRET }),
    seq_at: ofSession({ p_at: '2026-01-01T00:00:00Z' }),
    sessions_with: { args: () => ({ p_peer_id: student.id }), answer: 'own' },
    set_block: { args: () => ({ p_user_id: student.id, p_on: false }), answer: 'own' },
    set_bookmark: ofMessage('p_message_id', { p_on: true }),
    set_notification_preference: {
      args: () => ({ p_type: 'reminder', p_in_app: false }),
      answer: 'own',
    },
    set_notification_settings: { args: () => ({ p_settings: { sound: false } }), answer: 'own' },
    set_reaction: ofMessage('p_message_id', { p_emoji: '👍', p_on: true }),
    set_read_receipts: { args: () => ({ p_on: false }), answer: 'own' },
    set_role: {
      args: () => ({ p_user_id: outsider.id, p_role: 'admin', p_reason: 'please' }),
      answer: 'denied',
    },
    set_session_state: ofSession({ p_archived: true }),
    set_setting: {
      args: () => ({ p_key: 'edit_window', p_value: 1, p_expected: 900 }),
      answer: 'denied',
    },
    show_history: ofSession({ p_user_id: randomUUID() }),
    suspend_user: { args: () => ({ p_user_id: mentor.id, p_reason: 'spite' }), answer: 'denied' },
    sync_session: ofSession({ p_since_rev: 0 }),
    transition_session: ofSession({ p_to: 'completed', p_reason: 'because' }),
    unread_count: { args: () => ({}), answer: 'own' },
    unsubscribe: { args: () => ({ p_token: randomUUID() }), answer: 'notFound' },
    withdraw_announcement: { args: () => ({ p_id: randomUUID() }), answer: 'denied' },
  };
  const STATUS = { notFound: 404, invalid: 422, denied: 403 } as const;

  const call = (token: string | null, name: string, id: string): Promise<Answer> =>
    rest(facts, token, `rpc/${name}`, { body: CALLS[name]?.args(id) ?? {} });

  /** Everything of the two that a function could have changed. */
  const footprint = () => sql()`
    select s.last_seq, s.last_rev, s.updated_at,
      (select jsonb_agg(m order by m.seq) from public.messages m where m.session_id = s.id) as messages,
      (select jsonb_agg(st order by st.user_id) from public.participant_state st where st.session_id = s.id) as states,
      (select jsonb_agg(r order by r.user_id) from public.receipts r where r.session_id = s.id) as receipts,
      (select jsonb_agg(p order by p.user_id) from public.participants p where p.session_id = s.id) as participants,
      (select jsonb_agg(r order by r.id) from public.reports r where r.session_id = s.id) as reports,
      (select jsonb_agg(n order by n.id) from public.notifications n where n.session_id = s.id) as notifications,
      (select jsonb_agg(o order by o.user_id) from public.notification_settings o
        where o.user_id in (${student.id}, ${mentor.id})) as settings,
      (select jsonb_agg(o order by o.user_id, o.type) from public.notification_preferences o
        where o.user_id in (${student.id}, ${mentor.id})) as preferences,
      (select jsonb_agg(c order by c.user_id) from public.realtime_connections c
        where c.user_id in (${student.id}, ${mentor.id})) as connections
    from public.sessions s where s.id = ${sessionId}`;

  test('each is known here', async () => {
    expect(await apiFunctions(sql())).toEqual(Object.keys(CALLS).sort());
  });

  test('a third person gets nothing out of any, and changes nothing', async () => {
    const before = await footprint();
    for (const [name, { answer }] of Object.entries(CALLS)) {
      const got = await call(outsider.accessToken, name, sessionId);
      for (const id of [SECRET, student.id, mentor.id]) expect(got.text, name).not.toContain(id);
      if (answer === 'own') {
        expect(got.status, `${name}: ${got.text}`).toBeLessThan(300);
        expect(got.text, name).not.toContain(sessionId);
        continue;
      }
      expect(got.status, `${name}: ${got.text}`).toBe(STATUS[answer]);
      if (answer === 'notFound') {
        const missing = await call(outsider.accessToken, name, randomUUID());
        expect(refusalOf(got), name).toEqual(refusalOf(missing));
        expect(got.text, name).toBe(missing.text);
      }
    }
    expect(await footprint()).toEqual(before);
    expect((await call(outsider.accessToken, 'unread_count', sessionId)).body).toBe(0);
    const [presence] = await sql()`
      select session_id from public.user_presence where user_id = ${outsider.id}`;
    expect(presence).toEqual({ session_id: null });
  });

  test('searching everything finds nothing of the two', async () => {
    for (const body of [
      { p_query: SECRET },
      { p_query: 'words' },
      { p_sender_id: student.id },
      { p_after: '2020-01-01T00:00:00Z' },
    ]) {
      const answer = await rest(facts, outsider.accessToken, 'rpc/search_messages', { body });
      expect(answer.body).toEqual({ items: [], has_more: false, next_cursor: null });
      const own = await rest(facts, mentor.accessToken, 'rpc/search_messages', { body });
      expect((own.body as { items: unknown[] }).items.length, JSON.stringify(body)).toBeGreaterThan(
        0,
      );
    }
  });

  test('a visitor may call none but the one that a mail leads to', async () => {
    expect((await call(null, 'unsubscribe', sessionId)).status).toBe(404);
    for (const name of Object.keys(CALLS).filter((one) => one !== 'unsubscribe')) {
      const got = await call(null, name, sessionId);
      expect(refusalOf(got), name).toMatchObject({ status: 401, code: '42501' });
      expect(got.text, name).not.toContain(SECRET);
    }
  });

  test('an id that is taken says so, and no more', async () => {
    const { body, status, text } = await rest(
      facts,
      outsider.accessToken,
      'rpc/open_conversation',
      { body: { p_kind: 'support', p_id: sessionId } },
    );
    expect(status).toBe(409);
    expect(body).toMatchObject({ message: 'Another conversation already has this id.' });
    expect(text).not.toContain(SECRET);
  });
});
