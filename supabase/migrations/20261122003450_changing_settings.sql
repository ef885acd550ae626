-- Limits and times that admins change while the product runs: within what makes sense, and with a history.

create table private.setting_rules (
  key text primary key references public.app_settings (key) on delete cascade,
  "default" jsonb not null,
  "min" integer not null,
  "max" integer not null check ("max" >= "min"),
  unit text not null
);

alter table private.setting_rules enable row level security;

comment on table private.setting_rules is
  'What a setting may be: a whole number from min to max. One row for each; without, nobody changes it.';

create policy "setting rules are closed to clients" on private.setting_rules
  for all to authenticated using (false) with check (false);

revoke all on table private.setting_rules from anon, authenticated, service_role;

-- The default is what the migrations wrote, which are all before this one.
insert into private.setting_rules (key, "default", "min", "max", unit)
select s.key, s.value, r."min", r."max", r.unit
from public.app_settings s
join (values
  ('changes_per_minute', 1, 1000, 'changes'),
  ('messages_per_minute', 1, 1000, 'messages'),
  ('rate_window_seconds', 1, 3600, 'seconds'),
  ('sessions_per_hour', 1, 1000, 'sessions'),
  ('session_window_seconds', 60, 86400, 'seconds'),
  ('connections_per_user', 1, 20, 'devices'),
  -- Clients say that they are there every 30 seconds.
  ('connection_live_seconds', 60, 3600, 'seconds'),
  ('connection_ttl_hours', 1, 720, 'hours'),
  ('presence_stale_seconds', 60, 3600, 'seconds'),
  ('request_ttl', 3600, 7776000, 'seconds'),
  ('edit_window', 0, 604800, 'seconds'),
  ('start_grace', 3600, 7776000, 'seconds'),
  ('first_reminder', 60, 604800, 'seconds'),
  ('last_reminder', 60, 86400, 'seconds'),
  ('escalate_after', 3600, 7776000, 'seconds'),
  ('rating_window', 0, 7776000, 'seconds'),
  ('applications_per_day', 1, 100, 'times'),
  ('downloads_per_day', 1, 100, 'times'),
  ('announcement_broadcasts', 0, 1000, 'people'),
  ('notification_retention', 86400, 315360000, 'seconds'),
  ('digest_gap', 60, 604800, 'seconds'),
  ('mail_lease', 10, 3600, 'seconds'),
  ('mail_retry', 10, 3600, 'seconds'),
  ('mail_attempts', 1, 100, 'times'),
  ('mail_retention', 86400, 315360000, 'seconds'),
  ('reports_per_day', 1, 1000, 'reports'),
  ('review_minutes', 1, 480, 'minutes')
) r (key, "min", "max", unit) on r.key = s.key;

create table public.setting_changes (
  id uuid primary key default gen_random_uuid(),
  key text not null,
  old_value jsonb not null,
  new_value jsonb not null,
  changed_by uuid not null,
  changed_at timestamptz not null default clock_timestamp()
);

alter table public.setting_changes enable row level security;

-- The history of one setting, newest first.
create index setting_changes_key_idx on public.setting_changes (key, changed_at desc);

create trigger setting_changes_append_only before update or delete or truncate on public.setting_changes
  for each statement execute function private.refuse_rewriting();

comment on table public.setting_changes is 'What each setting was before, since when and by whom. Append-only, for the owner, too.';
comment on column public.setting_changes.changed_by is
  'No foreign key: who changed it stays answerable when the account is gone.';

create policy "admins read how settings changed" on public.setting_changes
  for select to authenticated using ((select private.am_admin()));

revoke all on table public.setting_changes from anon, authenticated, service_role;
grant select on table public.setting_changes to authenticated, service_role;

create function private.setting_items(p_key text default null)
returns jsonb language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'key', s.key,
      'value', s.value,
      'default', r."default",
      'min', r."min",
      'max', r."max",
      'unit', r.unit,
      'description', s.description,
      'last_change', (
        select jsonb_build_object(
          'from', c.old_value, 'to', c.new_value, 'by', private.person_item(c.changed_by), 'at', c.changed_at
        )
        from public.setting_changes c where c.key = s.key order by c.changed_at desc limit 1
      )
    ) order by s.key
  ), '[]')
  from public.app_settings s
  join private.setting_rules r on r.key = s.key
  where p_key is null or s.key = p_key
$$;

create function private.list_settings()
returns jsonb language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_admin();
  return private.setting_items();
end;
$$;

create function private.set_setting(p_key text, p_value jsonb, p_expected jsonb)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_me constant uuid := private.require_admin();
  v_rule private.setting_rules;
  v_value jsonb;
begin
  select * into v_rule from private.setting_rules r where r.key = p_key;
  if not found then
    perform private.fail(404, 'not_found', 'This setting does not exist.');
  end if;
  if jsonb_typeof(p_value) is distinct from 'number'
    or p_value::numeric <> trunc(p_value::numeric)
    or p_value::numeric not between v_rule."min" and v_rule."max"
  then
    perform private.invalid('value', format(
      'Give a whole number from %s to %s (%s).', v_rule."min", v_rule."max", v_rule.unit
    ));
  end if;

  select s.value into v_value from public.app_settings s where s.key = p_key for no key update;
  if v_value = p_value then
    return private.setting_items(p_key) -> 0; -- a retry, or nothing to change
  end if;
  if v_value is distinct from p_expected then
    perform private.fail(
      409, 'stale', 'Another admin has changed this setting meanwhile.', jsonb_build_object('value', v_value)
    );
  end if;
  update public.app_settings s set value = to_jsonb(trunc(p_value::numeric)) where s.key = p_key;
  insert into public.setting_changes (key, old_value, new_value, changed_by) values (p_key, v_value, p_value, v_me);
  perform private.audit(
    'set_setting', null, null, null, jsonb_build_object('key', p_key, 'from', v_value, 'to', p_value)
  );
  return private.setting_items(p_key) -> 0;
end;
$$;

comment on function private.setting_items(text) is 'Settings as admins see them, one or all that have a rule.';
comment on function private.list_settings() is 'Definer because the rules are closed; the caller must be an admin.';
comment on function private.set_setting(text, jsonb, jsonb) is
  'Definer because nobody may write settings; the caller must be an admin.';

create function public.list_settings()
returns jsonb language sql stable set search_path = '' as $$ select private.list_settings() $$;

create function public.set_setting(p_key text, p_value jsonb, p_expected jsonb)
returns jsonb language sql set search_path = '' as $$ select private.set_setting(p_key, p_value, p_expected) $$;

comment on function public.list_settings() is
  'For admins: [{key, value, default, min, max, unit, description, last_change: {from, to, by, at} or null}], by key. The whole history is in setting_changes.';
comment on function public.set_setting(text, jsonb, jsonb) is
  'For admins: changes a setting to a whole number within its bounds, from p_expected, the value I know; returns it as in list_settings. stale {value} when another admin was faster; repeating changes nothing.';

revoke execute on function private.setting_items(text) from public;
revoke execute on function private.list_settings() from public;
revoke execute on function private.set_setting(text, jsonb, jsonb) from public;
revoke execute on function public.list_settings() from public, anon, service_role;
revoke execute on function public.set_setting(text, jsonb, jsonb) from public, anon, service_role;
grant execute on function private.list_settings() to authenticated;
grant execute on function private.set_setting(text, jsonb, jsonb) to authenticated;
grant execute on function public.list_settings() to authenticated;
grant execute on function public.set_setting(text, jsonb, jsonb) to authenticated;
