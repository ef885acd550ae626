import * as v from 'valibot';
import type { LimitQuestions, Setting, SettingChange } from '../core/limits-and-times.ts';
import type { NamedPerson } from '../core/reports.ts';
import { ProfileAsPerson } from './admin-rows.ts';
import type { ChatClient } from './client.ts';
import { unwrap } from './errors.ts';
import { parse, parseEach, Rows } from './parse.ts';
import { NamedRow } from './report-rows.ts';
import { Count, Id, Time } from './rows.ts';

/** Further back nobody looks. */
const MOST_CHANGES = 50;

const ChangeRow = v.pipe(
  v.object({ from: Count, to: Count, by: NamedRow, at: Time }),
  v.transform((row): SettingChange => row),
);

const SettingRow = v.pipe(
  v.object({
    key: v.string(),
    value: Count,
    default: Count,
    min: Count,
    max: Count,
    unit: v.string(),
    description: v.string(),
    last_change: v.nullable(ChangeRow),
  }),
  v.transform(({ last_change, ...row }): Setting => ({ ...row, lastChange: last_change })),
);

const HistoryRow = v.object({
  old_value: Count,
  new_value: Count,
  changed_by: Id,
  changed_at: Time,
});

/** Limits and times over PostgREST. */
export const createLimits = (client: ChatClient): LimitQuestions => ({
  settings: async () =>
    parseEach(
      SettingRow,
      parse(Rows, unwrap(await client.rpc('list_settings')), 'list of settings'),
      'setting',
    ),

  setSetting: async (key, value, expected) =>
    parse(
      SettingRow,
      unwrap(await client.rpc('set_setting', { p_key: key, p_value: value, p_expected: expected })),
      'setting',
    ),

  settingHistory: async (key) => {
    const rows = unwrap(
      await client
        .from('setting_changes')
        .select('old_value, new_value, changed_by, changed_at')
        .eq('key', key)
        .order('changed_at', { ascending: false })
        .limit(MOST_CHANGES),
    );
    const changes = parseEach(HistoryRow, rows ?? [], 'change of a setting');
    const ids = [...new Set(changes.map((change) => change.changed_by))];
    // The history outlives accounts, so it is not tied to them.
    const people = parseEach(
      ProfileAsPerson,
      unwrap(await client.from('profiles').select('id, full_name, role').in('id', ids)) ?? [],
      'person',
    );
    const who = (id: string): NamedPerson =>
      people.find((person) => person.id === id) ?? { id, name: null, role: null };
    return changes.map((change) => ({
      from: change.old_value,
      to: change.new_value,
      by: who(change.changed_by),
      at: change.changed_at,
    }));
  },
});
