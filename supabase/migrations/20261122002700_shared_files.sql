-- What was shared in a session: its files, and the messages with links.

create function private.list_attachments(p_session_id uuid, p_kind text, p_before_seq bigint, p_limit integer)
returns json language plpgsql stable security definer set search_path = '' as $$
declare
  v_limit constant integer := least(greatest(coalesce(p_limit, 50), 1), 100);
  v_from_seq constant bigint := private.my_from_seq(p_session_id);
  v_label constant text := case p_kind when 'files' then '@file' when 'links' then '@link' end;
  v_found private.found_message[];
begin
  if v_from_seq is null then
    perform private.session_not_found();
  end if;
  if v_label is null then
    perform private.invalid('kind', 'Ask for files or for links.');
  end if;

  v_found := private.find_in_session(
    p_session_id, v_from_seq, private.search_query(null, array[private.search_label('s', p_session_id), v_label]),
    null, null, p_before_seq, v_limit + 1
  );
  return json_build_object(
    'items', private.found_items(v_found[:v_limit]),
    'has_more', cardinality(v_found) > v_limit,
    'next_cursor', case when cardinality(v_found) > v_limit then v_found[v_limit].seq end
  );
end;
$$;

comment on function private.list_attachments(uuid, text, bigint, integer) is
  'Definer because it reads the search index; membership is asked once.';

create function public.list_attachments(
  p_session_id uuid, p_kind text, p_before_seq bigint default null, p_limit integer default 50
)
returns json language sql stable set search_path = '' as $$
  select private.list_attachments(p_session_id, p_kind, p_before_seq, p_limit)
$$;

comment on function public.list_attachments(uuid, text, bigint, integer) is
  'Messages with ''files'' or with http(s) ''links'', newest first, at most 100: {items, has_more, next_cursor}. p_before_seq is a next_cursor.';

revoke execute on function private.list_attachments(uuid, text, bigint, integer) from public;
revoke execute on function public.list_attachments(uuid, text, bigint, integer) from public, anon, service_role;
grant execute on function private.list_attachments(uuid, text, bigint, integer) to authenticated;
grant execute on function public.list_attachments(uuid, text, bigint, integer) to authenticated;
