import { beforeEach, describe, expect, test } from 'vitest';
import { asUser, call, createTestDatabase, makeUser, refusal } from '../support/database.ts';

const { sql } = await createTestDatabase();
const TYPES = [
  ...['session_request', 'session_accepted', 'session_declined', 'message_received'],
  ...['session_completed', 'mentor_approved', 'system_announcement', 'reminder'],
];
let me: string;

beforeEach(async () => {
  me = await makeUser(sql);
  await sql`delete from realtime.messages`;
});

interface Settings {
  preferences: Record<string, { in_app: boolean; browser: boolean; email: boolean }>;
  settings: Record<string, string | number | boolean | null>;
}
const mine = (who = me) => asUser(sql, who, (tx) => call<Settings>(tx, 'my_notification_settings'));
const prefer = (args: Record<string, string | boolean | null>, who = me) =>
  asUser(sql, who, (tx) => call<Settings>(tx, 'set_notification_preference', args));
const choose = (settings: unknown, who: string | null = me) =>
  asUser(sql, who, async (tx) => {
    const [row] = await tx<{ all: Settings }[]>`
      select public.set_notification_settings(${JSON.stringify(settings)}::text::jsonb) as all`;
    return row!.all;
  });
const told = async () => {
  const rows = await sql<{ topic: string; payload: Record<string, unknown> }[]>`
    select topic, payload - 'id' as payload from realtime.messages where event = 'notification' order by inserted_at`;
  return rows.map(({ topic, payload }) => [topic, payload]);
};

describe('preferences', () => {
  test('are complete from the beginning: everything on, no quiet hours', async () => {
    expect(await mine()).toEqual({
      preferences: Object.fromEntries(
        TYPES.map((type) => [type, { in_app: true, browser: true, email: true }]),
      ),
      settings: {
        quiet_from: null,
        quiet_to: null,
        timezone: null,
        profile_timezone: 'UTC',
        sound: true,
        sound_at_night: false,
        email: true,
        digest_minutes: 30,
      },
    });
  });

  test('change by type and channel, leave what is not given, and tell the other devices', async () => {
    await prefer({ p_type: 'reminder', p_email: false });
    const all = await prefer({ p_type: 'reminder', p_browser: false, p_email: null });
    expect(all.preferences['reminder']).toEqual({ in_app: true, browser: false, email: false });
    expect(all.preferences['message_received']).toEqual({
      in_app: true,
      browser: true,
      email: true,
    });
    expect(await mine()).toEqual(all);
    const heard = await told();
    expect(heard).toHaveLength(2);
    expect(heard.at(-1)).toEqual([`user:${me}`, { settings: all }]);
    await prefer({ p_type: 'reminder', p_browser: false });
    expect(await told()).toHaveLength(2);
  });

  test('are one’s own: nobody sees or changes others’', async () => {
    await prefer({ p_type: 'reminder', p_in_app: false });
    await choose({ sound: false });
    const other = await makeUser(sql);
    expect((await mine(other)).settings['sound']).toBe(true);
    const seen = await asUser(
      sql,
      other,
      (tx) => tx`
        select user_id from public.notification_preferences union all select user_id from public.notification_settings`,
    );
    expect(seen).toEqual([]);
    expect((await refusal(choose({ sound: true }, null))).sqlstate).toBe('42501');
  });

  test('need a type that there is, and an account that is active', async () => {
    expect((await refusal(prefer({ p_type: null }))).detail).toMatchObject({ code: 'invalid' });
    expect((await refusal(prefer({ p_type: 'gossip' }))).sqlstate).toBe('22P02');
    await sql`insert into private.account_states (user_id, suspended_at) values (${me}, now())`;
    expect((await refusal(prefer({ p_type: 'reminder' }))).sqlstate).toBe('42501');
    expect((await refusal(choose({ sound: false }))).sqlstate).toBe('42501');
  });

  test('chosen on two devices at once are both kept', async () => {
    await Promise.all([
      prefer({ p_type: 'reminder', p_email: false }),
      prefer({ p_type: 'reminder', p_browser: false }),
      choose({ sound: false }),
      choose({ email: false }),
    ]);
    expect(await mine()).toMatchObject({
      preferences: { reminder: { browser: false, email: false } },
      settings: { sound: false, email: false },
    });
  });
});

