-- When people want to be left alone, by their own clock.

create function private.is_timezone(p_name text)
returns boolean language plpgsql stable set search_path = '' as $$
begin
  -- Of the ways to name one, those that browsers know: no offsets and no rules of one's own.
  return p_name ~ '^[A-Za-z][A-Za-z_]*(/[A-Za-z0-9_+-]+)*$' and clock_timestamp() at time zone p_name is not null;
exception when invalid_parameter_value then
  return false;
end;
$$;

create function private.timezone_of(p_user_id uuid)
returns text language plpgsql stable set search_path = '' as $$
declare
  v_chosen text;
  v_profile text;
begin
  select s.timezone, p.timezone into v_chosen, v_profile
  from public.profiles p left join public.notification_settings s on s.user_id = p.id
  where p.id = p_user_id;
  return case
    when private.is_timezone(v_chosen) then v_chosen
    when private.is_timezone(v_profile) then v_profile -- whatever browsers, and people, give
    else 'UTC'
  end;
end;
$$;

comment on function private.timezone_of(uuid) is 'The time zone in which a person is told, as PostgreSQL knows it.';

create function private.quiet_until(p_user_id uuid, p_at timestamptz)
returns timestamptz language plpgsql stable set search_path = '' as $$
declare
  v_settings public.notification_settings;
  v_timezone text;
  v_local timestamp;
  v_before_end boolean;
  v_after_begin boolean;
begin
  select * into v_settings from public.notification_settings s where s.user_id = p_user_id and s.quiet_from is not null;
  if not found then
    return null;
  end if;
  v_timezone := private.timezone_of(p_user_id);
  v_local := p_at at time zone v_timezone;
  v_before_end := v_local::time < v_settings.quiet_to;
  v_after_begin := v_local::time >= v_settings.quiet_from;
  if v_before_end and v_after_begin
    or v_settings.quiet_from > v_settings.quiet_to and (v_before_end or v_after_begin) -- over midnight
  then
    -- By the clock on the wall, so that a night may have an hour more or less.
    return (v_local::date + case when v_before_end then 0 else 1 end + v_settings.quiet_to) at time zone v_timezone;
  end if;
  return null;
end;
$$;

comment on function private.quiet_until(uuid, timestamptz) is
  'When the quiet hours end that p_at lies in, by the person''s clock; null outside of them.';

revoke execute on function private.is_timezone(text) from public;
revoke execute on function private.timezone_of(uuid) from public;
revoke execute on function private.quiet_until(uuid, timestamptz) from public;
