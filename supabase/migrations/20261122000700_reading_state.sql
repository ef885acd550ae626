-- What a person has received and read: exact unread counts for oneself, watermarks for others.

create table public.participant_state (
  session_id uuid not null,
  user_id uuid not null,
  last_read_seq bigint not null default 0,
  unread_count integer not null default 0 check (unread_count >= 0),
  unread_from_seq bigint,
  muted_until timestamptz,
  archived_at timestamptz,
  pinned_at timestamptz,
  state_version bigint not null default 0,
  primary key (session_id, user_id),
  foreign key (session_id, user_id) references public.participants (session_id, user_id) on delete cascade
) with (fillfactor = 70); -- every message updates these rows in place: no index may cover a column that changes

create table public.receipts (
  session_id uuid not null,
  user_id uuid not null,
  delivered_seq bigint not null default 0,
  delivered_at timestamptz,
  read_seq bigint default 0,
  read_at timestamptz,
  primary key (session_id, user_id),
  foreign key (session_id, user_id) references public.participants (session_id, user_id) on delete cascade
) with (fillfactor = 70);

create table public.receipt_marks (
  session_id uuid not null,
  user_id uuid not null,
  at timestamptz not null,
  delivered_seq bigint not null,
  read_seq bigint,
  primary key (session_id, user_id, at),
  foreign key (session_id, user_id) references public.participants (session_id, user_id) on delete cascade
);

alter table public.participant_state enable row level security;
alter table public.receipts enable row level security;
alter table public.receipt_marks enable row level security;

-- The badge sums over one person's rows.
create index participant_state_user_idx on public.participant_state (user_id);
-- "When was message n delivered (read)?" is the first mark at or above n.
create index receipt_marks_delivered_idx on public.receipt_marks (session_id, user_id, delivered_seq, at);
create index receipt_marks_read_idx on public.receipt_marks (session_id, user_id, read_seq, at);

create function private.count_state_version()
returns trigger language plpgsql set search_path = '' as $$
begin
  new.state_version := old.state_version + 1;
  return new;
end;
$$;

revoke execute on function private.count_state_version() from public;

create trigger participant_state_version before update on public.participant_state
  for each row execute function private.count_state_version();

create function private.equip_participant()
returns trigger language plpgsql set search_path = '' as $$
begin
  insert into public.participant_state (session_id, user_id, last_read_seq)
  values (new.session_id, new.user_id, new.from_seq - 1);
  insert into public.receipts (session_id, user_id, delivered_seq, read_seq)
  values (new.session_id, new.user_id, new.from_seq - 1, new.from_seq - 1);
  return null;
end;
$$;

comment on function private.equip_participant() is
  'Everybody who takes part has a reading state and a receipt, so that no reader needs to handle their absence.';

revoke execute on function private.equip_participant() from public;

create trigger participants_equip after insert on public.participants
  for each row execute function private.equip_participant();

comment on table public.participant_state is
  'Own view of a session. unread_count is kept exact by the message trigger, so neither list nor badge ever counts messages.';
comment on column public.participant_state.state_version is
  'Rises by one with every change of the row: of two copies that arrive out of order, the higher is newer.';
comment on column public.participant_state.unread_from_seq is 'seq of the first unread message; null when nothing is unread';
comment on table public.receipts is 'Watermarks that only rise: one row per person and session instead of one per message.';
comment on column public.receipts.read_seq is 'null for people who switched read receipts off';
comment on table public.receipt_marks is
  'When the watermarks rose, to the second: a log that lets message_delivery answer per message.';

create policy "people read their own state" on public.participant_state
  for select to authenticated using (user_id = (select auth.uid()));
create policy "participants read receipts" on public.receipts
  for select to authenticated using (session_id = any ((select private.my_session_ids())::uuid[]));
create policy "participants read receipt marks" on public.receipt_marks
  for select to authenticated using (session_id in (select unnest(private.readable_session_ids())));

revoke all on table public.participant_state, public.receipts, public.receipt_marks
  from anon, authenticated, service_role;
grant select on table public.participant_state, public.receipts, public.receipt_marks to authenticated, service_role;

create view public.message_delivery with (security_invoker = true) as
select
  md5(m.id::text || r.user_id::text)::uuid as id,
  m.id as message_id,
  r.user_id,
  -- Marks are coalesced to whole seconds, so a mark may carry a time just before the message.
  case when r.delivered_seq >= m.seq then greatest(m.created_at, coalesce(delivered.at, r.delivered_at)) end as delivered_at,
  case when r.read_seq >= m.seq then greatest(m.created_at, coalesce(read.at, r.read_at)) end as read_at,
  m.created_at
from public.messages m
join public.receipts r on r.session_id = m.session_id and r.user_id <> m.sender_id
-- Whoever joined later was no recipient of what came before, though their watermarks begin above it.
join public.participants p on p.session_id = r.session_id and p.user_id = r.user_id and m.seq >= p.from_seq
left join lateral (
  select k.at from public.receipt_marks k
  where k.session_id = m.session_id and k.user_id = r.user_id and k.delivered_seq >= m.seq
  order by k.delivered_seq, k.at limit 1
) delivered on true
left join lateral (
  select k.at from public.receipt_marks k
  where k.session_id = m.session_id and k.user_id = r.user_id and k.read_seq >= m.seq
  order by k.read_seq, k.at limit 1
) read on true;

comment on view public.message_delivery is
  'One row per message and recipient, computed from watermarks. security_invoker: it shows nothing its tables would not.';

create function private.refuse_write()
returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception using errcode = '42501', message = format('%s is computed and cannot be written.', tg_table_name);
end;
$$;

comment on function private.refuse_write() is
  'Of a view that joins, PostgreSQL says "not a table" (55000) before it looks at grants. With a trigger it looks, and refuses as everywhere.';

revoke execute on function private.refuse_write() from public;

create trigger message_delivery_refuses_writes instead of insert or update or delete on public.message_delivery
  for each row execute function private.refuse_write();

revoke all on table public.message_delivery from anon, authenticated, service_role;
grant select on table public.message_delivery to authenticated, service_role;
