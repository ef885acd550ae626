-- Becoming a mentor: somebody asks, an admin decides.

create table public.mentor_applications (
  user_id uuid primary key references public.profiles (id) on delete cascade,
  status public.mentor_status not null check (status <> 'none'),
  statement text check (char_length(statement) between 1 and 2000),
  applied_at timestamptz not null default clock_timestamp(),
  decided_at timestamptz,
  decided_by uuid,
  reason text check (char_length(reason) <= 500)
);

alter table public.mentor_applications enable row level security;

-- Read by admins, longest waiting first.
create index mentor_applications_list_idx on public.mentor_applications (status, applied_at, user_id);

comment on table public.mentor_applications is
  'The latest application of each person who ever wanted to be a mentor; former decisions are in the audit log.';
comment on column public.mentor_applications.status is 'copy of the profile''s mentor_status, kept by trigger';
comment on column public.mentor_applications.statement is 'null for who signed up as a mentor and said nothing yet';
comment on column public.mentor_applications.decided_by is
  'Not for the applicant. No foreign key: the row keeps naming an admin whose account is gone.';

create policy "people read their own application" on public.mentor_applications
  for select to authenticated using (user_id = (select auth.uid()));

revoke all on table public.mentor_applications from anon, authenticated, service_role;
grant select on table public.mentor_applications to service_role;
grant select (user_id, status, statement, applied_at, decided_at, reason) on table public.mentor_applications to authenticated;

create function private.keep_application()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.mentor_status = 'none' then
    delete from public.mentor_applications a where a.user_id = new.id;
  else
    insert into public.mentor_applications (user_id, status) values (new.id, new.mentor_status)
    on conflict (user_id) do update set status = excluded.status;
  end if;
  return null;
end;
$$;

comment on function private.keep_application() is
  'Definer because the auth service signs people up, and operators set the status with a key that writes profiles only.';

create trigger profiles_application_first after insert on public.profiles
  for each row when (new.mentor_status <> 'none') execute function private.keep_application();
create trigger profiles_application after update of mentor_status on public.profiles
  for each row when (old.mentor_status <> new.mentor_status) execute function private.keep_application();

insert into public.app_settings (key, value, description) values
  ('applications_per_day', '3', 'times one person may apply as a mentor, or change what they say, within a day');

create function private.apply_as_mentor(p_statement text)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  c_max_characters constant integer := 2000;
  c_day constant interval := '24 hours';
  v_me constant uuid := auth.uid();
  v_statement constant text := btrim(p_statement);
  v_role public.app_role;
  v_status public.mentor_status;
  v_known text;
begin
  perform private.lock_user(v_me);
  if v_statement is null or not private.has_visible_character(v_statement) then
    perform private.invalid('statement', 'Say what you can help with.');
  end if;
  if char_length(v_statement) > c_max_characters then
    perform private.invalid('statement', format('An application may have %s characters at most.', c_max_characters));
  end if;
  select p.role, p.mentor_status, a.statement into v_role, v_status, v_known
  from public.profiles p left join public.mentor_applications a on a.user_id = p.id
  where p.id = v_me;
  if v_role not in ('student', 'mentor') then
    raise exception using errcode = '42501', message = 'Students apply as mentors.';
  end if;
  if v_status = 'approved' then
    perform private.fail(
      409, 'invalid_transition', 'You are a mentor already.', jsonb_build_object('from', v_status, 'to', 'pending')
    );
  end if;

  if v_status <> 'pending' or v_known is distinct from v_statement then
    perform private.lock_rate(v_me, 'application');
    perform private.take_token(v_me, 'application', private.setting('applications_per_day'), c_day);
    update public.profiles p set mentor_status = 'pending' where p.id = v_me and p.mentor_status <> 'pending';
    -- Whoever changes what they say keeps their place.
    update public.mentor_applications a set
      statement = v_statement,
      applied_at = case v_status when 'pending' then a.applied_at else clock_timestamp() end,
      decided_at = null,
      decided_by = null,
      reason = null
    where a.user_id = v_me;
  end if;
  return (
    select to_jsonb(a) - 'decided_by' from public.mentor_applications a where a.user_id = v_me
  );
end;
$$;

create function private.application_item(p_application public.mentor_applications)
returns jsonb language sql stable set search_path = '' as $$
  select to_jsonb(p_application) || jsonb_build_object(
    'full_name', p.full_name,
    'avatar_url', p.avatar_url,
    'role', p.role,
    'headline', p.headline,
    'bio', p.bio,
    'skills', p.skills,
    'timezone', p.timezone,
    'member_since', p.created_at
  )
  from public.profiles p where p.id = p_application.user_id
$$;

create function private.list_mentor_applications(p_status public.mentor_status, p_cursor text, p_limit integer)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_limit constant integer := least(greatest(coalesce(p_limit, 50), 1), 100);
  v_after record;
begin
  perform private.require_admin();
  select c.at, c.id into v_after from private.read_cursor(coalesce(p_cursor, '-infinity|00000000-0000-0000-0000-000000000000')) c;
  return (
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(page.item order by page.n) filter (where page.n <= v_limit), '[]'),
      'has_more', count(*) > v_limit,
      'next_cursor', case when count(*) > v_limit then
        max(private.write_cursor(page.applied_at, page.user_id)) filter (where page.n = v_limit)
      end
    )
    from (
      select k.*, row_number() over (order by k.applied_at, k.user_id) as n
      from (
        select a.applied_at, a.user_id, private.application_item(a) as item
        from public.mentor_applications a
        where a.status = coalesce(p_status, 'pending') and (a.applied_at, a.user_id) > (v_after.at, v_after.id)
        order by a.applied_at, a.user_id
        limit v_limit + 1
      ) k
    ) page
  );
