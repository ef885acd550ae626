-- Finding messages. Definer functions, because row-level security keeps operators that are not leakproof from using
-- an index: membership is joined by hand instead.

create type private.found_message as (session_id uuid, seq bigint, created_at timestamptz);

-- Both ways of finding look through the newest messages one by one before they ask the index. What is common is found
-- there at once, where the index would collect all of it only to keep a page; what is not is rare enough for the index.

create function private.find_in_session(
  p_session_id uuid,
  p_from_seq bigint,
  p_query tsquery,
  p_after timestamptz,
  p_before_time timestamptz,
  p_before_seq bigint,
  p_limit integer
)
returns private.found_message[] language plpgsql stable set search_path = ''
-- What is rare differs from query to query; a plan for any of them reads half the table.
set plan_cache_mode = force_custom_plan as $$
declare
  c_looked_through constant integer := 1000;
  v_border bigint;
  v_found private.found_message[];
begin
  select max(x.seq) - c_looked_through into v_border
  from private.message_search x
  where x.session_id = p_session_id and (p_before_seq is null or x.seq < p_before_seq);

  v_found := array(
    select row(x.session_id, x.seq, x.created_at)::private.found_message
    from private.message_search x
    where x.session_id = p_session_id and x.seq >= p_from_seq and x.seq > v_border
      and (p_before_seq is null or x.seq < p_before_seq)
      -- Not terms @@ p_query, for which the index would be used.
      and ts_match_vq(x.terms, p_query)
      and (p_after is null or x.created_at >= p_after)
      and (p_before_time is null or x.created_at < p_before_time)
    order by x.seq desc
    limit p_limit
  );
  if cardinality(v_found) = p_limit or v_border < p_from_seq then
    return v_found;
  end if;

  return v_found || array(
    -- Materialized, or the limit would tempt the planner to go on one by one, through everything when words that are
    -- common never meet.
    with rare as materialized (
      select x.session_id, x.seq, x.created_at
      from private.message_search x
      where x.terms @@ p_query
        and x.session_id = p_session_id and x.seq between p_from_seq and v_border
        and (p_after is null or x.created_at >= p_after)
        and (p_before_time is null or x.created_at < p_before_time)
    )
    select row(x.session_id, x.seq, x.created_at)::private.found_message
    from rare x
    order by x.seq desc
    limit p_limit - cardinality(v_found)
  );
end;
$$;

create function private.find_in_all(
  p_user_id uuid,
  p_peer_id uuid,
  p_query tsquery,
  p_after timestamptz,
  p_before_time timestamptz,
  p_before_at timestamptz,
  p_before_id uuid,
  p_before_seq bigint,
  p_limit integer
)
returns private.found_message[] language plpgsql stable set search_path = ''
-- What is rare differs from query to query; a plan for any of them reads half the table.
set plan_cache_mode = force_custom_plan as $$
declare
  c_looked_through constant integer := 4000;
  v_after constant timestamptz := coalesce(p_after, '-infinity');
  v_from private.found_message;
  v_border private.found_message;
  v_found private.found_message[];
begin
  v_from := row(p_before_id, p_before_seq, p_before_at);
  if p_before_time <= p_before_at then
    -- Before the first of that moment: no id and no seq is lower.
    v_from := row('00000000-0000-0000-0000-000000000000', 0, p_before_time);
  end if;

  v_found := array(
    select row(x.session_id, x.seq, x.created_at)::private.found_message
    from (
      select * from private.message_search n
      where n.created_at >= v_after
        and (n.created_at, n.session_id, n.seq) < (v_from.created_at, v_from.session_id, v_from.seq)
      order by n.created_at desc, n.session_id desc, n.seq desc
      limit c_looked_through
    ) x
    join public.participants p
      on p.session_id = x.session_id and p.user_id = p_user_id and p.left_at is null and x.seq >= p.from_seq
    where x.terms @@ p_query
      and (p_peer_id is null or exists (
        select 1 from public.participants peer where peer.session_id = x.session_id and peer.user_id = p_peer_id
      ))
    order by x.created_at desc, x.session_id desc, x.seq desc
    limit p_limit
  );
  if cardinality(v_found) = p_limit then
    return v_found;
  end if;

  select n.session_id, n.seq, n.created_at into v_border
  from private.message_search n
  where n.created_at >= v_after
    and (n.created_at, n.session_id, n.seq) < (v_from.created_at, v_from.session_id, v_from.seq)
  order by n.created_at desc, n.session_id desc, n.seq desc
  offset c_looked_through - 1 limit 1;
  if not found then
    return v_found;
  end if;

  return v_found || array(
    with rare as materialized (
      select x.session_id, x.seq, x.created_at
      from private.message_search x
      join public.participants p
        on p.session_id = x.session_id and p.user_id = p_user_id and p.left_at is null and x.seq >= p.from_seq
      where x.terms @@ p_query
        and (p_peer_id is null or exists (
          select 1 from public.participants peer where peer.session_id = x.session_id and peer.user_id = p_peer_id
        ))
        and x.created_at >= v_after
        and (x.created_at, x.session_id, x.seq) < (v_border.created_at, v_border.session_id, v_border.seq)
    )
    select row(x.session_id, x.seq, x.created_at)::private.found_message
    from rare x
    order by x.created_at desc, x.session_id desc, x.seq desc
    limit p_limit - cardinality(v_found)
  );
end;
$$;

