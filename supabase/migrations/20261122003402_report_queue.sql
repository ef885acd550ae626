-- The admins' side of reports: who looks into which, and what came of it.

create function private.required_reason(p_reason text, p_min integer default 3)
returns text language plpgsql set search_path = '' as $$
declare
  c_max constant integer := 500;
  c_why constant text := format('Say why, in %s characters at least: it is kept.', p_min);
  v_reason constant text := private.clean_text('reason', p_reason, c_max, c_why);
begin
  if char_length(v_reason) < p_min then
    perform private.invalid('reason', c_why);
  end if;
  return v_reason;
end;
$$;

comment on function private.required_reason(text, integer) is
  'Why an admin uses a power, without blanks around it: p_min to 500 characters, or refused.';

create function private.person_item(p_user_id uuid)
returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object('id', p_user_id, 'name', p.full_name, 'role', p.role)
  from (select p_user_id) who
  left join public.profiles p on p.id = p_user_id
  where p_user_id is not null
$$;

comment on function private.person_item(uuid) is
  '{id, name, role} for lists of admins; name and role null for a deleted account, all of it for nobody.';

create function private.report_items(p_reports public.reports[])
returns jsonb language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'id', r.id,
      'reason', r.reason,
      'note', r.note,
      'status', r.status,
      'resolution', r.resolution,
      'created_at', r.created_at,
      'resolved_at', r.resolved_at,
      'reporter', private.person_item(r.reporter_id),
      'assigned_to', private.person_item(r.assigned_to),
      'resolved_by', private.person_item(r.resolved_by),
      'session', jsonb_build_object(
        'id', s.id,
        'kind', s.kind,
        'status', s.status,
        'subject', s.subject,
        'founders', jsonb_build_array(private.person_item(s.founder_a), private.person_item(s.founder_b))
      ),
      'message', case when m.id is not null then jsonb_build_object(
        'id', m.id,
        'seq', m.seq,
        'sender', private.person_item(m.sender_id),
        'created_at', m.created_at,
        'deleted_at', m.deleted_at,
        'deleted_by', m.metadata ->> 'deleted_by'
      ) end
    ) order by r.n
  ), '[]')
  from unnest(p_reports) with ordinality r (
    id, reporter_id, session_id, message_id, reason, note, status, assigned_to, resolution, resolved_by, created_at,
    resolved_at, n
  )
  join public.sessions s on s.id = r.session_id
  left join public.messages m on m.session_id = r.session_id and m.id = r.message_id
$$;

comment on function private.report_items(public.reports[]) is
  'Reports as admins see them: who and what it is about, and nothing of what was said.';

create function private.list_reports(
  p_status public.report_status, p_cursor text, p_limit integer, p_assigned_to uuid
)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_limit constant integer := least(greatest(coalesce(p_limit, 50), 1), 100);
  v_before record;
  v_found public.reports[];
begin
  perform private.require_admin();
  select c.at, c.id into v_before from private.read_cursor(p_cursor) c;
  v_found := array(
    select r from public.reports r
    where (p_status is null or r.status = p_status)
      and (p_assigned_to is null or r.assigned_to = p_assigned_to)
      and (r.created_at, r.id) < (v_before.at, v_before.id)
    order by r.created_at desc, r.id desc
    limit v_limit + 1
  );
  return jsonb_build_object(
    'items', private.report_items(v_found[:v_limit]),
    'has_more', cardinality(v_found) > v_limit,
    'next_cursor', case when cardinality(v_found) > v_limit then
      private.write_cursor(v_found[v_limit].created_at, v_found[v_limit].id)
    end,
    'open', (select count(*) from public.reports r where r.status = 'open'),
    'assigned', (select count(*) from public.reports r where r.status = 'assigned'),
    'mine', (select count(*) from public.reports r where r.status = 'assigned' and r.assigned_to = (select auth.uid()))
  );
end;
$$;

create function private.get_report(p_id uuid)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_report public.reports;
begin
  perform private.require_admin();
  select * into v_report from public.reports r where r.id = p_id;
  if not found then
    perform private.fail(404, 'not_found', 'This report does not exist.');
  end if;
  return private.report_items(array[v_report]) -> 0;
end;
$$;

create function private.lock_report(p_id uuid)
returns public.reports language plpgsql set search_path = '' as $$
declare
  v_report public.reports;
begin
  select * into v_report from public.reports r where r.id = p_id for no key update;
  if not found then
    perform private.fail(404, 'not_found', 'This report does not exist.');
  end if;
  return v_report;
end;
$$;