end;
$$;

create function private.decide_mentor(p_user_id uuid, p_approve boolean, p_reason text)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  c_max_characters constant integer := 500;
  v_reason constant text := case when private.has_visible_character(p_reason) then btrim(p_reason) end;
  v_to constant public.mentor_status := case when p_approve then 'approved' else 'rejected' end;
  v_me constant uuid := private.require_admin();
  v_profile public.profiles;
  v_application public.mentor_applications;
begin
  if p_approve is null then
    perform private.invalid('approve', 'Say whether to approve or to reject.');
  end if;
  if not p_approve and v_reason is null then
    perform private.invalid('reason', 'Say why: the applicant reads it.');
  end if;
  if char_length(v_reason) > c_max_characters then
    perform private.invalid('reason', format('A reason may have %s characters at most.', c_max_characters));
  end if;

  -- Two admins who decide at once take turns; the second then decides anew, or repeats.
  select p.* into v_profile from public.profiles p where p.id = p_user_id for no key update;
  if not found or v_profile.mentor_status = 'none' then
    perform private.fail(404, 'not_found', 'This person has not applied as a mentor.');
  end if;
  if v_profile.mentor_status <> v_to then
    update public.profiles p set
      mentor_status = v_to,
      role = case when p_approve and p.role = 'student' then 'mentor' else p.role end
    where p.id = p_user_id;
    update public.mentor_applications a set decided_at = clock_timestamp(), decided_by = v_me, reason = v_reason
    where a.user_id = p_user_id;
    if p_approve then
      perform private.notify(
        p_user_id, 'mentor_approved', 'You are a mentor now', 'Students can find you and ask for sessions.', null,
        jsonb_build_object('event', 'mentor_approved')
      );
    else
      perform private.notify(
        p_user_id, 'system_announcement', 'Your application as a mentor was not accepted', v_reason, null,
        jsonb_build_object('event', 'mentor_rejected')
      );
    end if;
    perform private.audit(
      case when p_approve then 'mentor_approved' else 'mentor_rejected' end, null, p_user_id, v_reason,
      jsonb_build_object('from', v_profile.mentor_status, 'role', v_profile.role)
    );
  end if;
  select * into v_application from public.mentor_applications a where a.user_id = p_user_id;
  return private.application_item(v_application);
end;
$$;

comment on function private.apply_as_mentor(text) is
  'Definer because people may write neither their status nor applications; writes the caller''s own.';
comment on function private.list_mentor_applications(public.mentor_status, text, integer) is
  'Definer because each may read their own application only; the caller must be an admin.';
comment on function private.decide_mentor(uuid, boolean, text) is
  'Definer because nobody may write roles; the caller must be an admin. Also turns a decision round, which takes a mentor out of the directory and lets sessions that run go on.';

create function public.apply_as_mentor(p_statement text)
returns jsonb language sql set search_path = '' as $$ select private.apply_as_mentor(p_statement) $$;

create function public.list_mentor_applications(
  p_status public.mentor_status default 'pending', p_cursor text default null, p_limit integer default 50
)
returns jsonb language sql stable set search_path = '' as $$
  select private.list_mentor_applications(p_status, p_cursor, p_limit)
$$;

create function public.decide_mentor(p_user_id uuid, p_approve boolean, p_reason text default null)
returns jsonb language sql set search_path = '' as $$ select private.decide_mentor(p_user_id, p_approve, p_reason) $$;

comment on function public.apply_as_mentor(text) is
  'I want to be a mentor, and why, in up to 2,000 characters: my application. Again while it waits changes what it says; again after a rejection applies anew.';
comment on function public.list_mentor_applications(public.mentor_status, text, integer) is
  'For admins: who applied, longest waiting first, at most 100: {items, next_cursor, has_more}.';
comment on function public.decide_mentor(uuid, boolean, text) is
  'For admins: approves a mentor, or rejects with a reason that the applicant reads; returns the application. Repeating changes nothing.';

revoke execute on function private.keep_application() from public;
revoke execute on function private.application_item(public.mentor_applications) from public;
revoke execute on function private.apply_as_mentor(text) from public;
revoke execute on function private.list_mentor_applications(public.mentor_status, text, integer) from public;
revoke execute on function private.decide_mentor(uuid, boolean, text) from public;
revoke execute on function public.apply_as_mentor(text) from public, anon, service_role;
revoke execute on function public.list_mentor_applications(public.mentor_status, text, integer) from public, anon, service_role;
revoke execute on function public.decide_mentor(uuid, boolean, text) from public, anon, service_role;
grant execute on function private.apply_as_mentor(text) to authenticated;
grant execute on function private.list_mentor_applications(public.mentor_status, text, integer) to authenticated;
grant execute on function private.decide_mentor(uuid, boolean, text) to authenticated;
grant execute on function public.apply_as_mentor(text) to authenticated;
grant execute on function public.list_mentor_applications(public.mentor_status, text, integer) to authenticated;
grant execute on function public.decide_mentor(uuid, boolean, text) to authenticated;
