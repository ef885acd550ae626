-- The table of all sessions for admins: what they are, whose and since when. Never what was said: no last message, no
-- summary, and no reason that somebody wrote when declining.

-- Newest first, which is how the table opens. Deliberately no index on last_message_at and last_seq: every message
-- would have to write it, and those two orders are asked for seldom and cost one pass through the sessions.
create index sessions_created_idx on public.sessions (created_at, id);

create function private.filter_id(p_filter jsonb, p_key text)
returns uuid language plpgsql immutable set search_path = '' as $$
begin
  return (p_filter ->> p_key)::uuid;
exception when data_exception then
  perform private.invalid(p_key, 'This is no id.');
end;
$$;

create function private.filter_time(p_filter jsonb, p_key text)
returns timestamptz language plpgsql stable set search_path = '' as $$
begin
  return (p_filter ->> p_key)::timestamptz;
exception when data_exception then
  perform private.invalid(p_key, 'This is no date.');
end;
$$;

create function private.filter_list(p_filter jsonb, p_key text, p_allowed anyarray)
returns text[] language plpgsql immutable set search_path = '' as $$
declare
  v_value constant jsonb := p_filter -> p_key;
begin
  if v_value is null or v_value = 'null' then
    return null;
  end if;
  if jsonb_typeof(v_value) <> 'array' or not v_value <@ to_jsonb(p_allowed) then
    perform private.invalid(p_key, format('Choose among %s.', array_to_string(p_allowed, ', ')));
  end if;
  return array(select jsonb_array_elements_text(v_value));
end;
$$;

create function private.check_filter_keys(p_filter jsonb, p_known text[])
returns void language plpgsql immutable set search_path = '' as $$
begin
  if jsonb_typeof(p_filter) <> 'object' or exists (
    select 1 from jsonb_object_keys(p_filter) k where k <> all (p_known)
  ) then
    perform private.invalid('filter', format('Filter by %s.', array_to_string(p_known, ', ')));
  end if;
end;
$$;

comment on function private.filter_list(jsonb, text, anyarray) is
  'The chosen of the allowed words, null where nothing is chosen. An empty list finds nothing.';

create function private.admin_sessions_where(p_filter jsonb)
returns text language plpgsql stable set search_path = '' as $$
declare
  c_max_search constant integer := 100;
  c_hours constant numrange := '[0,100000]';
  v_filter constant jsonb := coalesce(p_filter, '{}');
  v_where text := 'true';
  v_kinds text[];
  v_statuses text[];
  v_search text;
  v_pattern text;
begin
  perform private.check_filter_keys(v_filter, array[
    'kind', 'status', 'person_id', 'product_id', 'from', 'to', 'has_reports', 'awaiting_over_hours', 'search'
  ]);
  v_kinds := private.filter_list(v_filter, 'kind', enum_range(null::public.session_kind));
  v_statuses := private.filter_list(v_filter, 'status', enum_range(null::public.session_status));
  if v_kinds is not null then
    v_where := v_where || format(' and s.kind = any (%L::public.session_kind[])', v_kinds);
  end if;
  if v_statuses is not null then
    v_where := v_where || format(' and s.status = any (%L::public.session_status[])', v_statuses);
  end if;
  if private.filter_id(v_filter, 'person_id') is not null then
    v_where := v_where || format(
      ' and s.id in (select p.session_id from public.participants p where p.user_id = %L)',
      private.filter_id(v_filter, 'person_id')
    );
  end if;
  if private.filter_id(v_filter, 'product_id') is not null then
    v_where := v_where || format(' and s.product_id = %L', private.filter_id(v_filter, 'product_id'));
  end if;
  if private.filter_time(v_filter, 'from') is not null then
    v_where := v_where || format(' and s.created_at >= %L', private.filter_time(v_filter, 'from'));
  end if;
  if private.filter_time(v_filter, 'to') is not null then
    v_where := v_where || format(' and s.created_at < %L', private.filter_time(v_filter, 'to'));
  end if;
  if v_filter -> 'has_reports' = 'true' then
    v_where := v_where ||
      ' and s.id in (select r.session_id from public.reports r where r.status in (''open'', ''assigned''))';
  end if;
  if v_filter ->> 'awaiting_over_hours' is not null then
    if jsonb_typeof(v_filter -> 'awaiting_over_hours') <> 'number'
      or not (v_filter ->> 'awaiting_over_hours')::numeric <@ c_hours
    then
      perform private.invalid('awaiting_over_hours', 'Give a number of hours.');
    end if;
    v_where := v_where || format(
      ' and s.awaiting_since < now() - interval ''1 hour'' * %L::double precision', v_filter ->> 'awaiting_over_hours'
    );
  end if;
  v_search := private.clean_text('search', v_filter ->> 'search', c_max_search);
  if v_search is not null then
    v_pattern := '%' || regexp_replace(v_search, '([\\%_])', '\\\1', 'g') || '%';
    v_where := v_where || format(
      ' and (s.subject ilike %1$L
        or s.founder_a = any (array(select p.id from public.profiles p where p.full_name ilike %1$L))
        or s.founder_b = any (array(select p.id from public.profiles p where p.full_name ilike %1$L))
        or s.id::text = lower(%2$L))',
      v_pattern, v_search
    );
  end if;
  return v_where;
