-- How soon mentors answer, from what they did lately. Kept as they answer, so that nobody ever scans messages for it.

create table private.reply_times (
  user_id uuid primary key references public.profiles (id) on delete cascade,
  recent integer[] not null,
  reply_seconds integer
);

alter table private.reply_times enable row level security;

comment on table private.reply_times is 'One row per mentor who has answered; everybody is shown reply_seconds only.';
comment on column private.reply_times.recent is 'seconds that each of the last answers took, oldest first';
comment on column private.reply_times.reply_seconds is 'their median; null while they are too few to say anything';

create policy "reply times are closed to clients" on private.reply_times
  for all to authenticated using (false) with check (false);

revoke all on table private.reply_times from anon, authenticated, service_role;

create function private.note_reply(p_user_id uuid, p_awaited_since timestamptz, p_at timestamptz)
returns void language plpgsql set search_path = '' as $$
declare
  c_kept constant integer := 20;
  c_enough constant integer := 3;
  c_max_seconds constant numeric := 2147483647;
  v_seconds constant integer :=
    least(greatest(extract(epoch from p_at - p_awaited_since), 0), c_max_seconds)::integer;
begin
  insert into private.reply_times as t (user_id, recent) values (p_user_id, array[v_seconds])
  on conflict (user_id) do update set recent = (t.recent || v_seconds)[greatest(cardinality(t.recent) + 2 - c_kept, 1):];

  update private.reply_times t set reply_seconds = (
    select percentile_disc(0.5) within group (order by r.seconds) from unnest(t.recent) r (seconds)
  )
  where t.user_id = p_user_id and cardinality(t.recent) >= c_enough;
end;
$$;

comment on function private.note_reply(uuid, timestamptz, timestamptz) is
  'One answer of a mentor, given at p_at, who was awaited since then. Locks a row of the mentor''s after the session''s: nobody who holds it asks for a session.';

create function private.on_mentor_replied()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.note_reply(old.founder_b, old.awaiting_since, new.awaiting_since);
  return null;
end;
$$;

comment on function private.on_mentor_replied() is 'Definer because it may run inside whatever sends a message.';

-- The turn passes from the mentor to the student only by the mentor's message.
create trigger sessions_reply_time after update of awaiting_user_id on public.sessions
  for each row
  when (old.kind = 'mentoring' and old.awaiting_user_id = old.founder_b and new.awaiting_user_id = old.founder_a)
  execute function private.on_mentor_replied();

revoke execute on function private.note_reply(uuid, timestamptz, timestamptz) from public;
revoke execute on function private.on_mentor_replied() from public;
