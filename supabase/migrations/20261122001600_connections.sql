-- Claiming, keeping and releasing a device's connection; presence follows from it.

create function private.refresh_presence(p_user_id uuid)
returns void language plpgsql set search_path = '' as $$
begin
  -- Lock first, then aggregate in a statement of its own: of two devices that change at once,
  -- the later one sees both.
  perform 1 from public.user_presence u where u.user_id = p_user_id for no key update;
  update public.user_presence u set
    status = live.status,
    last_seen = greatest(u.last_seen, live.last_seen),
    session_id = case when live.status <> 'offline' then u.session_id end
  from (
    select
      case
        -- Busy is chosen by the person, so it outranks what other devices merely observe.
        when bool_or(c.status = 'busy') then 'busy'
        when bool_or(c.status = 'online') then 'online'
        when bool_or(c.status = 'away') then 'away'
        else 'offline'
      end::public.presence_status as status,
      max(c.seen_at) as last_seen
    from public.realtime_connections c
    where c.user_id = p_user_id and c.seen_at > now() - private.seconds('presence_stale_seconds')
  ) live
  where u.user_id = p_user_id;
end;
$$;

create function private.on_connection_changed()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op <> 'DELETE' then
    insert into public.user_presence (user_id, last_seen) values (new.user_id, new.seen_at)
    on conflict (user_id) do nothing;
    perform private.refresh_presence(new.user_id);
  else
    -- Never an insert here: the whole account may be going.
    perform private.refresh_presence(old.user_id);
  end if;
  return null;
end;
$$;

create trigger realtime_connections_refresh_presence
  after insert or update or delete on public.realtime_connections
  for each row execute function private.on_connection_changed();

create function private.lock_user(p_user_id uuid)
returns void language plpgsql set search_path = '' as $$
begin
  perform 1 from public.profiles p where p.id = p_user_id for no key update;
  if not found then
    perform private.fail(401, 'unauthorized', 'Sign in to continue.');
  end if;
  -- After the lock, so that whoever suspends under the same lock is seen.
  perform private.refuse_suspended(p_user_id);
end;
$$;

comment on function private.lock_user(uuid) is
  'Makes one person''s claims and openings take turns and refuses them to the suspended; first in the lock order.';

create function private.my_devices()
returns jsonb language plpgsql stable security definer set search_path = '' as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'auth_session_id', c.auth_session_id,
      'device', c.device,
      'status', c.status,
      'seen_at', c.seen_at,
      'current', c.auth_session_id is not distinct from private.my_auth_session_id()
    ) order by c.seen_at desc, c.auth_session_id), '[]')
    from public.realtime_connections c
    where c.user_id = (select auth.uid())
      and c.seen_at > clock_timestamp() - private.seconds('connection_live_seconds')
  );
end;
$$;

create function private.claim_connection(p_device text, p_force boolean)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_me constant uuid := auth.uid();
  v_auth_session constant uuid := private.my_auth_session_id();
  v_limit constant integer := private.setting('connections_per_user');
  v_live integer;
  v_evicted uuid;
begin
  if v_auth_session is null then
    perform private.fail(401, 'unauthorized', 'This sign-in cannot hold a connection. Sign in again.');
  end if;
  perform private.lock_user(v_me);

  loop
    select count(*) into v_live from public.realtime_connections c
    where c.user_id = v_me and c.auth_session_id <> v_auth_session
      and c.seen_at > clock_timestamp() - private.seconds('connection_live_seconds');
    exit when v_live < v_limit or v_live = 0;
    if not coalesce(p_force, false) then
      perform private.fail(
        429, 'too_many_connections',
        format('You are already connected on %s devices. Disconnect one of them to continue here.', v_live),
        jsonb_build_object('devices', private.my_devices())
      );
    end if;
    -- The device unseen for longest makes room.
    delete from public.realtime_connections c
    where c.user_id = v_me and c.auth_session_id = (
      select o.auth_session_id from public.realtime_connections o
      where o.user_id = v_me and o.auth_session_id <> v_auth_session
        and o.seen_at > clock_timestamp() - private.seconds('connection_live_seconds')
      order by o.seen_at, o.auth_session_id limit 1
    )
    returning c.auth_session_id into v_evicted;
    perform private.tell(v_me, 'connection_revoked', jsonb_build_object('auth_session_id', v_evicted));
  end loop;

  insert into public.realtime_connections as c (user_id, auth_session_id, device, seen_at)
  values (
    v_me, v_auth_session, coalesce(nullif(left(btrim(p_device), 80), ''), 'Unknown device'), clock_timestamp()
  )
  on conflict (user_id, auth_session_id)
  do update set device = excluded.device, seen_at = excluded.seen_at,
    -- A device that reclaims is there again, but a chosen "busy" stays.
    status = case when c.status = 'busy' then c.status else 'online' end;
  return jsonb_build_object('devices', private.my_devices());
