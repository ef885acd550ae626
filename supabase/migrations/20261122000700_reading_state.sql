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
  read_version integer not null default 0,
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

create table private.personal_settings (
  user_id uuid primary key references public.profiles (id) on delete cascade,
  read_receipts boolean not null default true
);

alter table public.participant_state enable row level security;
alter table public.receipts enable row level security;
alter table public.receipt_marks enable row level security;
alter table private.personal_settings enable row level security;

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

create function private.equip_profile()
returns trigger language plpgsql set search_path = '' as $$
begin
  insert into private.personal_settings (user_id) values (new.id);
  return null;
end;
$$;

revoke execute on function private.equip_profile() from public;

create trigger profiles_equip after insert on public.profiles
  for each row execute function private.equip_profile();

create function private.equip_participant()
returns trigger language plpgsql set search_path = '' as $$
declare
  v_receipts boolean;
begin
  -- Locked, so that whoever is switching receipts off either waits for this row or is waited for.
  select s.read_receipts into v_receipts from private.personal_settings s where s.user_id = new.user_id for share;
  insert into public.participant_state (session_id, user_id, last_read_seq)
  values (new.session_id, new.user_id, new.from_seq - 1);
  insert into public.receipts (session_id, user_id, delivered_seq, read_seq)
  values (new.session_id, new.user_id, new.from_seq - 1, case when v_receipts then new.from_seq - 1 end);
  return null;
end;
$$;

comment on function private.equip_participant() is
  'Everybody who takes part has a reading state and a receipt, so that no reader needs to handle their absence.';

revoke execute on function private.equip_participant() from public;

create trigger participants_equip after insert on public.participants
  for each row execute function private.equip_participant();

create function private.read_state(p_state public.participant_state)
returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'unread_count', p_state.unread_count,
    'last_read_seq', p_state.last_read_seq,
    'unread_from_seq', p_state.unread_from_seq,
    'state_version', p_state.state_version
  )
$$;

comment on function private.read_state(public.participant_state) is 'A reading state as answers and broadcasts carry it.';

revoke execute on function private.read_state(public.participant_state) from public;

comment on table public.participant_state is
  'Own view of a session. unread_count is kept exact by the message trigger, so neither list nor badge ever counts messages.';
comment on column public.participant_state.state_version is
  'Rises by one with every change of the row: of two copies that arrive out of order, the higher is newer.';
comment on column public.participant_state.unread_from_seq is 'seq of the first unread message; null when nothing is unread';
comment on table public.receipts is 'Watermarks that only rise: one row per person and session instead of one per message.';
comment on column public.receipts.read_seq is
  'Null exactly for people who switched read receipts off; who has null here is shown null for everybody else.';
comment on column public.receipts.read_version is
  'Rises with each switch of the person''s read receipts. What one person is shown of another''s reading has the sum of both as its version: within one it only rises, and of two copies that arrive out of order the higher is newer.';
comment on table private.personal_settings is
  'What people chose for themselves, apart from profiles because it is nobody else''s business.';
comment on table public.receipt_marks is
  'When the watermarks rose, to the second: a log that lets message_delivery answer per message.';

create policy "people read their own state" on public.participant_state
  for select to authenticated using (user_id = (select auth.uid()));
create policy "participants read receipts" on public.receipts
  for select to authenticated using (session_id = any ((select private.my_session_ids())::uuid[]));
create policy "participants read receipt marks" on public.receipt_marks
  for select to authenticated using (session_id in (select unnest(private.my_session_ids())));
create policy "personal settings are closed to clients" on private.personal_settings
  for all to authenticated using (false) with check (false);

revoke all on table public.participant_state, public.receipts, public.receipt_marks, private.personal_settings
  from anon, authenticated, service_role;
grant select on table public.participant_state, public.receipts, public.receipt_marks to service_role;
grant select on table public.participant_state to authenticated;
-- What was read is missing on purpose: columns know nothing of who switched receipts off. The list, catch-up and
-- message_delivery know it.
grant select (session_id, user_id, delivered_seq, delivered_at) on table public.receipts to authenticated;
grant select (session_id, user_id, at, delivered_seq) on table public.receipt_marks to authenticated;

create function private.read_time(p_session_id uuid, p_user_id uuid, p_seq bigint)
returns timestamptz language plpgsql stable security definer set search_path = '' as $$
begin
  return (
    select coalesce(first.at, r.read_at)
    from public.participants me
    join public.receipts mine
      on mine.session_id = me.session_id and mine.user_id = me.user_id and mine.read_seq is not null
    join public.receipts r on r.session_id = me.session_id and r.user_id = p_user_id and r.read_seq >= p_seq
    left join lateral (
      select k.at from public.receipt_marks k
      where k.session_id = r.session_id and k.user_id = r.user_id and k.read_seq >= p_seq
      order by k.read_seq, k.at limit 1
    ) first on true
    where me.session_id = p_session_id and me.user_id = (select auth.uid())
      and me.left_at is null and p_seq >= me.from_seq
  );
end;
$$;

comment on function private.read_time(uuid, uuid, bigint) is
  'When somebody had read up to a message; null for callers who take no part or switched receipts off. Definer because read watermarks are readable by nobody.';

revoke execute on function private.read_time(uuid, uuid, bigint) from public;
grant execute on function private.read_time(uuid, uuid, bigint) to authenticated;

create view public.message_delivery with (security_invoker = true) as
select
  md5(m.id::text || r.user_id::text)::uuid as id,
  m.id as message_id,
  r.user_id,
  -- Marks are coalesced to whole seconds, so a mark may carry a time just before the message.
  case when r.delivered_seq >= m.seq then greatest(m.created_at, coalesce(delivered.at, r.delivered_at)) end as delivered_at,
  -- greatest() would skip the null that stands for "not read".
  case when seen.at is not null then greatest(m.created_at, seen.at) end as read_at,
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
cross join lateral (select private.read_time(m.session_id, r.user_id, m.seq) as at) seen;

comment on view public.message_delivery is
  'One row per message and recipient, computed from watermarks. security_invoker: it shows nothing its tables would not, but read_at, about which read_time decides.';

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

-- Not for service_role, to whom the tables tell more.
revoke all on table public.message_delivery from anon, authenticated, service_role;
grant select on table public.message_delivery to authenticated;
