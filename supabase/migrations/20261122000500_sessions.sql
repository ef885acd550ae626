-- Sessions and who takes part in them.

create table public.sessions (
  id uuid primary key default gen_random_uuid(),
  kind public.session_kind not null,
  status public.session_status not null,
  subject text check (char_length(subject) <= 200),
  product_id uuid references public.products (id) on delete set null,
  product_snapshot jsonb,
  founder_a uuid not null,
  founder_b uuid not null check (founder_b <> founder_a),
  conversation_key text,
  created_by uuid not null,
  updated_by uuid,
  scheduled_at timestamptz,
  expires_at timestamptz,
  ends_at timestamptz,
  extension_minutes integer check (extension_minutes between 5 and 120),
  extension_by uuid,
  ended_reason text check (char_length(ended_reason) <= 500),
  summary text check (char_length(summary) <= 1000),
  escalated_at timestamptz,
  last_seq bigint not null default 0,
  last_rev bigint not null default 0,
  last_message text,
  last_message_at timestamptz,
  last_sender_id uuid,
  awaiting_user_id uuid,
  awaiting_since timestamptz,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
) with (fillfactor = 70); -- every message updates its row in place

create table public.participants (
  session_id uuid not null references public.sessions (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  role public.app_role not null,
  from_seq bigint not null default 1 check (from_seq >= 1),
  joined_at timestamptz not null default now(),
  left_at timestamptz,
  sort_at timestamptz not null default now(),
  primary key (session_id, user_id)
);

alter table public.sessions enable row level security;
alter table public.participants enable row level security;

-- At most one open conversation per pair and subject, however many people open it at once.
create unique index sessions_conversation_key_idx on public.sessions (conversation_key)
  where status in ('requested', 'accepted', 'in_progress');
create index sessions_product_idx on public.sessions (product_id) where product_id is not null;
-- The scheduled expiry looks only at sessions that time can still end.
create index sessions_expires_idx on public.sessions (expires_at) where status in ('requested', 'accepted');
create index sessions_ends_idx on public.sessions (ends_at) where status = 'in_progress';
-- The list of what awaits one's reply, longest first. Only a message that passes the turn writes it.
create index sessions_awaiting_idx on public.sessions (awaiting_user_id, awaiting_since, id)
  where awaiting_user_id is not null;
-- Requests that wait so long that somebody else should hear of them.
create index sessions_unanswered_idx on public.sessions (created_at) where status = 'requested' and escalated_at is null;
-- A page of the list is one ordered read of this index; it also serves the foreign key.
create index participants_list_idx on public.participants (user_id, sort_at desc, session_id desc);

comment on table public.sessions is
  'A conversation between two founders. Nobody writes it directly; only participants read it, and its last_message, which is transcript, only through the list.';
comment on column public.sessions.founder_a is
  'For mentoring the student, for marketplace and support the person who needs something. No foreign key here or on the other people columns: the row keeps naming somebody whose account is gone.';
comment on column public.sessions.conversation_key is 'Null where several open sessions of one pair are fine, such as mentoring.';
comment on column public.sessions.expires_at is 'when a request, or an accepted session that nobody started, expires';
comment on column public.sessions.ends_at is 'when a running session ends by itself';
comment on column public.sessions.extension_minutes is
  'so many more minutes are wished for by extension_by; null when no wish waits for an answer';
comment on column public.sessions.ended_reason is
  'Of a declined request, what the mentor said. Otherwise a code: withdrawn, cancelled, ended_by_admin, or unanswered, not_started, time_over when time did it; null while open and after completing.';
comment on column public.sessions.summary is
  'what was said when it ended, for both sides: the summary of a completed session, a word on cancelling, an admin''s reason';
comment on column public.sessions.escalated_at is 'when admins were told that nobody answers this request';
comment on column public.sessions.last_seq is 'seq of the newest message; raised under the row lock, which is what makes seq gapless';
comment on column public.sessions.last_rev is 'rev of the newest change to any message; a client whose cursor is lower has something to fetch';
comment on column public.sessions.last_message is 'The beginning of the newest message; scrubbed when that message is deleted.';
comment on column public.sessions.last_sender_id is 'null when the newest message is a system message';
comment on column public.sessions.awaiting_user_id is 'the founder who did not send the last human message; null when the session is closed';
comment on column public.sessions.updated_at is 'last change of the session itself; messages do not count';
comment on table public.participants is
  'Who takes part in which session, and from which message on. Rows stay when people leave, so that history keeps its names.';
comment on column public.participants.from_seq is 'first message this person may see: 1 for founders, last_seq + 1 for whoever joins later';
comment on column public.participants.sort_at is
  'Copy of the session''s coalesce(last_message_at, created_at): the list of somebody with a thousand sessions is then one index read.';

------------------------------------------------------------------------------------------------------------------------
-- Membership, asked once per statement as an array: a per-row function call costs seconds on an unfiltered read
------------------------------------------------------------------------------------------------------------------------

create function private.my_session_ids()
returns uuid[] language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select p.session_id from public.participants p where p.user_id = (select auth.uid()) and p.left_at is null
  );
