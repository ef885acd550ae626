-- Changing the status of a session: one way for people and for time.

create function private.change_status(
  p_session public.sessions, p_event text, p_to public.session_status, p_actor_id uuid,
  p_reason text default null, p_metadata jsonb default '{}'
)
returns void language plpgsql set search_path = '' as $$
declare
  v_now constant timestamptz := clock_timestamp();
begin
  -- Before the turn changes: to accept or decline is to answer.
  if p_event in ('accepted', 'declined') and p_session.awaiting_user_id = p_session.founder_b then
    perform private.note_reply(p_session.founder_b, p_session.awaiting_since, v_now);
  end if;

  update public.sessions s set
    status = p_to,
    updated_by = p_actor_id,
    updated_at = v_now,
    expires_at = case p_to
      when 'accepted' then greatest(coalesce(s.scheduled_at, v_now), v_now) + private.seconds('start_grace')
      when 'in_progress' then null
      else s.expires_at
    end,
    ends_at = case p_to
      when 'in_progress' then v_now + make_interval(mins => (p_metadata ->> 'minutes')::numeric::integer)
      else s.ends_at
    end,
    extension_minutes = null,
    extension_by = null,
    ended_reason = case
      when p_event in ('withdrawn', 'cancelled', 'ended_by_admin', 'account_deleted') then p_event
      when p_event = 'declined' then p_reason
      when p_event = 'expired' then case s.status
        when 'requested' then 'unanswered'
        when 'accepted' then 'not_started'
        else 'time_over'
      end
    end,
    summary = case when p_to in ('completed', 'expired') then p_reason end,
    awaiting_user_id = case when p_to in ('accepted', 'in_progress') then s.awaiting_user_id end,
    awaiting_since = case
      when p_to = 'accepted' and s.awaiting_user_id = s.founder_b then v_now
      when p_to in ('accepted', 'in_progress') then s.awaiting_since
    end
  where s.id = p_session.id;

  perform private.log_event(
    p_session, p_event, p_to, p_actor_id,
    coalesce(p_reason, case when p_event in ('withdrawn', 'cancelled') then p_event end), p_metadata
  );
  perform private.post_system_message(
    p_session.id,
    private.event_words(p_session, p_event, p_actor_id, p_reason),
    jsonb_build_object('event', p_event, 'from', p_session.status, 'to', p_to, 'actor_id', p_actor_id)
  );
  perform private.plan_reminders(p_session.id);
  perform private.notify_of_event(p_session, p_event, p_to, p_actor_id, p_reason);
end;
$$;

comment on function private.change_status(public.sessions, text, public.session_status, uuid, text, jsonb) is
  'One arrow, whole: p_session is the row as it was read under its lock, which the caller holds. Whether it may be is the caller''s to know; actor null is time.';

create function private.check_transition_metadata(p_metadata jsonb)
returns void language plpgsql set search_path = '' as $$
declare
  c_max_bytes constant integer := 2000;
  c_min_minutes constant integer := 5;
  c_max_minutes constant integer := 480;
  v_minutes constant jsonb := p_metadata -> 'minutes';
begin
  if jsonb_typeof(p_metadata) <> 'object' or octet_length(p_metadata::text) > c_max_bytes then
    perform private.invalid('metadata', format('Metadata is an object of %s bytes at most.', c_max_bytes));
  end if;
  if v_minutes is not null and (
    jsonb_typeof(v_minutes) <> 'number'
    or v_minutes::numeric <> trunc(v_minutes::numeric)
    or v_minutes::numeric not between c_min_minutes and c_max_minutes
  ) then
    perform private.invalid('minutes', format(
      'A session lasts a whole number of minutes, from %s to %s.', c_min_minutes, c_max_minutes
    ));
  end if;
end;
$$;

create function private.session_answer(p_session_id uuid)
returns json language plpgsql stable set search_path = '' as $$
begin
  if exists (
    select 1 from public.participants p
    where p.session_id = p_session_id and p.user_id = auth.uid() and p.left_at is null
  ) then
    return private.get_session(p_session_id);
  end if;
  return (
    select json_build_object(
      'id', s.id, 'kind', s.kind, 'status', s.status, 'expires_at', s.expires_at, 'ends_at', s.ends_at,
      'ended_reason', s.ended_reason, 'summary', s.summary, 'updated_at', s.updated_at
    )
    from public.sessions s where s.id = p_session_id
  );
