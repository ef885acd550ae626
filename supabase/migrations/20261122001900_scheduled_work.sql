-- What time does by itself. Idempotent, batched, and safe to run twice at once: whoever comes second skips what is locked.

create function private.expire_sessions(p_batch integer)
returns integer language plpgsql set search_path = '' as $$
declare
  v_session public.sessions;
  v_done integer := 0;
begin
  for v_session in
    select * from public.sessions s
    where s.status in ('requested', 'accepted') and s.expires_at <= clock_timestamp()
      or s.status = 'in_progress' and s.ends_at <= clock_timestamp()
    limit p_batch
    for no key update skip locked
  loop
    update public.sessions s set
      status = 'expired', updated_by = null, awaiting_user_id = null, awaiting_since = null, updated_at = clock_timestamp()
    where s.id = v_session.id;
    perform private.post_system_message(
      v_session.id,
      case v_session.status
        when 'requested' then 'The request expired without an answer.'
        when 'accepted' then 'The session expired because nobody started it.'
        else 'The session ended because its time was over.'
      end,
      jsonb_build_object('event', 'expired', 'from', v_session.status)
    );
    v_done := v_done + 1;
  end loop;
  return v_done;
end;
$$;

create function private.purge_connections(p_batch integer)
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

create function private.fade_presence(p_batch integer)
returns integer language plpgsql set search_path = '' as $$
declare
  v_done integer;
begin
  perform private.refresh_presence(stale.user_id)
  from (
    select u.user_id from public.user_presence u
    where u.status <> 'offline' and u.last_seen <= clock_timestamp() - private.seconds('presence_stale_seconds')
    limit p_batch
    for no key update skip locked
  ) stale;
  get diagnostics v_done = row_count;
  return v_done;
end;
$$;

create function private.run_scheduled_work(p_batch integer default 200)
returns jsonb language plpgsql set search_path = '' as $$
begin
  return jsonb_build_object(
    'expired_sessions', private.expire_sessions(p_batch),
    'purged_connections', private.purge_connections(p_batch),
    'faded_presence', private.fade_presence(p_batch)
  );
end;
$$;

comment on function private.run_scheduled_work(integer) is
  'One round of everything that time does, at most p_batch rows of each kind; called every minute by pg_cron, or by the local stack where there is none.';

revoke execute on function private.expire_sessions(integer) from public;
revoke execute on function private.purge_connections(integer) from public;
revoke execute on function private.fade_presence(integer) from public;
revoke execute on function private.run_scheduled_work(integer) from public;

do $$
begin
  if exists (select 1 from pg_catalog.pg_available_extensions where name = 'pg_cron') then
    create extension if not exists pg_cron with schema pg_catalog;
    perform cron.schedule('chat-scheduled-work', '* * * * *', 'select private.run_scheduled_work()');
  end if;
end;
$$;
