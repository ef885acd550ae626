-- What people are reminded of: sessions that come near, and, for admins, requests that nobody answers.

insert into public.app_settings (key, value, description) values
  ('first_reminder', '86400', 'seconds before a session at which both sides are reminded of it'),
  ('last_reminder', '900', 'seconds before a session at which both sides are reminded once more'),
  ('escalate_after', '172800', 'seconds after which admins hear of a request that nobody answered');

create table private.reminders (
  session_id uuid not null references public.sessions (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  due_at timestamptz not null,
  primary key (session_id, user_id, due_at)
);

alter table private.reminders enable row level security;

create index reminders_user_idx on private.reminders (user_id);
create index reminders_due_idx on private.reminders (due_at);

comment on table private.reminders is
  'Reminders still to be sent. A row goes in the transaction that sends it, which is how each is sent once.';

create policy "reminders are closed to clients" on private.reminders
  for all to authenticated using (false) with check (false);

revoke all on table private.reminders from anon, authenticated, service_role;

create function private.plan_reminders(p_session_id uuid)
returns void language plpgsql set search_path = '' as $$
begin
  delete from private.reminders r where r.session_id = p_session_id;
  insert into private.reminders (session_id, user_id, due_at)
  select s.id, p.id, due.at
  from public.sessions s
  join public.profiles p on p.id in (s.founder_a, s.founder_b)
  cross join lateral (
    select distinct s.scheduled_at - private.seconds(lead.key) as at
    from unnest(array['first_reminder', 'last_reminder']) lead (key)
  ) due
  where s.id = p_session_id and s.status = 'accepted'
    -- Whoever agrees on a session for this evening needs no word that it is within a day.
    and due.at > clock_timestamp();
end;
$$;

comment on function private.plan_reminders(uuid) is
  'Makes the reminders of a session fit its status and time. The caller holds the session''s lock.';

create function private.local_time_words(p_at timestamptz, p_timezone text)
returns text language plpgsql stable set search_path = '' as $$
declare
  c_words constant text := 'FMDy, FMDD FMMon YYYY, HH24:MI';
begin
  return to_char(p_at at time zone p_timezone, c_words) || format(' (%s)', p_timezone);
exception when invalid_parameter_value then
  return to_char(p_at at time zone 'UTC', c_words) || ' (UTC)'; -- browsers give all kinds of names
end;
$$;

create function private.send_reminder(p_session_id uuid, p_user_id uuid)
returns boolean language plpgsql set search_path = '' as $$
declare
  c_priority constant integer := 3;
  -- Whoever comes late may still be waited for.
  c_of_use constant interval := '1 hour';
  v_session public.sessions;
  v_later timestamptz;
  v_timezone text;
begin
  -- The session first, as everywhere: whoever moves it takes its reminders back under this lock.
  select * into v_session from public.sessions s where s.id = p_session_id for no key update skip locked;
  if not found then
    return false;
  end if;
  -- All that are due: after hours without a worker one word is enough.
  delete from private.reminders r
  where r.session_id = p_session_id and r.user_id = p_user_id and r.due_at <= clock_timestamp();
  if not found then
    return false; -- sent, or moved, since it was found
  end if;
  if v_session.status <> 'accepted' or v_session.scheduled_at <= clock_timestamp() then
    return false; -- of no use any more
  end if;

  v_later := private.quiet_until(p_user_id, clock_timestamp());
  if v_later < v_session.scheduled_at then
    insert into private.reminders (session_id, user_id, due_at) values (p_session_id, p_user_id, v_later)
    on conflict do nothing;
    return false;
  end if;

  select p.timezone into v_timezone from public.profiles p where p.id = p_user_id;
  perform private.notify(
    p_user_id, 'reminder',
    'Your session with ' || private.person_name(private.other_founder(v_session, p_user_id)),
    concat_ws(': ', private.local_time_words(v_session.scheduled_at, coalesce(v_timezone, 'UTC')), v_session.subject),
    p_session_id,
    jsonb_build_object('event', 'upcoming', 'scheduled_at', v_session.scheduled_at), c_priority,
    v_session.scheduled_at + c_of_use
  );
  return true;
end;
$$;

comment on function private.send_reminder(uuid, uuid) is
  'Reminds one person of one session if that is due; whether it did. Within quiet hours it waits for their end, if that comes before the session.';

create function private.send_reminders(p_batch integer default 500)
returns integer language plpgsql set search_path = ''
-- As expire_sessions: nobody waits here for rows that somebody else holds.
set lock_timeout = '500ms' as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_due record;
  v_done integer := 0;
begin
  for v_due in
    select r.session_id, r.user_id from private.reminders r
    where r.due_at <= v_now
    -- Otherwise a batch of bad rows could stand in front of the good ones for ever.
    order by random()
    limit p_batch
  loop
    begin
      if private.send_reminder(v_due.session_id, v_due.user_id) then
        v_done := v_done + 1;
      end if;
    exception when others then
      raise warning 'the reminder of session % for % was not sent: %', v_due.session_id, v_due.user_id, sqlerrm;
    end;
  end loop;
  return v_done;
end;
$$;

comment on function private.send_reminders(integer) is
  'Takes up at most p_batch due reminders; returns how many were sent.';

create function private.escalate_request(p_session_id uuid)
returns boolean language plpgsql set search_path = '' as $$
declare
  c_priority constant integer := 3;
  v_session public.sessions;
begin
  -- Asked again under the lock: it may have been answered since it was found.
  select * into v_session from public.sessions s
  where s.id = p_session_id and s.status = 'requested' and s.escalated_at is null
    and s.created_at <= clock_timestamp() - private.seconds('escalate_after')
  for no key update skip locked;
  if not found or not private.is_open(v_session) then
    return false;
  end if;

  update public.sessions s set escalated_at = clock_timestamp() where s.id = p_session_id;
  perform private.log_event(v_session, 'escalated', v_session.status, null);
  -- Who waits for whom, and not what for: the subject is the two's.
  perform private.notify(
    a.id, 'system_announcement', 'A request waits for an answer',
    format('%s has waited for %s since %s.',
      private.person_name(v_session.founder_a), private.person_name(v_session.founder_b),
      private.local_time_words(v_session.created_at, coalesce(a.timezone, 'UTC'))
    ),
    p_session_id,
    jsonb_build_object(
      'event', 'request_overdue', 'mentor_id', v_session.founder_b, 'requested_at', v_session.created_at
    ),
    c_priority
  )
  from public.profiles a where a.role = 'admin' and private.is_active(a.id);
  perform private.audit('escalate_request', p_session_id, v_session.founder_b, 'nobody answered');
  return true;
end;
$$;

create function private.escalate_requests(p_batch integer default 200)
returns integer language plpgsql set search_path = ''
-- As expire_sessions: nobody waits here for rows that somebody else holds.
set lock_timeout = '500ms' as $$
declare
  v_before constant timestamptz := clock_timestamp() - private.seconds('escalate_after');
  v_id uuid;
  v_done integer := 0;
begin
  for v_id in
    select s.id from public.sessions s
    where s.status = 'requested' and s.escalated_at is null and s.created_at <= v_before
    -- As above.
    order by random()
    limit p_batch
  loop
    begin
      if private.escalate_request(v_id) then
        v_done := v_done + 1;
      end if;
    exception when others then
      raise warning 'request % was not escalated: %', v_id, sqlerrm;
    end;
  end loop;
  return v_done;
end;
$$;

comment on function private.escalate_requests(integer) is
  'Tells admins, once, of at most p_batch requests that wait for too long; returns how many.';

revoke execute on function private.plan_reminders(uuid) from public;
revoke execute on function private.local_time_words(timestamptz, text) from public;
revoke execute on function private.send_reminder(uuid, uuid) from public;
revoke execute on function private.send_reminders(integer) from public;
revoke execute on function private.escalate_request(uuid) from public;
revoke execute on function private.escalate_requests(integer) from public;