end;
$$;

comment on function private.admin_sessions_where(jsonb) is
  'A filter as a condition on sessions s. Everything of the filter is in it as a quoted literal.';

create function private.admin_session_items(p_ids uuid[])
returns jsonb language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'id', s.id,
      'kind', s.kind,
      'status', s.status,
      'subject', s.subject,
      'founders', jsonb_build_array(
        jsonb_build_object('id', s.founder_a, 'name', a.full_name, 'role', a.role),
        jsonb_build_object('id', s.founder_b, 'name', b.full_name, 'role', b.role)
      ),
      'product', case when s.product_id is not null then jsonb_build_object('id', s.product_id, 'name', product.name) end,
      'created_at', s.created_at,
      'scheduled_at', s.scheduled_at,
      'last_message_at', s.last_message_at,
      'message_count', s.last_seq,
      'awaiting_user_id', s.awaiting_user_id,
      'awaiting_since', s.awaiting_since,
      'open_reports', (
        select count(*) from public.reports r where r.session_id = s.id and r.status in ('open', 'assigned')
      ),
      -- Of a declined request it is what somebody wrote.
      'ended_reason', case when s.status <> 'declined' then s.ended_reason end,
      'under_review', (
        select coalesce(jsonb_agg(
          jsonb_build_object('admin', private.person_item(g.admin_id), 'until', g.expires_at) order by g.granted_at
        ), '[]')
        from public.review_grants g
        where g.session_id = s.id and g.ended_at is null and g.expires_at > clock_timestamp()
      )
    ) order by wanted.n
  ), '[]')
  from unnest(p_ids) with ordinality wanted (id, n)
  join public.sessions s on s.id = wanted.id
  left join public.profiles a on a.id = s.founder_a
  left join public.profiles b on b.id = s.founder_b
  left join public.products product on product.id = s.product_id
$$;

create function private.admin_list_sessions(p_filter jsonb, p_sort text, p_cursor text, p_limit integer)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  c_max_total constant integer := 10000;
  v_limit constant integer := least(greatest(coalesce(p_limit, 50), 1), 200);
  v_column constant text := split_part(coalesce(p_sort, 'created_at.desc'), '.', 1);
  v_direction constant text := split_part(coalesce(p_sort, 'created_at.desc'), '.', 2);
  v_key constant text := case v_column
    when 'created_at' then 's.created_at'
    when 'last_message_at' then 'coalesce(s.last_message_at, s.created_at)'
    -- Where nobody is waited for comes last either way.
    when 'awaiting_since' then format(
      'coalesce(s.awaiting_since, %L::timestamptz)', case v_direction when 'asc' then '9999-01-01Z' else '1970-01-01Z' end
    )
    when 'message_count' then 'to_timestamp(s.last_seq)'
  end;
  v_where text;
  v_from record;
  v_ids uuid[];
  v_next text;
  v_total bigint;
begin
  perform private.require_admin();
  if v_key is null or v_direction not in ('asc', 'desc') then
    perform private.invalid(
      'sort', 'Sort by created_at, last_message_at, awaiting_since or message_count, with .asc or .desc.'
    );
  end if;
  v_where := private.admin_sessions_where(p_filter);
  execute format('select count(*) from (select 1 from public.sessions s where %s limit %s) k', v_where, c_max_total + 1)
  into v_total;
  if p_cursor is not null then
    select c.at, c.id into v_from from private.read_cursor(p_cursor) c;
    v_where := v_where || format(
      ' and (%s, s.id) %s (%L::timestamptz, %L::uuid)',
      v_key, case v_direction when 'asc' then '>' else '<' end, v_from.at, v_from.id
    );
  end if;
  execute format(
    'select array_agg(k.id order by k.n) filter (where k.n <= %3$s),
       case when count(*) > %3$s then max(private.write_cursor(k.key, k.id)) filter (where k.n = %3$s) end
     from (
       select o.*, row_number() over () as n from (
         select s.id, %1$s as key from public.sessions s where %4$s order by %1$s %2$s, s.id %2$s limit %3$s + 1
       ) o
     ) k',
    v_key, v_direction, v_limit, v_where
  ) into v_ids, v_next;
  return jsonb_build_object(
    'items', private.admin_session_items(v_ids),
    'has_more', v_next is not null,
    'next_cursor', v_next,
    'total', case when v_total <= c_max_total then v_total end
  );
end;
$$;

