-- Who used a power over others, over whom, and why. Nobody rewrites it.

create table public.audit_log (
  id uuid primary key default gen_random_uuid(),
  actor_id uuid,
  actor_label text not null,
  action text not null check (action ~ '^[a-z][a-z_]*$'),
  session_id uuid,
  subject_user_id uuid,
  reason text,
  details jsonb not null default '{}' check (jsonb_typeof(details) = 'object'),
  created_at timestamptz not null default clock_timestamp()
);

alter table public.audit_log enable row level security;

-- Read newest first.
create index audit_log_list_idx on public.audit_log (created_at desc, id desc);

comment on table public.audit_log is
  'Append-only, for the owner, too, until audit_retention_days are over. No foreign keys, so that deleting people or sessions does not touch it; never any words of a message.';
comment on column public.audit_log.actor_label is 'the actor''s name and role at that time, readable when the account is gone';
comment on column public.audit_log.reason is 'as the actor gave it';

create function private.is_admin(p_user_id uuid)
returns boolean language plpgsql stable set search_path = '' as $$
begin
  return exists (select 1 from public.profiles p where p.id = p_user_id and p.role = 'admin')
    and not private.is_suspended(p_user_id);
end;
$$;

create function private.require_admin()
returns uuid language plpgsql stable set search_path = '' as $$
declare
  v_me constant uuid := auth.uid();
begin
  if not private.is_admin(v_me) then
    raise exception using errcode = '42501', message = 'Only admins may do this.';
  end if;
  return v_me;
end;
$$;

comment on function private.is_admin(uuid) is 'Whether the person is an admin who is not suspended.';
comment on function private.require_admin() is
  'The caller''s id, or 42501. Asked before anything is looked up, so that a refusal tells nothing.';

create function private.am_admin()
returns boolean language plpgsql stable security definer set search_path = '' as $$
begin
  return private.is_admin((select auth.uid()));
end;
$$;

comment on function private.am_admin() is
  'is_admin of the caller, for policies. Definer because whether somebody is suspended is nobody''s to read.';

create policy "admins read the audit log" on public.audit_log
  for select to authenticated using ((select private.am_admin()));

revoke all on table public.audit_log from anon, authenticated, service_role;
grant select on table public.audit_log to authenticated, service_role;

create function private.refuse_rewriting()
returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception using errcode = '42501', message = 'What is recorded here is only ever added to.';
end;
$$;

-- Grants bind the API's roles; this binds the functions that run with their owner's rights.
-- Whether a line is old enough to go is in the file about retention.
create trigger audit_log_append_only before update or truncate on public.audit_log
  for each statement execute function private.refuse_rewriting();

create function private.audit(
  p_action text,
  p_session_id uuid default null,
  p_subject_user_id uuid default null,
  p_reason text default null,
  p_details jsonb default '{}'
)
returns uuid language plpgsql set search_path = '' as $$
declare
  v_me constant uuid := auth.uid();
  v_id uuid;
begin
  insert into public.audit_log (actor_id, actor_label, action, session_id, subject_user_id, reason, details)
  values (
    v_me,
    coalesce(
      (select format('%s (%s)', p.full_name, p.role) from public.profiles p where p.id = v_me),
      case when v_me is null then 'scheduled work' else 'deleted account' end
    ),
    p_action, p_session_id, p_subject_user_id, p_reason, p_details
  )
  returning id into v_id;
  return v_id;
end;
$$;

comment on function private.audit(text, uuid, uuid, text, jsonb) is
  'Writes one line by the caller, or by time when nobody is signed in. Last in the order of locks.';

revoke execute on function private.is_admin(uuid) from public;
revoke execute on function private.require_admin() from public;
revoke execute on function private.am_admin() from public;
revoke execute on function private.refuse_rewriting() from public;
revoke execute on function private.audit(text, uuid, uuid, text, jsonb) from public;
grant execute on function private.am_admin() to authenticated;
