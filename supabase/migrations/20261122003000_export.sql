-- The transcript of a session as one person sees it, in pages large enough to fetch all of it.

create function private.export_session(p_session_id uuid, p_after_seq bigint, p_limit integer)
returns json language plpgsql stable security definer set search_path = '' as $$
declare
  v_limit constant integer := least(greatest(coalesce(p_limit, 500), 1), 500);
  v_from_seq constant bigint := private.readable_from_seq(p_session_id);
  v_after constant bigint := coalesce(p_after_seq, 0);
  v_items json;
  v_newest bigint;
  v_has_more boolean;
begin
  if v_from_seq is null then
    perform private.session_not_found();
  end if;

  select
    coalesce(json_agg(page.item order by page.seq) filter (where page.n <= v_limit), '[]'),
    max(page.seq) filter (where page.n <= v_limit),
    count(*) > v_limit
  into v_items, v_newest, v_has_more
  from (
    select k.*, row_number() over (order by k.seq) as n
    from (
      select i.item, i.seq
      from private.message_items i
      where i.session_id = p_session_id and i.seq > v_after and i.seq >= v_from_seq
      order by i.seq
      limit v_limit + 1
    ) k
  ) page;

  return json_build_object(
    'session', private.get_session(p_session_id),
    -- Also who left, so that every message has a name.
    'participants', (
      select json_agg(json_build_object(
        'user_id', p.user_id,
        'full_name', f.full_name,
        'role', p.role,
        'joined_at', p.joined_at,
        'left_at', p.left_at
      ) order by p.joined_at, p.user_id)
      from public.participants p
      join public.profiles f on f.id = p.user_id
      where p.session_id = p_session_id
    ),
    -- What happened to the session is told in it, by system messages; the first page lists them all.
    'events', case when v_after < v_from_seq then (
      select coalesce(json_agg(json_build_object(
        'seq', m.seq, 'content', m.content, 'metadata', m.metadata, 'created_at', m.created_at
      ) order by m.seq), '[]')
      from public.messages m
      where m.session_id = p_session_id and m.seq >= v_from_seq and m.message_type = 'system'
    ) else '[]' end,
    'items', v_items,
    'has_more', v_has_more,
    'next_cursor', case when v_has_more then v_newest end
  );
end;
$$;

comment on function private.export_session(uuid, bigint, integer) is
  'Definer as get_messages; the caller''s own view and no more.';

create function public.export_session(p_session_id uuid, p_after_seq bigint default null, p_limit integer default 500)
returns json language sql stable set search_path = '' as $$
  select private.export_session(p_session_id, p_after_seq, p_limit)
$$;

comment on function public.export_session(uuid, bigint, integer) is
  'A session from its first message I may see, at most 500 at a time: {session, participants, events, items, has_more, next_cursor}. p_after_seq is a next_cursor.';

revoke execute on function private.export_session(uuid, bigint, integer) from public;
revoke execute on function public.export_session(uuid, bigint, integer) from public, anon, service_role;
grant execute on function private.export_session(uuid, bigint, integer) to authenticated;
grant execute on function public.export_session(uuid, bigint, integer) to authenticated;