end;
$$;

comment on function private.my_session_ids() is
  'Sessions in which the caller takes part now. Definer because the policy of participants itself asks it.';

create function private.reviewed_session_id()
returns uuid language plpgsql stable security definer set search_path = '' as $$
begin
  return (
    select g.session_id from public.review_grants g
    where g.admin_id = (select auth.uid()) and g.ended_at is null
      -- Not now(): a grant runs out within a transaction, too.
      and g.expires_at > clock_timestamp() and private.is_admin(g.admin_id)
  );
end;
$$;

comment on function private.reviewed_session_id() is
  'The session that the caller reads as an admin under a live grant, null for everybody else. Definer because it decides for policies.';

create function private.readable_session_ids()
returns uuid[] language plpgsql stable security definer set search_path = '' as $$
begin
  return private.my_session_ids() || array_remove(array[private.reviewed_session_id()], null);
end;
$$;

comment on function private.readable_session_ids() is
  'Sessions whose transcript the caller may read: my_session_ids, and the one under review. For reading what was said only, never for taking part.';

create function private.joined_late_session_ids()
returns uuid[] language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select p.session_id from public.participants p
    where p.user_id = (select auth.uid()) and p.left_at is null and p.from_seq > 1
      -- A grant is for all of it.
      and p.session_id is distinct from (select private.reviewed_session_id())
  );
end;
$$;

comment on function private.joined_late_session_ids() is
  'The few sessions in which the caller may not see the beginning; only their messages are checked row by row.';

create function private.my_from_seq(p_session_id uuid)
returns bigint language plpgsql stable security definer set search_path = '' as $$
begin
  return (
    select p.from_seq from public.participants p
    where p.session_id = p_session_id and p.user_id = (select auth.uid()) and p.left_at is null
  );
end;
$$;

create function private.readable_from_seq(p_session_id uuid)
returns bigint language plpgsql stable security definer set search_path = '' as $$
declare
  v_from_seq constant bigint := private.my_from_seq(p_session_id);
begin
  if v_from_seq is distinct from 1 and p_session_id = private.reviewed_session_id() then
    return 1;
  end if;
  return v_from_seq;
end;
$$;

comment on function private.readable_from_seq(uuid) is
  'First message of a session that the caller may read, as a participant or under a review grant; null for nobody''s business.';

create function private.is_participant(p_session_id uuid)
returns boolean language plpgsql stable security definer set search_path = '' as $$
begin
  return exists (
    select 1 from public.participants p
    where p.session_id = p_session_id and p.user_id = (select auth.uid()) and p.left_at is null
      and not private.is_suspended(p.user_id)
  );
end;
$$;

comment on function private.is_participant(uuid) is
  'Whether the caller may act in the session: takes part now and is not suspended. For checks of a single row or topic only; never as a filter over many rows.';

revoke execute on function private.my_session_ids() from public;
revoke execute on function private.reviewed_session_id() from public;
revoke execute on function private.readable_session_ids() from public;
revoke execute on function private.readable_from_seq(uuid) from public;
revoke execute on function private.joined_late_session_ids() from public;
revoke execute on function private.my_from_seq(uuid) from public;
revoke execute on function private.is_participant(uuid) from public;
grant execute on function private.my_session_ids() to authenticated;
grant execute on function private.reviewed_session_id() to authenticated;
grant execute on function private.readable_session_ids() to authenticated;
grant execute on function private.joined_late_session_ids() to authenticated;
grant execute on function private.my_from_seq(uuid) to authenticated;
grant execute on function private.is_participant(uuid) to authenticated;

create policy "participants read their sessions, and admins the one under review" on public.sessions
  for select to authenticated using (id = any ((select private.readable_session_ids())::uuid[]));
create policy "participants see who takes part" on public.participants
  for select to authenticated using (session_id = any ((select private.my_session_ids())::uuid[]));

revoke all on table public.sessions from anon, authenticated, service_role;
revoke all on table public.participants from anon, authenticated, service_role;
grant select on table public.participants to authenticated, service_role;
grant select on table public.sessions to service_role;
-- last_message and last_sender_id are missing on purpose: columns know nothing of from_seq, so whoever joined
-- later would read what was said before. list_sessions and get_session know it.
grant select (
  id, kind, status, subject, product_id, product_snapshot, founder_a, founder_b, conversation_key, created_by,
  updated_by, scheduled_at, expires_at, ends_at, extension_minutes, extension_by, ended_reason, summary,
  last_seq, last_rev, last_message_at, awaiting_user_id, awaiting_since, metadata, created_at, updated_at
) on table public.sessions to authenticated;
