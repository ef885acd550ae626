-- Finding something in the audit log, and taking it out of here: which is itself a line in it.

-- Each newest first, as a page is read.
create index audit_log_actor_idx on public.audit_log (actor_id, created_at desc, id desc) where actor_id is not null;
create index audit_log_subject_idx on public.audit_log (subject_user_id, created_at desc, id desc)
  where subject_user_id is not null;
create index audit_log_session_idx on public.audit_log (session_id, created_at desc, id desc) where session_id is not null;
create index audit_log_action_idx on public.audit_log (action, created_at desc, id desc);

create function private.audit_where(p_filter jsonb)
returns text language plpgsql stable set search_path = '' as $$
declare
  v_filter constant jsonb := coalesce(p_filter, '{}');
  v_where text := 'true';
  v_key text;
begin
  perform private.check_filter_keys(v_filter, array['actor_id', 'subject_user_id', 'session_id', 'action', 'from', 'to']);
  foreach v_key in array array['actor_id', 'subject_user_id', 'session_id'] loop
    if private.filter_id(v_filter, v_key) is not null then
      v_where := v_where || format(' and l.%I = %L', v_key, private.filter_id(v_filter, v_key));
    end if;
  end loop;
  if v_filter ->> 'action' is not null then
    if jsonb_typeof(v_filter -> 'action') <> 'string' then
      perform private.invalid('action', 'Choose one action.');
    end if;
    v_where := v_where || format(' and l.action = %L', v_filter ->> 'action');
  end if;
  if private.filter_time(v_filter, 'from') is not null then
    v_where := v_where || format(' and l.created_at >= %L', private.filter_time(v_filter, 'from'));
  end if;
  if private.filter_time(v_filter, 'to') is not null then
    v_where := v_where || format(' and l.created_at < %L', private.filter_time(v_filter, 'to'));
  end if;
  return v_where;
end;
$$;

comment on function private.audit_where(jsonb) is
  'A filter as a condition on audit_log l. Everything of the filter is in it as a quoted literal.';

create function private.find_audit(p_where text, p_limit integer)
returns public.audit_log[] language plpgsql stable set search_path = '' as $$
declare
  v_found public.audit_log[];
begin
  execute format(
    'select array(select l from public.audit_log l where %s order by l.created_at desc, l.id desc limit %s)', p_where, p_limit
  ) into v_found;
  return v_found;
end;
$$;

create function private.audit_items(p_lines public.audit_log[])
returns jsonb language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(
    to_jsonb(l) - 'n' || jsonb_build_object('subject', private.person_item(l.subject_user_id)) order by l.n
  ), '[]')
  from unnest(p_lines) with ordinality l (
    id, actor_id, actor_label, action, session_id, subject_user_id, reason, details, created_at, n
  )
$$;

create function private.list_audit(p_filter jsonb, p_cursor text, p_limit integer)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_limit constant integer := least(greatest(coalesce(p_limit, 50), 1), 200);
  v_before record;
  v_found public.audit_log[];
begin
  perform private.require_admin();
  select c.at, c.id into v_before from private.read_cursor(p_cursor) c;
  v_found := private.find_audit(
    format('%s and (l.created_at, l.id) < (%L, %L)', private.audit_where(p_filter), v_before.at, v_before.id), v_limit + 1
  );
  return jsonb_build_object(
    'items', private.audit_items(v_found[:v_limit]),
    'has_more', cardinality(v_found) > v_limit,
    'next_cursor', case when cardinality(v_found) > v_limit then
      private.write_cursor(v_found[v_limit].created_at, v_found[v_limit].id)
    end
  );
end;
$$;

create function private.export_audit(p_filter jsonb)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  c_max_lines constant integer := 10000;
  v_found public.audit_log[];
begin
  perform private.require_admin();
  v_found := private.find_audit(private.audit_where(p_filter), c_max_lines + 1);
  perform private.audit(
    'export_audit', null, null, null,
    jsonb_build_object('filter', coalesce(p_filter, '{}'), 'lines', least(cardinality(v_found), c_max_lines))
  );
  return jsonb_build_object(
    'items', private.audit_items(v_found[:c_max_lines]), 'truncated', cardinality(v_found) > c_max_lines
  );
end;
$$;

comment on function private.list_audit(jsonb, text, integer) is
  'Definer so that the caller is asked once; must be an admin.';
comment on function private.export_audit(jsonb) is 'Definer as list_audit, and because nobody may write the log.';

create function public.list_audit(p_filter jsonb default '{}', p_cursor text default null, p_limit integer default 50)
returns jsonb language sql stable set search_path = '' as $$ select private.list_audit(p_filter, p_cursor, p_limit) $$;

create function public.export_audit(p_filter jsonb default '{}')
returns jsonb language sql set search_path = '' as $$ select private.export_audit(p_filter) $$;

comment on function public.list_audit(jsonb, text, integer) is
  'For admins: lines of the audit log, newest first, at most 200: {items: [line with subject {id, name, role}], next_cursor, has_more}. p_filter: actor_id, subject_user_id, session_id, action, from, to.';
comment on function public.export_audit(jsonb) is
  'For admins: the newest 10,000 lines that a filter of list_audit finds, as there: {items, truncated}. Is in the audit log, and not in its own answer.';

revoke execute on function private.audit_where(jsonb) from public;
revoke execute on function private.find_audit(text, integer) from public;
revoke execute on function private.audit_items(public.audit_log[]) from public;
revoke execute on function private.list_audit(jsonb, text, integer) from public;
revoke execute on function private.export_audit(jsonb) from public;
revoke execute on function public.list_audit(jsonb, text, integer) from public, anon, service_role;
revoke execute on function public.export_audit(jsonb) from public, anon, service_role;
grant execute on function private.list_audit(jsonb, text, integer) to authenticated;
grant execute on function private.export_audit(jsonb) to authenticated;
grant execute on function public.list_audit(jsonb, text, integer) to authenticated;
grant execute on function public.export_audit(jsonb) to authenticated;