create function private.found_items(p_found private.found_message[])
returns json language plpgsql stable set search_path = '' as $$
begin
  return (
    select coalesce(json_agg(i.item order by f.n), '[]')
    from unnest(p_found) with ordinality f (session_id, seq, created_at, n)
    join private.message_items i on i.session_id = f.session_id and i.seq = f.seq
  );
end;
$$;

comment on function private.find_in_session(uuid, bigint, tsquery, timestamptz, timestamptz, bigint, integer) is
  'The newest matches in a session from a seq on, by seq. The caller has checked membership.';
comment on function private.find_in_all(uuid, uuid, tsquery, timestamptz, timestamptz, timestamptz, uuid, bigint, integer) is
  'The newest matches in everything that a person may read now, or in those sessions of it in which a peer took part, too.';

create function private.search_messages(
  p_query text,
  p_session_id uuid,
  p_sender_id uuid,
  p_has_file boolean,
  p_after timestamptz,
  p_before_time timestamptz,
  p_before text,
  p_limit integer,
  p_peer_id uuid
)
returns json language plpgsql stable security definer set search_path = '' as $$
declare
  c_max_characters constant integer := 200;
  v_me constant uuid := auth.uid();
  v_limit constant integer := least(greatest(coalesce(p_limit, 50), 1), 100);
  v_text constant text := nullif(btrim(p_query), '');
  v_from_seq bigint;
  v_labels text[];
  v_query tsquery;
  v_before record;
  v_found private.found_message[];
begin
  if p_session_id is not null then
    v_from_seq := private.my_from_seq(p_session_id);
    if v_from_seq is null then
      perform private.session_not_found();
    end if;
  end if;
  if p_session_id is not null and p_peer_id is not null then
    perform private.invalid('peer_id', 'Search in one conversation or in those with one person.');
  end if;
  if char_length(v_text) > c_max_characters then
    perform private.invalid('query', format('Search for %s characters at most.', c_max_characters));
  end if;
  if v_text is null and p_sender_id is null and p_after is null and p_before_time is null and p_has_file is not true then
    perform private.invalid('query', 'Type what to search for.');
  end if;
  if v_text is not null and private.search_query(v_text, '{}') is null then
    perform private.invalid('query', 'Search for letters, digits or emoji.');
  end if;

  v_labels := array_remove(array[
    case when p_session_id is null then private.search_label('r', v_me) else private.search_label('s', p_session_id) end,
    case when p_sender_id is not null then private.search_label('f', p_sender_id) end,
    case when p_has_file then '@file' end
  ], null);
  v_query := private.search_query(v_text, v_labels);
  select c.at, c.id, c.seq into v_before from private.read_cursor(p_before) c;

  if p_session_id is not null then
    v_found := private.find_in_session(
      p_session_id, v_from_seq, v_query, p_after, p_before_time, v_before.seq, v_limit + 1
    );
  else
    v_found := private.find_in_all(
      v_me, p_peer_id, v_query, p_after, p_before_time, v_before.at, v_before.id, coalesce(v_before.seq, 0), v_limit + 1
    );
  end if;
  return json_build_object(
    'items', private.found_items(v_found[:v_limit]),
    'has_more', cardinality(v_found) > v_limit,
    'next_cursor', case when cardinality(v_found) > v_limit then
      private.write_cursor(v_found[v_limit].created_at, v_found[v_limit].session_id, v_found[v_limit].seq)
    end
  );
end;
$$;

comment on function private.search_messages(text, uuid, uuid, boolean, timestamptz, timestamptz, text, integer, uuid) is
  'Definer because it reads the search index; finds only what the caller may read now.';

create function public.search_messages(
  p_query text default null,
  p_session_id uuid default null,
  p_sender_id uuid default null,
  p_has_file boolean default null,
  p_after timestamptz default null,
  p_before_time timestamptz default null,
  p_before text default null,
  p_limit integer default 50,
  p_peer_id uuid default null
)
returns json language sql stable set search_path = '' as $$
  select private.search_messages(
    p_query, p_session_id, p_sender_id, p_has_file, p_after, p_before_time, p_before, p_limit, p_peer_id
  )
$$;

comment on function public.search_messages(text, uuid, uuid, boolean, timestamptz, timestamptz, text, integer, uuid) is
  'My messages with words that begin like every word of the query, newest first, at most 100: {items, next_cursor, has_more}. p_after is included, p_before_time is not; p_before is a next_cursor of the same search. p_peer_id: in all sessions that I share with this person.';

revoke execute on function private.find_in_session(uuid, bigint, tsquery, timestamptz, timestamptz, bigint, integer) from public;
revoke execute on function private.find_in_all(uuid, uuid, tsquery, timestamptz, timestamptz, timestamptz, uuid, bigint, integer) from public;
revoke execute on function private.found_items(private.found_message[]) from public;
revoke execute on function private.search_messages(text, uuid, uuid, boolean, timestamptz, timestamptz, text, integer, uuid) from public;
revoke execute on function public.search_messages(text, uuid, uuid, boolean, timestamptz, timestamptz, text, integer, uuid)
  from public, anon, service_role;
grant execute on function private.search_messages(text, uuid, uuid, boolean, timestamptz, timestamptz, text, integer, uuid) to authenticated;
grant execute on function public.search_messages(text, uuid, uuid, boolean, timestamptz, timestamptz, text, integer, uuid) to authenticated;
