-- Another time for a session, and more time in one.

create function private.lock_own_session(p_session_id uuid)
returns public.sessions language plpgsql set search_path = '' as $$
declare
  v_session public.sessions;
begin
  perform private.refuse_suspended(auth.uid());
  -- First of all: nobody holds up what they have no part in.
  if not private.is_participant(p_session_id) then
    perform private.session_not_found();
  end if;
  select * into v_session from public.sessions s where s.id = p_session_id for no key update;
  return v_session;
end;
$$;

comment on function private.lock_own_session(uuid) is
  'A session in which the caller takes part, locked until the end of the transaction; not_found otherwise.';

create function private.tell_other_founder(p_session public.sessions, p_event text, p_title text, p_data jsonb default '{}')
returns void language plpgsql set search_path = '' as $$
declare
  c_more_than_usual constant integer := 2;
begin
  perform private.notify(
    private.other_founder(p_session, auth.uid()), 'reminder', p_title, p_session.subject, p_session.id,
    jsonb_build_object('event', p_event) || p_data, c_more_than_usual
  );
end;
$$;

create function private.note_event(p_session public.sessions, p_event text, p_words text, p_data jsonb default '{}')
returns void language plpgsql set search_path = '' as $$
begin
  perform private.log_event(p_session, p_event, p_session.status, auth.uid(), null, p_data);
  perform private.post_system_message(
    p_session.id, p_words, jsonb_build_object('event', p_event, 'actor_id', auth.uid()) || p_data
  );
end;
$$;

comment on function private.note_event(public.sessions, text, text, jsonb) is
  'An event that leaves the status as it is, and the system message that tells of it.';

create function private.reschedule_session(p_session_id uuid, p_scheduled_at timestamptz)
returns json language plpgsql security definer set search_path = '' as $$
declare
  v_me constant uuid := auth.uid();
  v_session constant public.sessions := private.lock_own_session(p_session_id);
  v_status constant public.session_status := private.status_now(v_session);
  v_data constant jsonb := jsonb_build_object('scheduled_at', p_scheduled_at, 'before', v_session.scheduled_at);
begin
  if (v_status = 'requested' and v_me = v_session.created_by
    or v_status = 'accepted' and v_me in (v_session.founder_a, v_session.founder_b)) is not true
  then
    perform private.invalid_transition(v_status, v_status);
  end if;
  if p_scheduled_at is null then
    perform private.invalid('scheduled_at', 'Choose a time.');
  end if;
  if p_scheduled_at = v_session.scheduled_at then
    return private.get_session(p_session_id); -- a retry
  end if;
  perform private.check_scheduled_at(p_scheduled_at);

  update public.sessions s set
    scheduled_at = p_scheduled_at,
    expires_at = case s.status when 'accepted' then p_scheduled_at + private.seconds('start_grace') else s.expires_at end,
    updated_at = clock_timestamp()
  where s.id = p_session_id;
  perform private.note_event(
    v_session, 'rescheduled',
    private.person_name(v_me) || case v_status
      when 'requested' then ' proposed another time.'
      else ' moved the session to another time.'
    end,
    v_data
  );
  perform private.plan_reminders(p_session_id);
  perform private.tell_other_founder(
    v_session, 'rescheduled',
    private.person_name(v_me) || case v_status
      when 'requested' then ' proposed another time'
      else ' moved your session'
    end,
    v_data
  );
  return private.get_session(p_session_id);
end;
$$;

create function private.request_extension(p_session_id uuid, p_minutes integer)
returns json language plpgsql security definer set search_path = '' as $$
declare
  c_min_minutes constant integer := 5;
  c_max_minutes constant integer := 120;
  v_me constant uuid := auth.uid();
  v_session constant public.sessions := private.lock_own_session(p_session_id);
  v_status constant public.session_status := private.status_now(v_session);
  v_title text;
begin
  if (v_status = 'in_progress' and v_me in (v_session.founder_a, v_session.founder_b)) is not true then
    perform private.invalid_transition(v_status, v_status);
  end if;
  if v_session.ends_at is null then
    perform private.fail(409, 'no_end', 'This session has no end that could be moved.');
  end if;
  if p_minutes is null or p_minutes not between c_min_minutes and c_max_minutes then
    perform private.invalid('minutes', format('Ask for %s to %s more minutes.', c_min_minutes, c_max_minutes));
  end if;
  if v_session.extension_by = v_me and v_session.extension_minutes = p_minutes then
    return private.get_session(p_session_id); -- a retry
  end if;
  if v_session.extension_by is distinct from v_me and v_session.extension_by is not null then
    perform private.fail(409, 'extension_pending', 'The other side asked for more time already. Answer that first.');
  end if;

  update public.sessions s set extension_minutes = p_minutes, extension_by = v_me, updated_at = clock_timestamp()
  where s.id = p_session_id;
  v_title := format('%s asked for %s more minutes', private.person_name(v_me), p_minutes);
  perform private.note_event(
    v_session, 'extension_requested', v_title || '.', jsonb_build_object('minutes', p_minutes)
  );
  perform private.tell_other_founder(
    v_session, 'extension_requested', v_title, jsonb_build_object('minutes', p_minutes)
  );
  return private.get_session(p_session_id);