create function private.report_is_stale(p_report public.reports)
returns void language plpgsql set search_path = '' as $$
begin
  perform private.fail(
    409, 'stale',
    case
      when p_report.status in ('resolved', 'dismissed') then 'Another admin has closed this report meanwhile.'
      when p_report.assigned_to is null then 'Nobody looks into this report any more.'
      else 'Another admin looks into this report.'
    end,
    jsonb_build_object('status', p_report.status, 'assigned_to', p_report.assigned_to)
  );
end;
$$;

create function private.audit_report(p_action text, p_report public.reports, p_reason text, p_details jsonb)
returns void language plpgsql set search_path = '' as $$
begin
  perform private.audit(
    p_action, p_report.session_id,
    (select m.sender_id from public.messages m where m.session_id = p_report.session_id and m.id = p_report.message_id),
    p_reason, jsonb_build_object('report_id', p_report.id, 'message_id', p_report.message_id) || p_details
  );
end;
$$;

comment on function private.audit_report(text, public.reports, text, jsonb) is
  'Whom it concerns is who wrote the message, not who reported it.';

create function private.refuse_own_case(p_report public.reports)
returns void language plpgsql set search_path = '' as $$
begin
  if exists (
    select 1 from public.messages m
    where m.session_id = p_report.session_id and m.id = p_report.message_id and m.sender_id = auth.uid()
  ) or p_report.message_id is null and exists (
    select 1 from public.sessions s
    where s.id = p_report.session_id and auth.uid() in (s.founder_a, s.founder_b)
  ) then
    raise exception using errcode = '42501', message = 'This report is about you: another admin looks into it.';
  end if;
end;
$$;

comment on function private.refuse_own_case(public.reports) is
  'Of one''s own message, or of a conversation that one is a side of, another decides.';

create function private.assign_report(p_id uuid, p_from uuid)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_me constant uuid := private.require_admin();
  v_report public.reports := private.lock_report(p_id);
begin
  perform private.refuse_own_case(v_report);
  if v_report.status in ('resolved', 'dismissed') then
    perform private.report_is_stale(v_report);
  end if;
  if v_report.assigned_to is distinct from v_me then
    if v_report.assigned_to is distinct from p_from then
      perform private.report_is_stale(v_report);
    end if;
    update public.reports r set status = 'assigned', assigned_to = v_me where r.id = p_id returning * into v_report;
    perform private.audit_report('assign_report', v_report, null, jsonb_build_object('from', p_from));
  end if;
  return private.report_items(array[v_report]) -> 0;
end;
$$;

create function private.release_report(p_id uuid)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_me constant uuid := private.require_admin();
  v_report public.reports := private.lock_report(p_id);
begin
  if v_report.status <> 'open' then
    if v_report.status <> 'assigned' or v_report.assigned_to is distinct from v_me then
      perform private.report_is_stale(v_report);
    end if;
    update public.reports r set status = 'open', assigned_to = null where r.id = p_id returning * into v_report;
    perform private.audit_report('release_report', v_report, null, '{}');
  end if;
  return private.report_items(array[v_report]) -> 0;
end;
$$;

create function private.resolve_report(p_id uuid, p_outcome public.report_status, p_note text)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  c_max_note constant integer := 1000;
  v_me constant uuid := private.require_admin();
  v_note constant text :=
    private.clean_text('note', p_note, c_max_note, 'Say what came of it: who reported it will read it.');
  v_report public.reports;
begin
  if (p_outcome in ('resolved', 'dismissed')) is not true then
    perform private.invalid('outcome', 'A report is resolved or dismissed.');
  end if;
  v_report := private.lock_report(p_id);
  perform private.refuse_own_case(v_report);
  if v_report.status = p_outcome and v_report.resolved_by = v_me then
    return private.report_items(array[v_report]) -> 0; -- a retry
  end if;
  if v_report.status in ('resolved', 'dismissed') or v_report.assigned_to <> v_me then
    perform private.report_is_stale(v_report);
  end if;

  update public.reports r set
    status = p_outcome,
    assigned_to = coalesce(r.assigned_to, v_me),
    resolution = v_note,
    resolved_by = v_me,
    resolved_at = clock_timestamp()
  where r.id = p_id
  returning * into v_report;
  -- A reminder, as all news without a type of their own; data says which. Not of the session: whoever muted it after
  -- reporting it wants to know all the same, and nothing of this is read by reading there.
  perform private.notify(
    v_report.reporter_id, 'reminder', 'An admin looked into your report', v_note, null,
    jsonb_build_object(
      'event', 'report_resolved', 'report_id', p_id, 'outcome', p_outcome, 'session_id', v_report.session_id
    )
  );
  perform private.audit_report('resolve_report', v_report, v_note, jsonb_build_object('outcome', p_outcome));
  return private.report_items(array[v_report]) -> 0;
