-- Messages: the log that everything else is derived from. How they are admitted is in the next files.

create table public.messages (
  id uuid primary key,
  session_id uuid not null references public.sessions (id) on delete cascade,
  seq bigint not null check (seq >= 1),
  rev bigint not null check (rev >= 1),
  sender_id uuid,
  message_type public.message_type not null default 'text',
  content text check (char_length(content) <= 10000),
  attachments jsonb not null default '[]'
    check (jsonb_typeof(attachments) = 'array' and jsonb_array_length(attachments) <= 10),
  reply_to uuid,
  forwarded boolean not null default false,
  reactions jsonb not null default '[]',
  content_rev bigint not null default 0,
  edited_at timestamptz,
  deleted_at timestamptz,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (session_id, seq),
  -- Lets reply_to be tied to the same session.
  unique (session_id, id),
  foreign key (session_id, reply_to) references public.messages (session_id, id) on delete set null (reply_to)
);

alter table public.messages enable row level security;

-- Catch-up reads this. Not unique on purpose: uniqueness would make writers of one session wait for
-- each other's index entries, which deadlocks with replies.
create index messages_rev_idx on public.messages (session_id, rev);
create index messages_reply_idx on public.messages (session_id, reply_to) where reply_to is not null;

comment on table public.messages is
  'One row per message, ordered by seq and synchronised by rev; never ordered by time, because clocks and commit order disagree.';
comment on column public.messages.id is 'Made by the client (UUIDv7), so that a retry, an echo and a history page meet in one row.';
comment on column public.messages.seq is 'gapless position within the session, set by trigger';
comment on column public.messages.rev is 'position of the newest change of this message among all changes in the session, set by trigger';
comment on column public.messages.content_rev is
  'rev of the last edit, 0 before the first: reactions and pins raise rev, too, and must not make an edit stale.';
comment on column public.messages.reactions is
  'The message''s rows of message_reactions, grouped as clients receive them: looking them up for every message would double the cost of a page.';
comment on column public.messages.forwarded is 'a label that the sender may set; it proves nothing';
comment on column public.messages.sender_id is
  'null for system messages. No foreign key: a message outlives its sender''s account, and the trigger admits participants only.';

create policy "participants read messages from where they joined, and admins those under review" on public.messages
  for select to authenticated using (
    session_id in (select unnest(private.readable_session_ids()))
    and (
      session_id not in (select unnest(private.joined_late_session_ids()))
      or seq >= private.my_from_seq(session_id)
    )
  );
create policy "participants send messages as themselves" on public.messages
  for insert to authenticated
  with check (sender_id = (select auth.uid()) and private.is_participant(session_id));

revoke all on table public.messages from anon, authenticated, service_role;
grant select on table public.messages to authenticated, service_role;
-- No update and no delete for anybody: changes go through functions.
grant insert (id, session_id, content, message_type, reply_to, attachments, forwarded)
  on table public.messages to authenticated;
