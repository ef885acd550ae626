-- How the whole is doing, in numbers. A job counts what is new, session by session, so that sending a message costs
-- nothing more and nobody ever counts messages at the time of looking. Days are whole ones, by UTC.

create table private.session_facts (
  session_id uuid primary key references public.sessions (id) on delete cascade,
  day date not null,
  kind public.session_kind not null,
  status public.session_status not null,
  role_a public.app_role,
  role_b public.app_role,
  asked_id uuid not null,
  first_by uuid,
  first_at timestamptz,
  reply_role public.app_role,
  reply_seconds integer,
  counted_seq bigint not null
) with (fillfactor = 80); -- an active session's row is written with every round

create table private.activity_days (
  day date not null,
  kind text not null,
  role text not null,
  messages bigint not null,
  people integer not null,
  primary key (day, kind, role)
);

create table private.active_people (
  day date not null,
  user_id uuid not null,
  kind text not null,
  primary key (day, user_id, kind)
);

create table private.sessions_to_count (
  id bigint generated always as identity primary key,
  session_id uuid not null
);

create table private.analytics_counted (
  only_row boolean primary key default true check (only_row),
  at timestamptz not null
);

alter table private.session_facts enable row level security;
alter table private.activity_days enable row level security;
alter table private.active_people enable row level security;
alter table private.sessions_to_count enable row level security;
alter table private.analytics_counted enable row level security;

-- The sessions opened in a range of days.
create index session_facts_day_idx on private.session_facts (day);
-- How many open sessions each mentor has now.
create index session_facts_open_idx on private.session_facts (asked_id)
  where kind = 'mentoring' and status in ('requested', 'accepted', 'in_progress');
-- What goes with an account.
create index active_people_user_idx on private.active_people (user_id);

comment on table private.session_facts is
  'One narrow row per session with what is counted of it; the session''s own row is wide and busy. Goes with its session.';
comment on column private.session_facts.day is 'when it was opened';
comment on column private.session_facts.role_a is 'the founders'' roles when first counted; null where the account was gone';
comment on column private.session_facts.asked_id is 'founder_b: the mentor, supplier or admin';
comment on column private.session_facts.first_by is 'the founder who wrote first';
comment on column private.session_facts.reply_seconds is 'from their first message to the first of the other founder, who is of reply_role';
comment on column private.session_facts.counted_seq is 'messages up to this one are in activity_days';
comment on table private.activity_days is
  'What people wrote on a day, and how many people did, for each kind and role. Kind is also any: all kinds together, in which one person counts once. Role is also gone: of those whose account was. Stays as it is when messages or sessions go.';
comment on table private.active_people is 'Who is counted in activity_days.people already.';
comment on column private.active_people.user_id is
  'No foreign key: the job would hold profiles that somebody is deleting, and erase_person sees to it.';
comment on table private.sessions_to_count is
  'Sessions that changed otherwise than by a message. Only ever added to by those who change them: nobody waits.';
comment on table private.analytics_counted is 'One row: when the job last looked.';

create policy "session facts are closed to clients" on private.session_facts
  for all to authenticated using (false) with check (false);
create policy "activity by day is closed to clients" on private.activity_days
  for all to authenticated using (false) with check (false);
create policy "who was active is closed to clients" on private.active_people
  for all to authenticated using (false) with check (false);
create policy "what is to be counted is closed to clients" on private.sessions_to_count
  for all to authenticated using (false) with check (false);
create policy "when was counted is closed to clients" on private.analytics_counted
  for all to authenticated using (false) with check (false);

revoke all on table
  private.session_facts, private.activity_days, private.active_people, private.sessions_to_count, private.analytics_counted
  from anon, authenticated, service_role;

insert into private.analytics_counted (at) values (clock_timestamp());
-- What was there before.
insert into private.sessions_to_count (session_id) select s.id from public.sessions s;

create function private.note_to_count()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into private.sessions_to_count (session_id) values (new.id);
  return null;
end;
$$;

comment on function private.note_to_count() is 'Definer because it may run inside whatever changes a session.';

-- Not on messages: those the job finds by itself.
create trigger sessions_count_new after insert on public.sessions
  for each row execute function private.note_to_count();
create trigger sessions_count_status after update of status on public.sessions
  for each row when (old.status is distinct from new.status)
  execute function private.note_to_count();

------------------------------------------------------------------------------------------------------------------------
-- The job
------------------------------------------------------------------------------------------------------------------------

create function private.find_to_count()
returns void language plpgsql set search_path = '' as $$
declare
  -- Longer than any request that sends a message may take: it shows only when it commits.
  c_overlap constant interval := '5 minutes';
  v_now constant timestamptz := clock_timestamp();
begin
  -- Of the search index, which is ordered by time. A message that was deleted before this looked is counted with the
  -- next one in its session, or with its end.
  insert into private.sessions_to_count (session_id)
  select recent.session_id
  from (
    select distinct x.session_id
    from private.analytics_counted c
    join private.message_search x on x.created_at > c.at - c_overlap
  ) recent
  join public.sessions s on s.id = recent.session_id
  left join private.session_facts f on f.session_id = recent.session_id
  where s.last_seq > coalesce(f.counted_seq, 0);
  update private.analytics_counted c set at = v_now;
end;
$$;