end;
$$;

comment on function private.session_answer(uuid) is
  'The session as in list_sessions; to an admin who takes no part only what they changed, for the rest is transcript.';

create function private.transition_session(
  p_session_id uuid, p_to public.session_status, p_reason text, p_metadata jsonb
)
returns json language plpgsql security definer set search_path = '' as $$
declare
  c_max_reason constant integer := 500;
  c_max_summary constant integer := 1000;
  v_me constant uuid := auth.uid();
  v_metadata constant jsonb := coalesce(p_metadata, '{}');
  v_session public.sessions;
  v_from public.session_status;
  v_event text;
  v_reason text;
begin
  perform private.refuse_suspended(v_me);
  -- First of all: nobody holds up what they have no part in.
  if not (private.is_participant(p_session_id) or private.is_admin(v_me)) then
    perform private.session_not_found();
  end if;
  -- Two who press different buttons at once take turns here, and the second meets what the first did.
  select * into v_session from public.sessions s where s.id = p_session_id for no key update;
  if not found then
    perform private.session_not_found();
  end if;

  -- Every status is entered once, so whoever brought it there asks again because the answer got lost.
  if v_session.status = p_to and exists (
    select 1 from public.session_events e
    where e.session_id = p_session_id and e.to_status = p_to and e.from_status <> e.to_status and e.actor_id = v_me
  ) then
    return private.session_answer(p_session_id);
  end if;

  v_from := private.status_now(v_session);
  select a.event into v_event
  from private.session_arrows() with ordinality a (from_status, to_status, who, event, n)
  where a.from_status = v_from and a.to_status = p_to and case a.who
    when 'mentor' then v_me = v_session.founder_b
    when 'requester' then v_me = v_session.created_by
    when 'founder' then v_me in (v_session.founder_a, v_session.founder_b)
    when 'admin' then private.is_admin(v_me)
    else false
  end
  order by a.n limit 1;
  if not found then
    perform private.invalid_transition(v_from, p_to);
  end if;

  v_reason := private.clean_text(
    'reason', p_reason,
    case when p_to = 'completed' then c_max_summary else c_max_reason end,
    case v_event
      when 'declined' then 'Say in a sentence why you decline.'
      when 'ended_by_admin' then 'Say why you end it: both sides will read it.'
    end
  );
  if v_reason is not null and v_event in ('withdrawn', 'cancelled', 'completed') then
    -- Ending it is everybody's right, blocked or not; adding words to it is writing.
    perform private.refuse_blocked(p_session_id, v_me);
  end if;
  perform private.check_transition_metadata(v_metadata);
  perform private.change_status(v_session, v_event, p_to, v_me, v_reason, v_metadata);
  if v_event = 'ended_by_admin' then
    perform private.audit(
      'end_session', p_session_id, null, v_reason, jsonb_build_object('from', v_session.status, 'to', p_to)
    );
  end if;
  return private.session_answer(p_session_id);
end;
$$;

comment on function private.transition_session(uuid, public.session_status, text, jsonb) is
  'Definer because nobody may write sessions; the caller is auth.uid() and must take part or be an admin.';

create function public.transition_session(
  p_session_id uuid, p_to public.session_status, p_reason text default null, p_metadata jsonb default '{}'
)
returns json language sql set search_path = '' as $$
  select private.transition_session(p_session_id, p_to, p_reason, p_metadata)
$$;

comment on function public.transition_session(uuid, public.session_status, text, jsonb) is
  'Accepts, declines (reason), withdraws or cancels (to expired), starts (metadata {minutes: 5..480} for an end) or completes (reason is the summary) a session; returns it as in list_sessions. invalid_transition {from, to} for everything else; repeating changes nothing.';

revoke execute on function private.change_status(public.sessions, text, public.session_status, uuid, text, jsonb) from public;
revoke execute on function private.check_transition_metadata(jsonb) from public;
revoke execute on function private.session_answer(uuid) from public;
revoke execute on function private.transition_session(uuid, public.session_status, text, jsonb) from public;
revoke execute on function public.transition_session(uuid, public.session_status, text, jsonb) from public, anon, service_role;
grant execute on function private.transition_session(uuid, public.session_status, text, jsonb) to authenticated;
grant execute on function public.transition_session(uuid, public.session_status, text, jsonb) to authenticated;
