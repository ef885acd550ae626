-- What people want to be told, and where; their quiet hours are asked for in the next file.

create table public.notification_preferences (
  user_id uuid not null references public.profiles (id) on delete cascade,
  type public.notification_type not null,
  in_app boolean not null default true,
  browser boolean not null default true,
  email boolean not null default true,
  push boolean not null default false,
  primary key (user_id, type)
);

create table public.notification_settings (
  user_id uuid primary key references public.profiles (id) on delete cascade,
  quiet_from time,
  quiet_to time,
  timezone text check (char_length(timezone) <= 64),
  sound boolean not null default true,
  sound_at_night boolean not null default false,
  email boolean not null default true,
  digest_minutes integer not null default 30 check (digest_minutes between 5 and 1440),
  check ((quiet_from is null) = (quiet_to is null)),
  check (quiet_from <> quiet_to)
);

alter table public.notification_preferences enable row level security;
alter table public.notification_settings enable row level security;

comment on table public.notification_preferences is
  'Only what somebody chose: whatever has no row is as the columns'' defaults say. Notifications are made in any case.';
comment on column public.notification_preferences.push is 'Nothing is pushed yet.';
comment on table public.notification_settings is 'As notification_preferences: no row means the defaults.';
comment on column public.notification_settings.quiet_from is
  'Quiet hours in the person''s time zone; they may pass midnight. Priority 5 passes them.';
comment on column public.notification_settings.timezone is 'IANA name; null: the profile''s, or else UTC';
comment on column public.notification_settings.sound_at_night is 'also in quiet hours, or from 22 to 7 where there are none';
comment on column public.notification_settings.email is 'whether there is any mail at all';
comment on column public.notification_settings.digest_minutes is 'how long something must be unread before a mail tells of it';

create policy "people read their own preferences" on public.notification_preferences
  for select to authenticated using (user_id = (select auth.uid()));
create policy "people read their own notification settings" on public.notification_settings
  for select to authenticated using (user_id = (select auth.uid()));

revoke all on table public.notification_preferences, public.notification_settings from anon, authenticated, service_role;
grant select on table public.notification_preferences, public.notification_settings to authenticated, service_role;

create function private.types_not_in_app(p_user_id uuid)
returns public.notification_type[] language plpgsql stable set search_path = '' as $$
begin
  return array(select p.type from public.notification_preferences p where p.user_id = p_user_id and not p.in_app);
end;
$$;

------------------------------------------------------------------------------------------------------------------------
-- Reading and changing them
------------------------------------------------------------------------------------------------------------------------

create function private.notification_settings_item(p_user_id uuid)
returns jsonb language plpgsql stable set search_path = '' as $$
declare
  c_clock constant text := 'HH24:MI';
  v_settings public.notification_settings;
begin
  select * into v_settings from public.notification_settings s where s.user_id = p_user_id;
  return jsonb_build_object(
    'preferences', (
      select jsonb_object_agg(t.type, jsonb_build_object(
        'in_app', coalesce(p.in_app, true), 'browser', coalesce(p.browser, true), 'email', coalesce(p.email, true)
      ))
      from unnest(enum_range(null::public.notification_type)) t (type)
      left join public.notification_preferences p on p.user_id = p_user_id and p.type = t.type
    ),
    'settings', jsonb_build_object(
      'quiet_from', to_char(v_settings.quiet_from, c_clock),
      'quiet_to', to_char(v_settings.quiet_to, c_clock),
      'timezone', v_settings.timezone,
      -- As timezone_of has it where none is chosen here.
      'profile_timezone', (
        select case when private.is_timezone(p.timezone) then p.timezone else 'UTC' end
        from public.profiles p where p.id = p_user_id
      ),
      'sound', coalesce(v_settings.sound, true),
      'sound_at_night', coalesce(v_settings.sound_at_night, false),
      'email', coalesce(v_settings.email, true),
      'digest_minutes', coalesce(v_settings.digest_minutes, 30)
    )
  );
