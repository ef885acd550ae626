-- How an announcement reaches everybody: set-based and in batches, each of which says where the next goes on.

insert into public.app_settings (key, value, description) values
  ('announcement_broadcasts', '200', 'people who hear of an announcement at once, per batch; all others when they look next');

create function private.live_recipients(p_announcement_id uuid, p_after uuid default null)
returns setof public.notifications language plpgsql stable set search_path = '' as $$
begin
  return query
  select n.*
  from (
    select distinct c.user_id from public.realtime_connections c
    where c.user_id > coalesce(p_after, '00000000-0000-0000-0000-000000000000')
      and c.seen_at > clock_timestamp() - private.seconds('connection_live_seconds')
  ) live
  join public.notifications n on n.announcement_id = p_announcement_id and n.user_id = live.user_id
  limit private.setting('announcement_broadcasts');
end;
$$;

comment on function private.live_recipients(uuid, uuid) is
  'Who has an announcement and a live device, with ids above p_after: as many as are told at once. A broadcast for each of a hundred thousand would hold up everybody else''s.';

create function private.publish_announcement(p_id uuid, p_batch integer default 20000)
returns integer language plpgsql set search_path = '' as $$
declare
  v_announcement public.announcements;
  v_upto uuid;
  v_made integer;
begin
  -- Whoever comes second passes by; asked again under the lock.
  select * into v_announcement from public.announcements a
  where a.id = p_id and a.published_at is null and a.withdrawn_at is null and a.starts_at <= clock_timestamp()
  for no key update skip locked;
  if not found then
    return 0;
  end if;

  with next as materialized (
    select p.id from public.profiles p
    where p.id > coalesce(v_announcement.published_upto, '00000000-0000-0000-0000-000000000000')
      and (v_announcement.audience is null or p.role = v_announcement.audience)
      and (v_announcement.expires_at is null or v_announcement.expires_at > clock_timestamp())
    order by p.id
    limit p_batch
    -- Whoever is just deleting an account is waited for, instead of failing the whole batch.
    for key share
  ), made as (
    insert into public.notifications (
      user_id, type, title, message, data, priority, expires_at, announcement_id
    )
    select
      next.id, 'system_announcement', v_announcement.title, v_announcement.message,
      jsonb_strip_nulls(jsonb_build_object('event', 'announcement', 'link', v_announcement.link)),
      v_announcement.priority, v_announcement.expires_at, p_id
    from next
    order by next.id
    returning user_id
  )
  select count(*), (array_agg(made.user_id order by made.user_id desc))[1] into v_made, v_upto from made;

  update public.announcements a set
    published_upto = coalesce(v_upto, a.published_upto),
    recipients = a.recipients + v_made,
    -- Asked, not guessed from the size of the batch: accounts that went while it was made are missing in it.
    published_at = case when v_upto is null or not exists (
      select 1 from public.profiles p
      where p.id > v_upto and (a.audience is null or p.role = a.audience)
    ) then clock_timestamp() end
  where a.id = p_id;

  perform private.tell(
    n.user_id, 'notification', jsonb_build_object('notification', private.notification_item(n))
  )
  from private.live_recipients(p_id, v_announcement.published_upto) n
  where v_made > 0;
  return v_made;
end;
$$;

comment on function private.publish_announcement(uuid, integer) is
  'Gives an announcement that is due to its next p_batch recipients, in the order of their ids; returns how many. Nothing is left out or done twice when it fails in between: each batch is written with where it ended.';

create function private.publish_announcements(p_batch integer default 20000)
returns integer language plpgsql set search_path = ''
-- As expire_sessions: nobody waits here for rows that somebody else holds.
set lock_timeout = '500ms' as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_id uuid;
  v_done integer := 0;
begin
  for v_id in
    select a.id from public.announcements a
    where a.published_at is null and a.withdrawn_at is null and a.starts_at <= v_now
    -- Otherwise a bad one could stand in front of the good ones for ever.
    order by random()
  loop
    exit when v_done >= p_batch;
    begin
      v_done := v_done + private.publish_announcement(v_id, p_batch - v_done);
    exception when others then
      raise warning 'announcement % was not published: %', v_id, sqlerrm;
    end;
  end loop;
  return v_done;
end;
$$;

comment on function private.publish_announcements(integer) is
  'Gives announcements that are due to at most p_batch recipients; returns how many.';

create function private.clear_announcement(p_id uuid, p_batch integer default 20000)
returns integer language plpgsql set search_path = '' as $$
declare
  v_done integer;
begin
  delete from public.notifications n
  where n.id in (
    select o.id from public.notifications o where o.announcement_id = p_id
    order by o.user_id
    limit p_batch
    for no key update skip locked
  );
  get diagnostics v_done = row_count;
  update public.announcements a set cleared_at = clock_timestamp()
  where a.id = p_id and not exists (select 1 from public.notifications n where n.announcement_id = p_id);
  return v_done;
end;
$$;

create function private.clear_announcements(p_batch integer default 20000)
returns integer language plpgsql set search_path = ''
-- As expire_sessions: nobody waits here for rows that somebody else holds.
set lock_timeout = '500ms' as $$
declare
  v_id uuid;
  v_done integer := 0;
begin
  for v_id in
    select a.id from public.announcements a
    where a.withdrawn_at is not null and a.cleared_at is null
    -- As above.
    order by random()
    for no key update skip locked
  loop
    exit when v_done >= p_batch;
    begin
      v_done := v_done + private.clear_announcement(v_id, p_batch - v_done);
    exception when others then
      raise warning 'announcement % was not cleared away: %', v_id, sqlerrm;
    end;
  end loop;
  return v_done;
end;
$$;

comment on function private.clear_announcement(uuid, integer) is
  'Deletes at most p_batch notifications of a withdrawn announcement; returns how many.';
comment on function private.clear_announcements(integer) is
  'Deletes at most p_batch notifications of withdrawn announcements; returns how many.';

revoke execute on function private.live_recipients(uuid, uuid) from public;
revoke execute on function private.publish_announcement(uuid, integer) from public;
revoke execute on function private.publish_announcements(integer) from public;
revoke execute on function private.clear_announcement(uuid, integer) from public;
revoke execute on function private.clear_announcements(integer) from public;
