-- What time does by itself; the rounds and jobs that call it are in a file of their own, after everything they call.
-- Idempotent, batched, and safe to run twice at once: whoever comes second skips what is locked. Every unit is
-- undone alone when it fails, with a warning that names it, so that one bad row holds up nothing else.

create function private.expire_session(p_session_id uuid)
returns boolean language plpgsql set search_path = '' as $$
declare
  v_session public.sessions;
begin
  -- Asked again under the lock: somebody may have ended or prolonged it since it was found.
  select * into v_session from public.sessions s
  where s.id = p_session_id and (
    s.status in ('requested', 'accepted') and s.expires_at <= clock_timestamp()
    or s.status = 'in_progress' and s.ends_at <= clock_timestamp()
  )
  for no key update skip locked;
  if not found then
    return false;
  end if;

  perform private.change_status(v_session, 'expired', 'expired', null);
  return true;
end;
$$;

create function private.expire_sessions(p_batch integer default 500)
returns integer language plpgsql set search_path = ''
-- Rows that somebody else holds are such a failure too: the other sessions' locks must not wait for them.
set lock_timeout = '500ms' as $$
declare
  -- Fixed, or no index could be asked what is due by then.
  v_now constant timestamptz := clock_timestamp();
  v_id uuid;
  v_done integer := 0;
begin
  for v_id in
    select s.id from public.sessions s
    where s.status in ('requested', 'accepted') and s.expires_at <= v_now
      or s.status = 'in_progress' and s.ends_at <= v_now
    -- Otherwise a batch of bad rows could stand in front of the good ones for ever.
    order by random()
    limit p_batch
  loop
    begin
      if private.expire_session(v_id) then
        v_done := v_done + 1;
      end if;
    exception when others then
      raise warning 'session % was not expired: %', v_id, sqlerrm;
    end;
  end loop;
  return v_done;
end;
$$;

comment on function private.expire_sessions(integer) is
  'Ends at most p_batch sessions whose time is over; returns how many it ended.';

create function private.purge_connections(p_batch integer default 200)
returns integer language plpgsql set search_path = '' as $$
declare
  v_done integer;
begin
  delete from public.realtime_connections c
  where (c.user_id, c.auth_session_id) in (
    select o.user_id, o.auth_session_id from public.realtime_connections o
    where o.seen_at < clock_timestamp() - make_interval(hours => private.setting('connection_ttl_hours'))
    limit p_batch
    for no key update skip locked
  );
  get diagnostics v_done = row_count;
  return v_done;
end;
$$;

create function private.fade_presence(p_batch integer default 200)
returns integer language plpgsql set search_path = '' as $$
declare
  v_id uuid;
  v_done integer := 0;
begin
  for v_id in
    select u.user_id from public.user_presence u
    where u.status <> 'offline' and u.last_seen <= clock_timestamp() - private.seconds('presence_stale_seconds')
    order by random()
    limit p_batch
  loop
    begin
      perform 1 from public.user_presence u where u.user_id = v_id for no key update skip locked;
      if found then
        perform private.refresh_presence(v_id);
        v_done := v_done + 1;
      end if;
    exception when others then
      raise warning 'presence of % was not refreshed: %', v_id, sqlerrm;
    end;
  end loop;
  return v_done;
end;
$$;

create function private.purge_cron_log()
returns integer language plpgsql set search_path = '' as $$
declare
  -- Long enough to look into last week's failures.
  c_kept constant interval := '7 days';
  v_done integer;
begin
  if to_regclass('cron.job_run_details') is null then
    return 0; -- no pg_cron here
  end if;
  -- As text, because without pg_cron there is no such table to check it against. Runs that never ended have no end_time.
  execute 'delete from cron.job_run_details where coalesce(end_time, start_time) < $1'
    using clock_timestamp() - c_kept;
  get diagnostics v_done = row_count;
  return v_done;
end;
$$;

comment on function private.purge_cron_log() is
  'pg_cron logs every run and never deletes one: thousands of rows a day for a few jobs.';

revoke execute on function private.expire_session(uuid) from public;
revoke execute on function private.expire_sessions(integer) from public;
revoke execute on function private.purge_connections(integer) from public;
revoke execute on function private.fade_presence(integer) from public;
revoke execute on function private.purge_cron_log() from public;