end;
$$;

comment on function private.notification_settings_item(uuid) is
  'What a person chose, complete, as answers and broadcasts carry it; where nothing was chosen, what holds then.';

create function private.tell_notification_settings(p_user_id uuid)
returns jsonb language plpgsql set search_path = '' as $$
declare
  v_item constant jsonb := private.notification_settings_item(p_user_id);
begin
  perform private.tell(p_user_id, 'notification', jsonb_build_object('settings', v_item));
  return v_item;
end;
$$;

create function private.my_notification_settings()
returns jsonb language plpgsql stable security definer set search_path = '' as $$
begin
  return private.notification_settings_item((select auth.uid()));
end;
$$;

create function private.set_notification_preference(
  p_type public.notification_type, p_in_app boolean, p_browser boolean, p_email boolean
)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_me constant uuid := auth.uid();
begin
  -- Two devices that choose at once take turns, so that the last broadcast tells of both.
  perform private.lock_user(v_me);
  if p_type is null then
    perform private.invalid('type', 'Say which notifications are meant.');
  end if;
  insert into public.notification_preferences as p (user_id, type, in_app, browser, email)
  values (v_me, p_type, coalesce(p_in_app, true), coalesce(p_browser, true), coalesce(p_email, true))
  on conflict (user_id, type) do update set
    in_app = coalesce(p_in_app, p.in_app), browser = coalesce(p_browser, p.browser), email = coalesce(p_email, p.email)
  where (p.in_app, p.browser, p.email)
    <> (coalesce(p_in_app, p.in_app), coalesce(p_browser, p.browser), coalesce(p_email, p.email));
  if not found then
    return private.notification_settings_item(v_me);
  end if;
  return private.tell_notification_settings(v_me);
end;
$$;

create function private.setting_error(p_key text, p_value jsonb)
returns text language plpgsql stable set search_path = '' as $$
declare
  c_digest_minutes constant numrange := '[5,1440]';
  v_text constant text := p_value #>> '{}';
  v_kind constant text := jsonb_typeof(p_value);
begin
  case
    when p_key in ('quiet_from', 'quiet_to') then
      if v_kind <> 'null' and (v_kind <> 'string' or v_text !~ '^([01][0-9]|2[0-3]):[0-5][0-9](:00)?$') then
        return 'Give a time from 00:00 to 23:59.';
      end if;
    when p_key = 'timezone' then
      if v_kind <> 'null' and (v_kind <> 'string' or not private.is_timezone(v_text)) then
        return 'This time zone is not known.';
      end if;
    when p_key in ('sound', 'sound_at_night', 'email') then
      if v_kind <> 'boolean' then
        return 'Choose on or off.';
      end if;
    when p_key = 'digest_minutes' then
      if v_kind <> 'number' or not v_text::numeric <@ c_digest_minutes or v_text::numeric % 1 <> 0 then
        return 'Choose from 5 minutes to 24 hours.';
      end if;
    else
      return 'There is no such setting.';
  end case;
  return null;
end;
$$;

comment on function private.setting_error(text, jsonb) is 'What is wrong with one value of the notification settings; null if nothing.';

create function private.set_notification_settings(p_settings jsonb)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_me constant uuid := auth.uid();
  v_before public.notification_settings;
  v_after public.notification_settings;
  v_errors jsonb;