create function private.count_sessions(p_session_ids uuid[])
returns void language plpgsql set search_path = '' as $$
begin
  -- One statement, one snapshot: a session's last_seq and its messages up to that belong together.
  with due as materialized (
    select s.id, s.kind, s.status, s.founder_a, s.founder_b, s.created_at, s.last_seq,
      coalesce(f.counted_seq, 0) as counted_seq, f.first_by, f.first_at, f.reply_role, f.reply_seconds,
      a.role as role_a, b.role as role_b
    from public.sessions s
    left join private.session_facts f on f.session_id = s.id
    left join public.profiles a on a.id = s.founder_a
    left join public.profiles b on b.id = s.founder_b
    where s.id = any (p_session_ids)
  ), fresh as materialized (
    select d.id as session_id, d.kind, m.seq, m.sender_id, m.created_at,
      (m.created_at at time zone 'UTC')::date as day, p.id as person_id, p.role
    from due d
    join public.messages m on m.session_id = d.id and m.seq > d.counted_seq and m.seq <= d.last_seq
    left join public.profiles p on p.id = m.sender_id
    where m.message_type <> 'system'
  ), begun as (
    select distinct on (n.session_id) n.session_id, n.sender_id, n.created_at
    from due d
    join fresh n on n.session_id = d.id and n.sender_id in (d.founder_a, d.founder_b)
    where d.first_by is null
    order by n.session_id, n.seq
  ), opened as materialized (
    select d.*, coalesce(d.first_by, b.sender_id) as opener_id, coalesce(d.first_at, b.created_at) as opened_at
    from due d
    left join begun b on b.session_id = d.id
  ), replied as (
    select distinct on (n.session_id) n.session_id, n.created_at, n.role
    from opened o
    join fresh n on n.session_id = o.id and n.sender_id in (o.founder_a, o.founder_b) and n.sender_id <> o.opener_id
    where o.reply_seconds is null
    order by n.session_id, n.seq
  ), facts as (
    insert into private.session_facts as f (
      session_id, day, kind, status, role_a, role_b, asked_id, first_by, first_at, reply_role, reply_seconds, counted_seq
    )
    select
      o.id, (o.created_at at time zone 'UTC')::date, o.kind, o.status, o.role_a, o.role_b, o.founder_b,
      o.opener_id, o.opened_at, coalesce(o.reply_role, r.role),
      case
        when o.reply_seconds is not null then o.reply_seconds
        -- least() and greatest() would skip the null that stands for "no reply".
        when r.session_id is not null then
          least(greatest(extract(epoch from r.created_at - o.opened_at), 0), 2147483647)::integer
      end,
      o.last_seq
    from opened o
    left join replied r on r.session_id = o.id
    on conflict (session_id) do update set
      status = excluded.status,
      first_by = excluded.first_by,
      first_at = excluded.first_at,
      reply_role = excluded.reply_role,
      reply_seconds = excluded.reply_seconds,
      counted_seq = excluded.counted_seq
  ), written as (
    select n.day, coalesce(n.kind::text, 'any') as kind, coalesce(n.role::text, 'gone') as role, count(*) as messages
    from fresh n
    group by grouping sets ((n.day, n.kind, n.role), (n.day, n.role))
  ), here as (
    insert into private.active_people (day, user_id, kind)
    select n.day, n.person_id, coalesce(n.kind::text, 'any')
    from fresh n
    where n.person_id is not null
    group by grouping sets ((n.day, n.person_id, n.kind), (n.day, n.person_id))
    on conflict do nothing
    returning day, user_id, kind
  ), seen as (
    select h.day, h.kind, p.role::text as role, count(*) as people
    from here h
    join public.profiles p on p.id = h.user_id
    group by h.day, h.kind, p.role
  )
  insert into private.activity_days as d (day, kind, role, messages, people)
  select w.day, w.kind, w.role, w.messages, coalesce(seen.people, 0)
  from written w
  left join seen on seen.day = w.day and seen.kind = w.kind and seen.role = w.role
  on conflict (day, kind, role) do update set
    messages = d.messages + excluded.messages, people = d.people + excluded.people;
end;
$$;

comment on function private.count_sessions(uuid[]) is
  'Brings the numbers of these sessions up to date; each message is counted once, by its seq. The caller sees to it that nobody else counts.';

create function private.count_for_analytics(p_batch integer default 100000)
returns integer language plpgsql set search_path = '' as $$
declare
  -- So many notes at a time: more would not change how long a round takes by much.
  c_notes constant integer := 20000;
  v_note_ids bigint[];
  v_session_ids uuid[];
begin
  -- One at a time. Whoever comes second leaves it to the first, without a wait.
  perform 1 from private.analytics_counted c for no key update skip locked;
  if not found then
    return 0;
  end if;
  perform private.find_to_count();

  select array_agg(picked.id), array_agg(distinct picked.session_id) into v_note_ids, v_session_ids
  from (
    select n.id, n.session_id, sum(n.messages) over (order by n.id) - n.messages as before
    from (
      select note.id, note.session_id, coalesce(s.last_seq - coalesce(f.counted_seq, 0), 0) as messages
      from (select * from private.sessions_to_count c order by c.id limit c_notes) note
      left join public.sessions s on s.id = note.session_id
      left join private.session_facts f on f.session_id = note.session_id
    ) n
  ) picked
  where picked.before < p_batch;

  -- The notes go first: what changes after this has a new one, and what changed before is seen by the count.
  delete from private.sessions_to_count c where c.id = any (v_note_ids);
  perform private.count_sessions(v_session_ids);
  -- Whose account was deleted while they were counted.
  delete from private.active_people a
  where a.day >= (clock_timestamp() at time zone 'UTC')::date - 2
    and not exists (select 1 from public.profiles p where p.id = a.user_id);
  return coalesce(cardinality(v_session_ids), 0);
end;
$$;

comment on function private.count_for_analytics(integer) is
  'Counts what is new, about p_batch messages at most; returns in how many sessions. Nobody who sends a message or changes a session waits for it.';

revoke execute on function private.note_to_count() from public;
revoke execute on function private.find_to_count() from public;
revoke execute on function private.count_sessions(uuid[]) from public;
revoke execute on function private.count_for_analytics(integer) from public;
