-- Telling the admins what should not be: a message, or a whole session, and hearing what came of it.

create type public.report_reason as enum ('spam', 'harassment', 'off_platform', 'inappropriate', 'other');
create type public.report_status as enum ('open', 'assigned', 'resolved', 'dismissed');

insert into public.app_settings (key, value, description) values
  ('reports_per_day', '20', 'messages and sessions one person may report within a day');

create table public.reports (
  id uuid primary key,
  reporter_id uuid not null,
  session_id uuid not null references public.sessions (id) on delete cascade,
  message_id uuid,
  reason public.report_reason not null,
  note text check (char_length(note) <= 1000),
  status public.report_status not null default 'open',
  assigned_to uuid,
  resolution text check (char_length(resolution) <= 1000),
  resolved_by uuid,
  created_at timestamptz not null default clock_timestamp(),
  resolved_at timestamptz,
  foreign key (session_id, message_id) references public.messages (session_id, id) on delete cascade,
  check ((status in ('resolved', 'dismissed')) = (resolved_at is not null)),
  check ((status = 'open') <= (assigned_to is null))
);

alter table public.reports enable row level security;

-- One's own, newest first; also serves the policy.
create index reports_mine_idx on public.reports (reporter_id, created_at desc, id desc);
-- The queue, all of it or those of one state, newest first; of those that somebody took there are few.
create index reports_list_idx on public.reports (created_at desc, id desc);
create index reports_status_idx on public.reports (status, created_at desc, id desc);
-- Serves the foreign keys, and tells which sessions were reported.
create index reports_session_idx on public.reports (session_id, message_id);
-- Who presses twice, or has two devices, reports once.
create unique index reports_waiting_idx on public.reports (reporter_id, session_id, message_id)
  nulls not distinct where status in ('open', 'assigned');

comment on table public.reports is
  'What people think should not be. Holds no words of the conversation: whoever looks into it needs a grant to read.';
comment on column public.reports.reporter_id is
  'No foreign key: what somebody reported is looked into when their account is gone, too, without their note.';
comment on column public.reports.message_id is 'null where the session as a whole is meant';
comment on column public.reports.assigned_to is 'the admin who looks into it; not for the reporter, as resolved_by';
comment on column public.reports.resolution is 'what came of it, for the reporter';

create policy "people read their own reports" on public.reports
  for select to authenticated using (reporter_id = (select auth.uid()));

revoke all on table public.reports from anon, authenticated, service_role;
grant select on table public.reports to service_role;
grant select (id, reporter_id, session_id, message_id, reason, note, status, resolution, created_at, resolved_at)
  on table public.reports to authenticated;

create function private.my_report_item(p_report public.reports)
returns jsonb language sql stable set search_path = '' as $$
  select to_jsonb(p_report) - '{reporter_id,assigned_to,resolved_by}'::text[] || jsonb_build_object(
    'kind', s.kind,
    'subject', s.subject,
    'with', to_jsonb(array(
      select p.full_name
      from unnest(array[s.founder_a, s.founder_b]) with ordinality f (id, n)
      join public.profiles p on p.id = f.id
      where f.id <> p_report.reporter_id
      order by f.n
    ))
  )
  from public.sessions s where s.id = p_report.session_id
$$;

comment on function private.my_report_item(public.reports) is
  'A report as who made it sees it: with whom the session was and about what, not who decided.';

create function private.tell_admins_of_report(p_session_id uuid)
returns void language plpgsql set search_path = '' as $$
declare
  c_priority constant integer := 3;
begin
  -- Only that there is one: what it is about is in the queue. Not of the session: admins are not in it.
  perform private.notify(
    a.id, 'system_announcement', 'A conversation was reported', null, null,
    jsonb_build_object('event', 'report_filed', 'session_id', p_session_id), c_priority
  )
  from public.profiles a where a.role = 'admin' and private.is_active(a.id)
  order by a.id;
end;
$$;

create function private.report(
  p_id uuid, p_session_id uuid, p_message_id uuid, p_reason public.report_reason, p_note text
)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  c_max_note constant integer := 1000;
  c_day constant interval := '24 hours';
  v_me constant uuid := auth.uid();
  v_from_seq constant bigint := private.my_from_seq(p_session_id);
  v_message public.messages;
  v_report public.reports;
  v_note text;