begin
  perform private.lock_user(v_me);
  if coalesce(jsonb_typeof(p_settings), '') <> 'object' then
    perform private.invalid('settings', 'Give the settings to change.');
  end if;
  select jsonb_object_agg(given.key, given.error) into v_errors
  from (
    select e.key, private.setting_error(e.key, e.value) as error from jsonb_each(p_settings) e
  ) given
  where given.error is not null;

  if v_errors is null then
    insert into public.notification_settings (user_id) values (v_me) on conflict (user_id) do nothing;
    select * into v_before from public.notification_settings s where s.user_id = v_me;
    v_after := jsonb_populate_record(v_before, p_settings);
    if (v_after.quiet_from is null) <> (v_after.quiet_to is null) then
      v_errors := jsonb_build_object(
        case when v_after.quiet_from is null then 'quiet_from' else 'quiet_to' end, 'Quiet hours need a beginning and an end.'
      );
    elsif v_after.quiet_from = v_after.quiet_to then
      v_errors := jsonb_build_object('quiet_to', 'Quiet hours must end at another time than they begin.');
    end if;
  end if;
  if v_errors is not null then
    perform private.fail(
      422, 'invalid', (select e.value from jsonb_each_text(v_errors) e limit 1), jsonb_build_object('fields', v_errors)
    );
  end if;

  if v_after is not distinct from v_before then
    return private.notification_settings_item(v_me);
  end if;
  update public.notification_settings s set
    quiet_from = v_after.quiet_from,
    quiet_to = v_after.quiet_to,
    timezone = v_after.timezone,
    sound = v_after.sound,
    sound_at_night = v_after.sound_at_night,
    email = v_after.email,
    digest_minutes = v_after.digest_minutes
  where s.user_id = v_me;
  return private.tell_notification_settings(v_me);
end;
$$;

comment on function private.my_notification_settings() is 'Definer to share its shape with broadcasts; reads the caller''s own rows only.';
comment on function private.set_notification_preference(public.notification_type, boolean, boolean, boolean) is
  'Definer because nobody may write preferences; touches the caller''s own only.';
comment on function private.set_notification_settings(jsonb) is 'Definer as set_notification_preference.';

create function public.my_notification_settings()
returns jsonb language sql stable set search_path = '' as $$ select private.my_notification_settings() $$;

create function public.set_notification_preference(
  p_type public.notification_type,
  p_in_app boolean default null,
  p_browser boolean default null,
  p_email boolean default null
)
returns jsonb language sql set search_path = '' as $$
  select private.set_notification_preference(p_type, p_in_app, p_browser, p_email)
$$;

create function public.set_notification_settings(p_settings jsonb)
returns jsonb language sql set search_path = '' as $$ select private.set_notification_settings(p_settings) $$;

comment on function public.my_notification_settings() is
  'Which notifications I want where, and when: {preferences: {<type>: {in_app, browser, email}}, settings: {quiet_from, quiet_to, timezone, sound, sound_at_night, email, digest_minutes}}, with times as HH:MM.';
comment on function public.set_notification_preference(public.notification_type, boolean, boolean, boolean) is
  'Where I want to be told of one type; null leaves as it is. Returns all as my_notification_settings.';
comment on function public.set_notification_settings(jsonb) is
  'Changes the given keys of my settings, as my_notification_settings gives them, and returns all. Quiet hours have both ends, or are switched off by null for both.';

revoke execute on function private.types_not_in_app(uuid) from public;
revoke execute on function private.notification_settings_item(uuid) from public;
revoke execute on function private.tell_notification_settings(uuid) from public;
revoke execute on function private.my_notification_settings() from public;
revoke execute on function private.set_notification_preference(public.notification_type, boolean, boolean, boolean) from public;
revoke execute on function private.setting_error(text, jsonb) from public;
revoke execute on function private.set_notification_settings(jsonb) from public;
revoke execute on function public.my_notification_settings() from public, anon, service_role;
revoke execute on function public.set_notification_preference(public.notification_type, boolean, boolean, boolean)
  from public, anon, service_role;
revoke execute on function public.set_notification_settings(jsonb) from public, anon, service_role;
grant execute on function private.my_notification_settings() to authenticated;
grant execute on function private.set_notification_preference(public.notification_type, boolean, boolean, boolean) to authenticated;
grant execute on function private.set_notification_settings(jsonb) to authenticated;
grant execute on function public.my_notification_settings() to authenticated;
grant execute on function public.set_notification_preference(public.notification_type, boolean, boolean, boolean) to authenticated;
grant execute on function public.set_notification_settings(jsonb) to authenticated;