end;
$$;

comment on function private.list_reports(public.report_status, text, integer, uuid) is
  'Definer because each may read their own reports only; the caller must be an admin.';
comment on function private.get_report(uuid) is 'Definer as list_reports.';
comment on function private.assign_report(uuid, uuid) is 'Definer as list_reports, and because nobody may write reports.';
comment on function private.release_report(uuid) is 'Definer as assign_report.';
comment on function private.resolve_report(uuid, public.report_status, text) is 'Definer as assign_report.';

create function public.list_reports(
  p_status public.report_status default null, p_cursor text default null, p_limit integer default 50,
  p_assigned_to uuid default null
)
returns jsonb language sql stable set search_path = '' as $$
  select private.list_reports(p_status, p_cursor, p_limit, p_assigned_to)
$$;

create function public.get_report(p_id uuid)
returns jsonb language sql stable set search_path = '' as $$ select private.get_report(p_id) $$;

create function public.assign_report(p_id uuid, p_from uuid default null)
returns jsonb language sql set search_path = '' as $$ select private.assign_report(p_id, p_from) $$;

create function public.release_report(p_id uuid)
returns jsonb language sql set search_path = '' as $$ select private.release_report(p_id) $$;

create function public.resolve_report(p_id uuid, p_outcome public.report_status, p_note text)
returns jsonb language sql set search_path = '' as $$ select private.resolve_report(p_id, p_outcome, p_note) $$;

comment on function public.list_reports(public.report_status, text, integer, uuid) is
  'For admins: reports of one state, or all, or those that one admin took, newest first, at most 100: {items, next_cursor, has_more, open, assigned, mine}; the last three are how many wait, and how many of them for the caller. Nothing of what was said.';
comment on function public.get_report(uuid) is 'For admins: one report as list_reports has it.';
comment on function public.assign_report(uuid, uuid) is
  'For admins: I look into this report now; p_from is the admin who did so far, null for nobody. Returns the report. stale {status, assigned_to} when somebody was faster; repeating changes nothing.';
comment on function public.release_report(uuid) is
  'For admins: I do not look into this report any more; it is open again. Returns it. stale {status, assigned_to} when it is another admin''s or closed; repeating changes nothing.';
comment on function public.resolve_report(uuid, public.report_status, text) is
  'For admins: closes a report that nobody else looks into as resolved or dismissed, with up to 1,000 characters that the reporter reads. Returns it. stale {status, assigned_to} when somebody was faster; repeating changes nothing.';

revoke execute on function private.refuse_own_case(public.reports) from public;
revoke execute on function private.required_reason(text, integer) from public;
revoke execute on function private.person_item(uuid) from public;
revoke execute on function private.report_items(public.reports[]) from public;
revoke execute on function private.list_reports(public.report_status, text, integer, uuid) from public;
revoke execute on function private.get_report(uuid) from public;
revoke execute on function private.lock_report(uuid) from public;
revoke execute on function private.report_is_stale(public.reports) from public;
revoke execute on function private.audit_report(text, public.reports, text, jsonb) from public;
revoke execute on function private.assign_report(uuid, uuid) from public;
revoke execute on function private.release_report(uuid) from public;
revoke execute on function private.resolve_report(uuid, public.report_status, text) from public;
revoke execute on function public.list_reports(public.report_status, text, integer, uuid) from public, anon, service_role;
revoke execute on function public.get_report(uuid) from public, anon, service_role;
revoke execute on function public.assign_report(uuid, uuid) from public, anon, service_role;
revoke execute on function public.release_report(uuid) from public, anon, service_role;
revoke execute on function public.resolve_report(uuid, public.report_status, text) from public, anon, service_role;
grant execute on function private.list_reports(public.report_status, text, integer, uuid) to authenticated;
grant execute on function private.get_report(uuid) to authenticated;
grant execute on function private.assign_report(uuid, uuid) to authenticated;
grant execute on function private.release_report(uuid) to authenticated;
grant execute on function private.resolve_report(uuid, public.report_status, text) to authenticated;
grant execute on function public.list_reports(public.report_status, text, integer, uuid) to authenticated;
grant execute on function public.get_report(uuid) to authenticated;
grant execute on function public.assign_report(uuid, uuid) to authenticated;
grant execute on function public.release_report(uuid) to authenticated;
grant execute on function public.resolve_report(uuid, public.report_status, text) to authenticated;
