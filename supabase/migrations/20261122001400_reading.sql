-- Reading: the list, a page of messages, catch-up and the badge. Each proves membership once and then
-- reads by index; being stable, each sees one snapshot.

create function private.read_cursor(p_cursor text, out at timestamptz, out id uuid, out seq bigint)
language plpgsql immutable set search_path = '' as $$
begin
  -- No cursor is the one before everything.
  at := coalesce(split_part(p_cursor, '|', 1)::timestamptz, 'infinity');
  id := coalesce(split_part(p_cursor, '|', 2)::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  seq := nullif(split_part(p_cursor, '|', 3), '')::bigint;
exception when data_exception then
  perform private.invalid('before', 'This list cursor is not valid.');
end;
$$;

create function private.write_cursor(p_at timestamptz, p_id uuid, p_seq bigint default null)
returns text language sql immutable set search_path = '' as $$
  select concat_ws('|', to_char(p_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), p_id, p_seq)
$$;

comment on function private.read_cursor(text) is
  'Where a page begins in a list that is sorted by time, then id, then seq where one id has several rows.';

create function private.list_sessions(p_before text, p_limit integer, p_needs_reply boolean)
returns json language plpgsql stable security definer set search_path = '' as $$
declare
  v_limit constant integer := least(greatest(coalesce(p_limit, 50), 1), 100);
  v_needs_reply constant boolean := coalesce(p_needs_reply, false);
  v_from record;
  v_result json;
begin
  select c.at, c.id into v_from from private.read_cursor(p_before) c;
  if v_needs_reply and p_before is null then
    v_from.at := '-infinity'; -- this list rises
  end if;
  select json_build_object(
    'items', coalesce(json_agg(page.item order by page.n) filter (where page.n <= v_limit), '[]'),
    'has_more', count(*) > v_limit,
    'next_cursor', case when count(*) > v_limit then
      max(private.write_cursor(page.at, page.session_id)) filter (where page.n = v_limit)
    end,
    'now', clock_timestamp()
  )
  into v_result
  from (
    -- Numbered outside, so that the limits reach the indexes instead of a thousand joined rows.
    select k.*, row_number() over (
      order by case when v_needs_reply then k.at end, case when v_needs_reply then k.session_id end,
        k.at desc, k.session_id desc
    ) as n
    from (
      -- One more than asked for tells whether there are more.
      (
        select i.item, i.sort_at as at, i.session_id
        from private.session_items i
        where not v_needs_reply and i.user_id = (select auth.uid())
          and (i.sort_at, i.session_id) < (v_from.at, v_from.id)
        order by i.sort_at desc, i.session_id desc
        limit v_limit + 1
      )
      union all
      (
        select i.item, i.awaiting_since, i.session_id
        from (
          -- Founders are awaited while it is open, and leave when it is closed: whoever is awaited takes part.
          select s.id
          from public.sessions s
          where v_needs_reply and s.awaiting_user_id = (select auth.uid())
            -- Twice, because only the first is a border in the index.
            and s.awaiting_since >= v_from.at and (s.awaiting_since, s.id) > (v_from.at, v_from.id)
          order by s.awaiting_since, s.id
          limit v_limit + 1
        ) waiting
        join private.session_items i on i.session_id = waiting.id and i.user_id = (select auth.uid())
      )
    ) k
  ) page;
  return v_result;
end;
$$;

create function private.get_session(p_session_id uuid)
returns json language plpgsql stable security definer set search_path = '' as $$
declare
  v_item json;
begin
  select i.item into v_item from private.session_items i
  where i.session_id = p_session_id and i.user_id = (select auth.uid());
  if found then
    return v_item;
  end if;
  if p_session_id = private.reviewed_session_id() then
    return private.reviewed_session_item(p_session_id);
  end if;
  perform private.session_not_found();
end;
$$;

create function private.get_messages(
  p_session_id uuid, p_before_seq bigint, p_after_seq bigint, p_around_seq bigint, p_limit integer
)
returns json language plpgsql stable security definer set search_path = '' as $$
declare
  v_limit constant integer := least(greatest(coalesce(p_limit, 50), 1), 100);
  v_from_seq constant bigint := private.readable_from_seq(p_session_id);
  v_last_seq bigint;
  v_last_rev bigint;
  -- The page lies around the gap below v_split: so many messages below it, so many from it on.
  v_split bigint;
  v_below_count integer := v_limit;
  v_above_count integer := 0;
  v_items json;
  v_first bigint;
  v_newest bigint;
begin
  if v_from_seq is null then
    perform private.session_not_found();
  end if;
  select s.last_seq, s.last_rev into v_last_seq, v_last_rev from public.sessions s where s.id = p_session_id;

  if num_nonnulls(p_before_seq, p_after_seq, p_around_seq) > 1 then
    perform private.invalid('before_seq', 'Ask for messages before, after or around one, not for several of these.');
  end if;
  if p_around_seq is not null then
    v_above_count := v_limit / 2;
    v_below_count := v_limit - v_above_count;
    v_split := greatest(least(p_around_seq, v_last_seq), v_from_seq) + 1;
  elsif p_after_seq is not null then
    v_above_count := v_limit;
    v_below_count := 0;
    v_split := least(p_after_seq, v_last_seq) + 1;
  else
    v_split := coalesce(p_before_seq, v_last_seq + 1);
  end if;
  v_split := greatest(least(v_split, v_last_seq + 1), v_from_seq);

  select coalesce(json_agg(page.item order by page.seq), '[]'), min(page.seq), max(page.seq)
  into v_items, v_first, v_newest
  from (
    (
      select i.seq, i.item from private.message_items i
      where i.session_id = p_session_id and i.seq >= v_from_seq and i.seq < v_split
      order by i.seq desc limit v_below_count
    )
    union all
    (
      select i.seq, i.item from private.message_items i
      where i.session_id = p_session_id and i.seq >= v_split
      order by i.seq limit v_above_count
    )
  ) page;

  -- An empty page lies between v_split - 1 and v_split.
  v_first := coalesce(v_first, v_split);
  v_newest := coalesce(v_newest, v_split - 1);
  return json_build_object(
    'items', v_items,
    'has_more', v_first > v_from_seq,
    'next_cursor', case when v_first > v_from_seq then v_first end,
    'has_older', v_first > v_from_seq,
    'has_newer', v_last_seq > v_newest,
    'last_seq', v_last_seq,
    'last_rev', v_last_rev
  );
end;
$$;

create function private.get_messages_by_id(p_session_id uuid, p_ids uuid[])
returns json language plpgsql stable security definer set search_path = '' as $$
declare
  c_max_ids constant integer := 100;
  v_from_seq constant bigint := private.readable_from_seq(p_session_id);
begin
  if v_from_seq is null then
    perform private.session_not_found();
  end if;
  if cardinality(p_ids) > c_max_ids then
    perform private.invalid('ids', format('Ask for %s messages at a time at most.', c_max_ids));
  end if;
  return json_build_object('items', (
    select coalesce(json_agg(i.item order by i.seq), '[]')
    from private.message_items i
    where i.session_id = p_session_id and i.id = any (p_ids) and i.seq >= v_from_seq
  ));
end;
$$;

create function private.seq_at(p_session_id uuid, p_at timestamptz)
returns bigint language plpgsql stable security definer set search_path = '' as $$
declare
  v_low bigint := private.readable_from_seq(p_session_id);
  v_high bigint;
  v_middle bigint;
begin
  if v_low is null then
    perform private.session_not_found();
  end if;
  select s.last_seq + 1 into v_high from public.sessions s where s.id = p_session_id;
  if p_at is null then
    perform private.invalid('at', 'Choose a date.');
  end if;

  -- seq is gapless and times rise with it, so halving finds the border: 17 looks into 100,000 messages.
  v_high := greatest(v_high, v_low);
  while v_low < v_high loop
    v_middle := (v_low + v_high) / 2;
    if (select m.created_at < p_at from public.messages m where m.session_id = p_session_id and m.seq = v_middle) then
      v_low := v_middle + 1;
    else
      v_high := v_middle;
    end if;
  end loop;
  return (select m.seq from public.messages m where m.session_id = p_session_id and m.seq = v_low);
end;
$$;

create function private.sync_session(p_session_id uuid, p_since_rev bigint, p_limit integer)
returns json language plpgsql stable security definer set search_path = '' as $$
declare
  v_limit constant integer := least(greatest(coalesce(p_limit, 200), 1), 500);
  v_from_seq constant bigint := private.readable_from_seq(p_session_id);
  v_last_seq bigint;
  v_last_rev bigint;
  v_items json;
  v_cursor bigint;
  v_has_more boolean;
begin
  if v_from_seq is null then
    perform private.session_not_found();
  end if;
  select s.last_seq, s.last_rev into v_last_seq, v_last_rev from public.sessions s where s.id = p_session_id;

  select
    coalesce(json_agg(page.item order by page.rev) filter (where page.n <= v_limit), '[]'),
    max(page.rev) filter (where page.n <= v_limit),
    count(*) > v_limit
  into v_items, v_cursor, v_has_more
  from (
    select k.*, row_number() over (order by k.rev) as n
    from (
      select i.item, i.rev
      from private.message_items i
      where i.session_id = p_session_id and i.rev > coalesce(p_since_rev, 0) and i.seq >= v_from_seq
      order by i.rev
      limit v_limit + 1
    ) k
  ) page;

  return json_build_object(
    'items', v_items,
    'has_more', v_has_more,
    'next_cursor', case when v_has_more then v_cursor else v_last_rev end,
    'last_seq', v_last_seq,
    'last_rev', v_last_rev,
    'receipts', (
      select coalesce(json_agg(json_build_object(
        'user_id', r.user_id,
        'delivered_seq', r.delivered_seq,
        -- Who switched receipts off does not see others', either.
        'read_seq', case when mine.read_seq is not null then r.read_seq end,
        'read_version', mine.read_version + r.read_version
      ) order by r.user_id), '[]')
      from public.receipts mine
      join public.receipts r on r.session_id = mine.session_id
      join public.participants p on p.session_id = r.session_id and p.user_id = r.user_id and p.left_at is null
      where mine.session_id = p_session_id and mine.user_id = (select auth.uid())
    )
  );
end;
$$;

create function private.unread_count()
returns integer language plpgsql stable security definer set search_path = '' as $$
begin
  return (
    select coalesce(sum(st.unread_count), 0)
    from public.participant_state st
    where st.user_id = (select auth.uid()) and st.unread_count > 0 and st.archived_at is null
      and exists (
        select 1 from public.participants p
        where p.session_id = st.session_id and p.user_id = st.user_id and p.left_at is null
      )
  )::integer;
end;
$$;

comment on function private.list_sessions(text, integer, boolean) is
  'Definer because it reads the peers'' receipts and presence for exactly the caller''s sessions; policies would ask the same question per table.';
comment on function private.get_session(uuid) is 'As list_sessions.';
comment on function private.get_messages(uuid, bigint, bigint, bigint, integer) is
  'Definer so that membership is asked once: as cheap for somebody with a thousand sessions as for somebody with one.';
comment on function private.get_messages_by_id(uuid, uuid[]) is 'As get_messages.';
comment on function private.seq_at(uuid, timestamptz) is 'As get_messages.';
comment on function private.sync_session(uuid, bigint, integer) is
  'As get_messages. Polling by created_at instead would miss rows that commit late.';
comment on function private.unread_count() is 'Definer as the others; a sum over the caller''s own rows.';

-- The API: thin wrappers, run as the caller.

create function public.list_sessions(
  p_before text default null, p_limit integer default 50, p_needs_reply boolean default false
)
returns json language sql stable set search_path = '' as $$
  select private.list_sessions(p_before, p_limit, p_needs_reply)
$$;

create function public.get_session(p_session_id uuid)
returns json language sql stable set search_path = '' as $$ select private.get_session(p_session_id) $$;

create function public.get_messages(
  p_session_id uuid,
  p_before_seq bigint default null,
  p_after_seq bigint default null,
  p_around_seq bigint default null,
  p_limit integer default 50
)
returns json language sql stable set search_path = '' as $$
  select private.get_messages(p_session_id, p_before_seq, p_after_seq, p_around_seq, p_limit)
$$;

create function public.get_messages_by_id(p_session_id uuid, p_ids uuid[])
returns json language sql stable set search_path = '' as $$ select private.get_messages_by_id(p_session_id, p_ids) $$;

create function public.seq_at(p_session_id uuid, p_at timestamptz)
returns bigint language sql stable set search_path = '' as $$ select private.seq_at(p_session_id, p_at) $$;

create function public.sync_session(p_session_id uuid, p_since_rev bigint, p_limit integer default 200)
returns json language sql stable set search_path = '' as $$
  select private.sync_session(p_session_id, p_since_rev, p_limit)
$$;

create function public.unread_count()
returns integer language sql stable set search_path = '' as $$ select private.unread_count() $$;

comment on function public.list_sessions(text, integer, boolean) is
  'A page of my sessions, newest first: {items, next_cursor, has_more, now}. p_before is a next_cursor. With p_needs_reply only those that await me, longest waiting first. now is the server''s clock, by which all its times count.';
comment on function public.get_session(uuid) is 'One of my sessions as in list_sessions; not_found otherwise.';
comment on function public.get_messages(uuid, bigint, bigint, bigint, integer) is
  'Up to 100 messages in ascending seq, the newest or those before, after or around a seq: {items, has_older, has_newer, last_seq, last_rev} and, for going back, {has_more, next_cursor}.';
comment on function public.get_messages_by_id(uuid, uuid[]) is
  'Up to 100 messages of a session, as quotes need them: {items} in ascending seq, without those I may not read.';
comment on function public.seq_at(uuid, timestamptz) is 'seq of the first message at or after a moment; null when there is none.';
comment on function public.sync_session(uuid, bigint, integer) is
  'What changed after a rev, in ascending rev, with everybody''s watermarks. Repeat from next_cursor while has_more.';
comment on function public.unread_count() is 'Unread messages in all my current sessions that are not archived.';

revoke execute on function private.read_cursor(text) from public;
revoke execute on function private.write_cursor(timestamptz, uuid, bigint) from public;
revoke execute on function private.list_sessions(text, integer, boolean) from public;
revoke execute on function private.get_session(uuid) from public;
revoke execute on function private.get_messages(uuid, bigint, bigint, bigint, integer) from public;
revoke execute on function private.get_messages_by_id(uuid, uuid[]) from public;
revoke execute on function private.seq_at(uuid, timestamptz) from public;
revoke execute on function private.sync_session(uuid, bigint, integer) from public;
revoke execute on function private.unread_count() from public;
revoke execute on function public.list_sessions(text, integer, boolean) from public, anon, service_role;
revoke execute on function public.get_session(uuid) from public, anon, service_role;
revoke execute on function public.get_messages(uuid, bigint, bigint, bigint, integer) from public, anon, service_role;
revoke execute on function public.get_messages_by_id(uuid, uuid[]) from public, anon, service_role;
revoke execute on function public.seq_at(uuid, timestamptz) from public, anon, service_role;
revoke execute on function public.sync_session(uuid, bigint, integer) from public, anon, service_role;
revoke execute on function public.unread_count() from public, anon, service_role;
grant execute on function private.list_sessions(text, integer, boolean) to authenticated;
grant execute on function private.get_session(uuid) to authenticated;
grant execute on function private.get_messages(uuid, bigint, bigint, bigint, integer) to authenticated;
grant execute on function private.get_messages_by_id(uuid, uuid[]) to authenticated;
grant execute on function private.seq_at(uuid, timestamptz) to authenticated;
grant execute on function private.sync_session(uuid, bigint, integer) to authenticated;
grant execute on function private.unread_count() to authenticated;
grant execute on function public.list_sessions(text, integer, boolean) to authenticated;
grant execute on function public.get_session(uuid) to authenticated;
grant execute on function public.get_messages(uuid, bigint, bigint, bigint, integer) to authenticated;
grant execute on function public.get_messages_by_id(uuid, uuid[]) to authenticated;
grant execute on function public.seq_at(uuid, timestamptz) to authenticated;
grant execute on function public.sync_session(uuid, bigint, integer) to authenticated;
grant execute on function public.unread_count() to authenticated;