begin
  perform private.refuse_suspended(v_me);
  if v_from_seq is null then
    perform private.session_not_found();
  end if;
  if p_id is null then
    perform private.invalid('id', 'A report needs an id.');
  end if;
  if p_reason is null then
    perform private.invalid('reason', 'Choose a reason.');
  end if;
  v_note := private.clean_text(
    'note', p_note, c_max_note, case when p_reason = 'other' then 'Say in a sentence what is wrong.' end
  );
  if p_message_id is not null then
    select * into v_message from public.messages m
    where m.session_id = p_session_id and m.id = p_message_id and m.seq >= v_from_seq;
    if not found then
      perform private.fail(404, 'not_found', 'This message does not exist or is not yours to see.');
    end if;
    if v_message.sender_id = v_me then
      perform private.invalid('message_id', 'You cannot report your own message.');
    end if;
    if v_message.message_type = 'system' then
      perform private.invalid('message_id', 'Nobody said this. Report the conversation instead.');
    end if;
  end if;

  perform private.lock_rate(v_me, 'report');
  -- Two who report at once take turns, so that one of them is the first.
  perform 1 from public.sessions s where s.id = p_session_id for no key update;

  select * into v_report from public.reports r where r.id = p_id;
  if found then
    if v_report.reporter_id <> v_me or v_report.session_id <> p_session_id then
      perform private.fail(409, 'duplicate', 'Another report already has this id.');
    end if;
    return private.my_report_item(v_report); -- a retry
  end if;
  select * into v_report from public.reports r
  where r.reporter_id = v_me and r.session_id = p_session_id and r.message_id is not distinct from p_message_id
    and r.status in ('open', 'assigned');
  if found then
    return private.my_report_item(v_report); -- it waits already
  end if;

  perform private.take_token(v_me, 'report', private.setting('reports_per_day'), c_day);
  if not exists (
    select 1 from public.reports r where r.session_id = p_session_id and r.status in ('open', 'assigned')
  ) then
    perform private.tell_admins_of_report(p_session_id);
  end if;
  insert into public.reports (id, reporter_id, session_id, message_id, reason, note)
  values (p_id, v_me, p_session_id, p_message_id, p_reason, v_note)
  returning * into v_report;
  return private.my_report_item(v_report);
end;
$$;

create function private.my_reports(p_before text, p_limit integer)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_limit constant integer := least(greatest(coalesce(p_limit, 30), 1), 100);
  v_before record;
  v_found public.reports[];
begin
  select c.at, c.id into v_before from private.read_cursor(p_before) c;
  v_found := array(
    select r from public.reports r
    where r.reporter_id = (select auth.uid()) and (r.created_at, r.id) < (v_before.at, v_before.id)
    order by r.created_at desc, r.id desc
    limit v_limit + 1
  );
  return jsonb_build_object(
    'items', to_jsonb(array(select private.my_report_item(r) from unnest(v_found[:v_limit]) r)),
    'has_more', cardinality(v_found) > v_limit,
    'next_cursor', case when cardinality(v_found) > v_limit then
      private.write_cursor(v_found[v_limit].created_at, v_found[v_limit].id)
    end
  );
end;
$$;

comment on function private.tell_admins_of_report(uuid) is
  'With the first that waits about a session; those that follow are found in the queue with it.';
comment on function private.report(uuid, uuid, uuid, public.report_reason, text) is
  'Definer because nobody may write reports; the caller must take part, and writes their own.';
comment on function private.my_reports(text, integer) is
  'Definer because who decided is closed; the caller''s own rows.';

create function public.report(
  p_id uuid, p_session_id uuid, p_message_id uuid, p_reason public.report_reason, p_note text default null
)
returns jsonb language sql set search_path = '' as $$
  select private.report(p_id, p_session_id, p_message_id, p_reason, p_note)
$$;

create function public.my_reports(p_before text default null, p_limit integer default 30)
returns jsonb language sql stable set search_path = '' as $$ select private.my_reports(p_before, p_limit) $$;

comment on function public.report(uuid, uuid, uuid, public.report_reason, text) is
  'Reports a message of somebody else, or with p_message_id null the session; p_note up to 1,000 characters, needed with other. Returns the report; the one that waits already if there is one about the same thing. rate_limited beyond reports_per_day.';
comment on function public.my_reports(text, integer) is
  'What I reported and what came of it, newest first, at most 100: {items: [{id, session_id, message_id, reason, note, status, resolution, created_at, resolved_at, kind, subject, with}], next_cursor, has_more}; with are the names of the other founders. p_before is a next_cursor.';

revoke execute on function private.my_report_item(public.reports) from public;
revoke execute on function private.tell_admins_of_report(uuid) from public;
revoke execute on function private.report(uuid, uuid, uuid, public.report_reason, text) from public;
revoke execute on function private.my_reports(text, integer) from public;
revoke execute on function public.report(uuid, uuid, uuid, public.report_reason, text) from public, anon, service_role;
revoke execute on function public.my_reports(text, integer) from public, anon, service_role;
grant execute on function private.report(uuid, uuid, uuid, public.report_reason, text) to authenticated;
grant execute on function private.my_reports(text, integer) to authenticated;
grant execute on function public.report(uuid, uuid, uuid, public.report_reason, text) to authenticated;
grant execute on function public.my_reports(text, integer) to authenticated;