create function private.admin_count_sessions(p_filter jsonb)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_result jsonb;
begin
  perform private.require_admin();
  execute format(
    'with found as materialized (
       select s.status, s.kind, count(*) as n from public.sessions s where %s group by s.status, s.kind
     )
     select jsonb_build_object(
       ''total'', (select coalesce(sum(f.n), 0) from found f),
       ''by_status'', (select coalesce(jsonb_object_agg(k.status, k.n), ''{}'')
         from (select f.status, sum(f.n) as n from found f group by f.status) k),
       ''by_kind'', (select coalesce(jsonb_object_agg(k.kind, k.n), ''{}'')
         from (select f.kind, sum(f.n) as n from found f group by f.kind) k)
     )',
    private.admin_sessions_where(p_filter)
  ) into v_result;
  return v_result;
end;
$$;

create function private.admin_export_sessions(p_filter jsonb)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  c_max_rows constant integer := 10000;
  v_ids uuid[];
begin
  perform private.require_admin();
  execute format(
    'select coalesce(array_agg(k.id), ''{}'') from (
       select s.id from public.sessions s where %s order by s.created_at desc, s.id desc limit %s + 1
     ) k',
    private.admin_sessions_where(p_filter), c_max_rows
  ) into v_ids;
  perform private.audit(
    'export_sessions', null, null, null,
    jsonb_build_object('filter', coalesce(p_filter, '{}'), 'rows', least(cardinality(v_ids), c_max_rows))
  );
  return jsonb_build_object(
    'items', private.admin_session_items(v_ids[:c_max_rows]),
    'truncated', cardinality(v_ids) > c_max_rows
  );
end;
$$;

comment on function private.admin_list_sessions(jsonb, text, text, integer) is
  'Definer because admins read no sessions; the caller must be one, and gets no words of theirs but the subject, by which a session is found.';
comment on function private.admin_count_sessions(jsonb) is 'Definer as admin_list_sessions.';
comment on function private.admin_export_sessions(jsonb) is 'Definer as admin_list_sessions, and to write the audit log.';

create function public.admin_list_sessions(
  p_filter jsonb default '{}', p_sort text default 'created_at.desc', p_cursor text default null, p_limit integer default 50
)
returns jsonb language sql stable set search_path = '' as $$
  select private.admin_list_sessions(p_filter, p_sort, p_cursor, p_limit)
$$;

create function public.admin_count_sessions(p_filter jsonb default '{}')
returns jsonb language sql stable set search_path = '' as $$ select private.admin_count_sessions(p_filter) $$;

create function public.admin_export_sessions(p_filter jsonb default '{}')
returns jsonb language sql set search_path = '' as $$ select private.admin_export_sessions(p_filter) $$;

comment on function public.admin_list_sessions(jsonb, text, text, integer) is
  'For admins: sessions without what was said, at most 200: {items, next_cursor, has_more, total}; total is null beyond 10,000. p_filter: kind[], status[], person_id, product_id, from, to (created_at), has_reports (that wait), awaiting_over_hours, search (names, subject, id). p_sort: created_at, last_message_at, awaiting_since or message_count with .asc or .desc.';
comment on function public.admin_count_sessions(jsonb) is
  'For admins: {total, by_status, by_kind} of the sessions that a filter of admin_list_sessions finds.';
comment on function public.admin_export_sessions(jsonb) is
  'For admins: the newest 10,000 sessions that a filter of admin_list_sessions finds, as there: {items, truncated}. Is in the audit log.';

revoke execute on function private.filter_id(jsonb, text) from public;
revoke execute on function private.filter_time(jsonb, text) from public;
revoke execute on function private.filter_list(jsonb, text, anyarray) from public;
revoke execute on function private.check_filter_keys(jsonb, text[]) from public;
revoke execute on function private.admin_sessions_where(jsonb) from public;
revoke execute on function private.admin_session_items(uuid[]) from public;
revoke execute on function private.admin_list_sessions(jsonb, text, text, integer) from public;
revoke execute on function private.admin_count_sessions(jsonb) from public;
revoke execute on function private.admin_export_sessions(jsonb) from public;
revoke execute on function public.admin_list_sessions(jsonb, text, text, integer) from public, anon, service_role;
revoke execute on function public.admin_count_sessions(jsonb) from public, anon, service_role;
revoke execute on function public.admin_export_sessions(jsonb) from public, anon, service_role;
grant execute on function private.admin_list_sessions(jsonb, text, text, integer) to authenticated;
grant execute on function private.admin_count_sessions(jsonb) to authenticated;
grant execute on function private.admin_export_sessions(jsonb) to authenticated;
grant execute on function public.admin_list_sessions(jsonb, text, text, integer) to authenticated;
grant execute on function public.admin_count_sessions(jsonb) to authenticated;
grant execute on function public.admin_export_sessions(jsonb) to authenticated;
