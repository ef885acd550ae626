-- What people add to messages and what is kept of former ones. Written by functions only; those come later.

create type public.version_reason as enum ('edit', 'delete', 'hidden');

create table public.message_versions (
  session_id uuid not null,
  message_id uuid not null,
  version integer not null check (version >= 1),
  content text,
  attachments jsonb not null default '[]',
  edited_at timestamptz not null default clock_timestamp(),
  reason public.version_reason not null,
  primary key (session_id, message_id, version),
  foreign key (session_id, message_id) references public.messages (session_id, id) on delete cascade
);

create table public.message_reactions (
  session_id uuid not null,
  message_id uuid not null,
  user_id uuid not null,
  emoji text not null check (char_length(emoji) between 1 and 32),
  created_at timestamptz not null default clock_timestamp(),
  -- The session first: one index finds a message's reactions, serves the foreign key and the policy.
  primary key (session_id, message_id, user_id, emoji),
  foreign key (session_id, message_id) references public.messages (session_id, id) on delete cascade
);

create table public.pins (
  session_id uuid not null,
  message_id uuid not null,
  pinned_by uuid not null,
  pinned_at timestamptz not null default clock_timestamp(),
  primary key (session_id, message_id),
  foreign key (session_id, message_id) references public.messages (session_id, id) on delete cascade
);

create table public.bookmarks (
  session_id uuid not null,
  message_id uuid not null,
  user_id uuid not null references public.profiles (id) on delete cascade,
  created_at timestamptz not null default clock_timestamp(),
  primary key (session_id, message_id, user_id),
  foreign key (session_id, message_id) references public.messages (session_id, id) on delete cascade
);

alter table public.message_versions enable row level security;
alter table public.message_reactions enable row level security;
alter table public.pins enable row level security;
alter table public.bookmarks enable row level security;

-- A page of one's bookmarks is one ordered read of this index; it also serves the policy and the foreign key.
create index bookmarks_list_idx on public.bookmarks (user_id, created_at desc, message_id desc);

comment on table public.message_versions is 'What a message said before each change, so that an edit can be looked at and a removal reviewed.';
comment on column public.message_versions.edited_at is 'when this version was replaced';
comment on table public.message_reactions is
  'Who reacted to what. The message itself carries them grouped by emoji; set_reaction keeps the two the same.';
comment on column public.message_reactions.user_id is
  'No foreign key, here and in pins: a reaction that vanished with an account would change the message without a rev.';
comment on table public.pins is 'Messages that the participants keep at hand, for all of them.';
comment on table public.bookmarks is
  'Messages that a person keeps at hand for themselves. Ids only: whoever left the session reads the message no more.';

-- The messages' own policy answers for those who joined later, whom the sessions alone would let see too much.
create policy "participants read versions of messages that are there, and admins all under review" on public.message_versions
  for select to authenticated using (
    session_id in (select unnest(private.readable_session_ids()))
    and (
      session_id = (select private.reviewed_session_id())
      or exists (
        select 1 from public.messages m
        where m.session_id = message_versions.session_id and m.id = message_id and m.deleted_at is null
      )
    )
  );
create policy "participants read reactions to messages they may see" on public.message_reactions
  for select to authenticated using (
    session_id in (select unnest(private.readable_session_ids()))
    and (
      session_id not in (select unnest(private.joined_late_session_ids()))
      or exists (
        select 1 from public.messages m where m.session_id = message_reactions.session_id and m.id = message_id
      )
    )
  );
create policy "participants read pins of messages they may see" on public.pins
  for select to authenticated using (
    session_id in (select unnest(private.my_session_ids()))
    and (
      session_id not in (select unnest(private.joined_late_session_ids()))
      or exists (select 1 from public.messages m where m.session_id = pins.session_id and m.id = message_id)
    )
  );
create policy "people read their own bookmarks" on public.bookmarks
  for select to authenticated using (user_id = (select auth.uid()));

revoke all on table public.message_versions, public.message_reactions, public.pins, public.bookmarks
  from anon, authenticated, service_role;
grant select on table public.message_versions, public.message_reactions, public.pins, public.bookmarks
  to authenticated, service_role;