end;
$$;

create function private.release_connection()
returns void language plpgsql security definer set search_path = '' as $$
begin
  delete from public.realtime_connections c
  where c.user_id = auth.uid() and c.auth_session_id = private.my_auth_session_id();
end;
$$;

create function private.heartbeat(p_status public.presence_status, p_session_id uuid)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_me constant uuid := auth.uid();
  v_status public.presence_status;
begin
  perform private.refuse_suspended(v_me);

  -- Only refreshes: a claim that was evicted must not come back by a heartbeat.
  update public.realtime_connections c
  set status = coalesce(p_status, 'online'), seen_at = clock_timestamp()
  where c.user_id = v_me and c.auth_session_id = private.my_auth_session_id();
  if found then
    update public.user_presence u
    set session_id = case when private.is_participant(p_session_id) then p_session_id end
    where u.user_id = v_me
    returning u.status into v_status;
  else
    select u.status into v_status from public.user_presence u where u.user_id = v_me;
  end if;
  return jsonb_build_object('server_time', clock_timestamp(), 'status', coalesce(v_status, 'offline'));
end;
$$;

comment on function private.claim_connection(text, boolean) is
  'Definer because nobody may write claims. Counted under the user''s lock, so parallel claims cannot exceed the limit.';
comment on function private.release_connection() is 'Definer as claim_connection; touches the caller''s own sign-in only. Open to the suspended: it only takes away.';
comment on function private.heartbeat(public.presence_status, uuid) is
  'Definer as claim_connection; touches the caller''s own sign-in only.';
comment on function private.my_devices() is
  'The caller''s live devices. Definer because claim_connection needs it whatever the policies are.';

create function public.claim_connection(p_device text, p_force boolean default false)
returns jsonb language sql set search_path = '' as $$ select private.claim_connection(p_device, p_force) $$;

create function public.release_connection()
returns void language sql set search_path = '' as $$ select private.release_connection() $$;

create function public.heartbeat(p_status public.presence_status default 'online', p_session_id uuid default null)
returns jsonb language sql set search_path = '' as $$ select private.heartbeat(p_status, p_session_id) $$;

comment on function public.claim_connection(text, boolean) is
  'Claims a connection for this sign-in: {devices}. Refused with too_many_connections {devices} unless forced.';
comment on function public.release_connection() is 'Gives this sign-in''s claim back, as on sign-out.';
comment on function public.heartbeat(public.presence_status, uuid) is
  'I am still here: {server_time, status}, where status is the aggregate over my devices.';

revoke execute on function private.refresh_presence(uuid) from public;
revoke execute on function private.on_connection_changed() from public;
revoke execute on function private.lock_user(uuid) from public;
revoke execute on function private.my_devices() from public;
revoke execute on function private.claim_connection(text, boolean) from public;
revoke execute on function private.release_connection() from public;
revoke execute on function private.heartbeat(public.presence_status, uuid) from public;
revoke execute on function public.claim_connection(text, boolean) from public, anon, service_role;
revoke execute on function public.release_connection() from public, anon, service_role;
revoke execute on function public.heartbeat(public.presence_status, uuid) from public, anon, service_role;
grant execute on function private.claim_connection(text, boolean) to authenticated;
grant execute on function private.release_connection() to authenticated;
grant execute on function private.heartbeat(public.presence_status, uuid) to authenticated;
grant execute on function public.claim_connection(text, boolean) to authenticated;
grant execute on function public.release_connection() to authenticated;
grant execute on function public.heartbeat(public.presence_status, uuid) to authenticated;