describe('settings', () => {
  test('change by key, and leave the others', async () => {
    await choose({ quiet_from: '22:00', quiet_to: '07:30', timezone: 'Europe/Berlin' });
    const all = await choose({ digest_minutes: 60, sound: false, sound_at_night: true });
    expect(all.settings).toEqual({
      quiet_from: '22:00',
      quiet_to: '07:30',
      timezone: 'Europe/Berlin',
      profile_timezone: 'UTC',
      sound: false,
      sound_at_night: true,
      email: true,
      digest_minutes: 60,
    });
    expect((await told()).at(-1)).toEqual([`user:${me}`, { settings: all }]);
    await choose({ digest_minutes: 60 });
    await choose({});
    expect(await told()).toHaveLength(2);
    const off = await choose({ quiet_from: null, quiet_to: null, timezone: null });
    expect(off.settings).toMatchObject({ quiet_from: null, quiet_to: null, timezone: null });
  });

  test.each<[string, unknown, string[]]>([
    ['an hour that there is not', { quiet_from: '24:00', quiet_to: '07:00' }, ['quiet_from']],
    ['a time in words', { quiet_from: '22:00', quiet_to: 'now' }, ['quiet_to']],
    ['one end only', { quiet_from: '22:00' }, ['quiet_to']],
    ['no length', { quiet_from: '22:00', quiet_to: '22:00' }, ['quiet_to']],
    ['a time zone that nobody knows', { timezone: 'Moon/Base' }, ['timezone']],
    ['an offset of one’s own', { timezone: 'FOO+3' }, ['timezone']],
    ['a time zone that is a number', { timezone: 3 }, ['timezone']],
    ['words for a switch', { sound: 'yes', email: null }, ['sound', 'email']],
    ['too short a wait', { digest_minutes: 4 }, ['digest_minutes']],
    ['too long a wait', { digest_minutes: 1441 }, ['digest_minutes']],
    ['half a minute', { digest_minutes: 7.5 }, ['digest_minutes']],
    ['something else', { push: true, user_id: 'x' }, ['push', 'user_id']],
    ['no object', ['sound'], ['settings']],
    ['nothing', null, ['settings']],
  ])('refuse %s, by field, and change nothing', async (_what, settings, fields) => {
    const { sqlstate, detail } = await refusal(choose(settings));
    expect(sqlstate).toBe('PT422');
    expect(detail).toMatchObject({ code: 'invalid' });
    expect(Object.keys(detail['fields'] as object).sort()).toEqual([...fields].sort());
    expect(await sql`select 1 from public.notification_settings where user_id = ${me}`).toEqual([]);
    expect(await told()).toEqual([]);
  });
});

describe('quiet hours', () => {
  const until = async (at: string) => {
    const [row] = await sql<{ until: Date | null }[]>`
      select private.quiet_until(${me}, ${at}::text::timestamptz) as until`;
    return row!.until?.toISOString() ?? null;
  };

  test('nobody has any who did not choose them', async () => {
    expect(await until('2026-01-01T03:00Z')).toBeNull();
    await choose({ sound: false });
    expect(await until('2026-01-01T03:00Z')).toBeNull();
  });

  test('within a day: from the first minute to the last', async () => {
    await choose({ quiet_from: '13:00', quiet_to: '14:00', timezone: 'UTC' });
    expect(await until('2026-01-01T12:59:59Z')).toBeNull();
    expect(await until('2026-01-01T13:00:00Z')).toBe('2026-01-01T14:00:00.000Z');
    expect(await until('2026-01-01T13:59:59Z')).toBe('2026-01-01T14:00:00.000Z');
    expect(await until('2026-01-01T14:00:00Z')).toBeNull();
  });

  test('over midnight: until the next morning, or this one', async () => {
    await choose({ quiet_from: '22:00', quiet_to: '07:00', timezone: 'Asia/Tokyo' });
    expect(await until('2026-01-01T12:59:00Z')).toBeNull(); // 21:59 there
    expect(await until('2026-01-01T13:00:00Z')).toBe('2026-01-01T22:00:00.000Z');
    expect(await until('2026-01-01T16:00:00Z')).toBe('2026-01-01T22:00:00.000Z'); // 01:00 there
    expect(await until('2026-01-01T22:00:00Z')).toBeNull();
  });

  test('end by the clock on the wall in nights that are shorter or longer', async () => {
    await choose({ quiet_from: '22:00', quiet_to: '07:00', timezone: 'Europe/Berlin' });
    // 29 March: clocks go from 2 to 3; 25 October: back from 3 to 2.
    expect(await until('2026-03-28T22:00:00Z')).toBe('2026-03-29T05:00:00.000Z');
    expect(await until('2026-10-24T21:00:00Z')).toBe('2026-10-25T06:00:00.000Z');
  });

  test('that end in an hour which the clock leaves out, or has twice, still end later', async () => {
    await choose({ quiet_from: '22:00', quiet_to: '02:30', timezone: 'Europe/Berlin' });
    for (const at of ['2026-03-29T00:50:00Z', '2026-10-25T00:15:00Z', '2026-10-25T01:15:00Z']) {
      const end = await until(at);
      expect(Date.parse(end!)).toBeGreaterThan(Date.parse(at));
      expect(Date.parse(end!) - Date.parse(at)).toBeLessThan(2 * 3_600_000);
    }
  });

  test('go by the profile’s time zone where none was chosen, and by UTC where that means nothing', async () => {
    await choose({ quiet_from: '00:00', quiet_to: '06:00' });
    await sql`update public.profiles set timezone = 'America/New_York' where id = ${me}`;
    expect(await until('2026-01-01T06:00:00Z')).toBe('2026-01-01T11:00:00.000Z');
    await sql`update public.profiles set timezone = 'somewhere' where id = ${me}`;
    expect(await until('2026-01-01T06:00:00Z')).toBeNull();
    expect(await until('2026-01-01T05:00:00Z')).toBe('2026-01-01T06:00:00.000Z');
  });
});
