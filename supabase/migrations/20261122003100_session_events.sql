-- What happened to a session: who did what, when, and why. One row for each thing, written with it.

create table public.session_events (
  id uuid primary key default gen_random_uuid(),
  session_id uuid not null references public.sessions (id) on delete cascade,
  actor_id uuid,
  event text not null check (event ~ '^[a-z][a-z_]*$'),
  from_status public.session_status,
  to_status public.session_status not null,
  reason text check (char_length(reason) <= 1000),
  metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object'),
  created_at timestamptz not null default clock_timestamp()
);

alter table public.session_events enable row level security;

-- The history of one session in its order; it also serves the foreign key and the policy.
create index session_events_session_idx on public.session_events (session_id, created_at);

comment on table public.session_events is
  'The history of a session''s life: changes of its status, and what happened within one (then from_status = to_status).';
comment on column public.session_events.event is
  'requested, accepted, declined, withdrawn, cancelled, started, completed, expired, ended_by_admin, account_deleted; rescheduled, extension_requested, extended, extension_refused, joined, left, history_shown, escalated';
comment on column public.session_events.actor_id is
  'Null when time did it. No foreign key, as for the people of a session: the row keeps naming somebody whose account is gone.';
comment on column public.session_events.from_status is 'null for the request that began it';
comment on column public.session_events.reason is 'what was said about it: why it was declined, how it was summed up';

create policy "participants read what happened to their sessions" on public.session_events
  for select to authenticated using (session_id = any ((select private.my_session_ids())::uuid[]));

revoke all on table public.session_events from anon, authenticated, service_role;
grant select on table public.session_events to authenticated, service_role;

create function private.log_event(
  p_session public.sessions, p_event text, p_to public.session_status, p_actor_id uuid,
  p_reason text default null, p_metadata jsonb default '{}'
)
returns void language plpgsql set search_path = '' as $$
begin
  insert into public.session_events (session_id, actor_id, event, from_status, to_status, reason, metadata)
  values (p_session.id, p_actor_id, p_event, p_session.status, p_to, p_reason, p_metadata);
end;
$$;

comment on function private.log_event(public.sessions, text, public.session_status, uuid, text, jsonb) is
  'p_session as it was before; p_to the same status for what changed none. The caller holds the session''s lock.';

revoke execute on function private.log_event(public.sessions, text, public.session_status, uuid, text, jsonb) from public;
