-- What two people had together: their sessions, the closed ones, too. search_messages searches them by p_peer_id.

create function private.sessions_with(p_peer_id uuid, p_before text, p_limit integer)
returns json language plpgsql stable security definer set search_path = '' as $$
declare
  v_limit constant integer := least(greatest(coalesce(p_limit, 50), 1), 100);
  v_before record;
begin
  select c.at, c.id into v_before from private.read_cursor(p_before) c;
  return (
    select json_build_object(
      'items', coalesce(json_agg(page.item order by page.n) filter (where page.n <= v_limit), '[]'),
      'has_more', count(*) > v_limit,
      'next_cursor', case when count(*) > v_limit then
        max(private.write_cursor(page.sort_at, page.session_id)) filter (where page.n = v_limit)
      end
    )
    from (
      select k.*, row_number() over (order by k.sort_at desc, k.session_id desc) as n
      from (
        select i.item, i.sort_at, i.session_id
        from private.session_items i
        where i.user_id = (select auth.uid())
          and p_peer_id <> i.user_id
          and exists (
            -- Also whoever left meanwhile.
            select 1 from public.participants peer where peer.session_id = i.session_id and peer.user_id = p_peer_id
          )
          and (i.sort_at, i.session_id) < (v_before.at, v_before.id)
        order by i.sort_at desc, i.session_id desc
        limit v_limit + 1
      ) k
    ) page
  );
end;
$$;

comment on function private.sessions_with(uuid, text, integer) is
  'Definer as list_sessions; the caller''s own sessions and no others.';

create function public.sessions_with(p_peer_id uuid, p_before text default null, p_limit integer default 50)
returns json language sql stable set search_path = '' as $$ select private.sessions_with(p_peer_id, p_before, p_limit) $$;

comment on function public.sessions_with(uuid, text, integer) is
  'My sessions in which this person took part, whatever their status, newest first, at most 100: {items, next_cursor, has_more} as in list_sessions.';

revoke execute on function private.sessions_with(uuid, text, integer) from public;
revoke execute on function public.sessions_with(uuid, text, integer) from public, anon, service_role;
grant execute on function private.sessions_with(uuid, text, integer) to authenticated;
grant execute on function public.sessions_with(uuid, text, integer) to authenticated;