end;
$$;

create function private.answer_extension(p_session_id uuid, p_grant boolean)
returns json language plpgsql security definer set search_path = '' as $$
declare
  v_me constant uuid := auth.uid();
  v_session constant public.sessions := private.lock_own_session(p_session_id);
  v_status constant public.session_status := private.status_now(v_session);
  v_event constant text := case when p_grant then 'extended' else 'extension_refused' end;
  v_data constant jsonb := jsonb_build_object('minutes', v_session.extension_minutes);
  v_last public.session_events;
begin
  if p_grant is null then
    perform private.invalid('grant', 'Say whether to go on or not.');
  end if;
  if (v_me in (v_session.founder_a, v_session.founder_b)) is not true then
    perform private.invalid_transition(v_status, v_status);
  end if;
  if v_session.extension_by is null then
    -- Whoever answered last asks again because the answer to that got lost.
    select * into v_last from public.session_events e
    where e.session_id = p_session_id and e.event in ('extension_requested', 'extended', 'extension_refused')
    order by e.created_at desc limit 1;
    if found and v_last.event = v_event and v_last.actor_id = v_me then
      return private.get_session(p_session_id);
    end if;
  end if;
  if v_status <> 'in_progress' then
    perform private.invalid_transition(v_status, v_status);
  end if;
  if v_session.extension_by is null or v_session.extension_by = v_me then
    perform private.fail(409, 'no_extension', 'The other side has not asked for more time.');
  end if;

  update public.sessions s set
    ends_at = case when p_grant then s.ends_at + make_interval(mins => s.extension_minutes) else s.ends_at end,
    extension_minutes = null,
    extension_by = null,
    updated_at = clock_timestamp()
  where s.id = p_session_id;
  perform private.note_event(
    v_session, v_event,
    case
      when p_grant then format('%s gave %s more minutes.', private.person_name(v_me), v_session.extension_minutes)
      else private.person_name(v_me) || ' cannot stay longer.'
    end,
    v_data
  );
  perform private.tell_other_founder(
    v_session, v_event,
    case
      when p_grant then format('You have %s more minutes', v_session.extension_minutes)
      else private.person_name(v_me) || ' cannot stay longer'
    end,
    v_data
  );
  return private.get_session(p_session_id);
end;
$$;

comment on function private.reschedule_session(uuid, timestamptz) is
  'Definer because nobody may write sessions; the caller is auth.uid() and must take part.';
comment on function private.request_extension(uuid, integer) is 'As reschedule_session.';
comment on function private.answer_extension(uuid, boolean) is 'As reschedule_session.';

create function public.reschedule_session(p_session_id uuid, p_scheduled_at timestamptz)
returns json language sql set search_path = '' as $$ select private.reschedule_session(p_session_id, p_scheduled_at) $$;

create function public.request_extension(p_session_id uuid, p_minutes integer)
returns json language sql set search_path = '' as $$ select private.request_extension(p_session_id, p_minutes) $$;

create function public.answer_extension(p_session_id uuid, p_grant boolean)
returns json language sql set search_path = '' as $$ select private.answer_extension(p_session_id, p_grant) $$;

comment on function public.reschedule_session(uuid, timestamptz) is
  'Proposes another time for my request, or moves an accepted session, to within the next year; returns it as in list_sessions.';
comment on function public.request_extension(uuid, integer) is
  'I would like 5 to 120 more minutes in a running session that has an end; returns it as in list_sessions. The other founder answers.';
comment on function public.answer_extension(uuid, boolean) is
  'Grants or refuses the time that the other founder asked for; returns the session as in list_sessions.';

revoke execute on function private.lock_own_session(uuid) from public;
revoke execute on function private.tell_other_founder(public.sessions, text, text, jsonb) from public;
revoke execute on function private.note_event(public.sessions, text, text, jsonb) from public;
revoke execute on function private.reschedule_session(uuid, timestamptz) from public;
revoke execute on function private.request_extension(uuid, integer) from public;
revoke execute on function private.answer_extension(uuid, boolean) from public;
revoke execute on function public.reschedule_session(uuid, timestamptz) from public, anon, service_role;
revoke execute on function public.request_extension(uuid, integer) from public, anon, service_role;
revoke execute on function public.answer_extension(uuid, boolean) from public, anon, service_role;
grant execute on function private.reschedule_session(uuid, timestamptz) to authenticated;
grant execute on function private.request_extension(uuid, integer) to authenticated;
grant execute on function private.answer_extension(uuid, boolean) to authenticated;
grant execute on function public.reschedule_session(uuid, timestamptz) to authenticated;
grant execute on function public.request_extension(uuid, integer) to authenticated;
grant execute on function public.answer_extension(uuid, boolean) to authenticated;
