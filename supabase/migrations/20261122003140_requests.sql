-- Asking a mentor for a session, and what to know before.

create function private.check_scheduled_at(p_scheduled_at timestamptz)
returns void language plpgsql set search_path = '' as $$
declare
  c_furthest constant interval := '1 year';
begin
  if p_scheduled_at <= clock_timestamp() then
    perform private.invalid('scheduled_at', 'Choose a time in the future.');
  elsif p_scheduled_at > clock_timestamp() + c_furthest then
    perform private.invalid('scheduled_at', 'Choose a time within the next year.');
  end if;
end;
$$;

create function private.refuse_unreachable_mentor(p_me uuid, p_mentor_id uuid)
returns void language plpgsql stable set search_path = '' as $$
declare
  v_mentor public.profiles;
begin
  if p_mentor_id = p_me then
    perform private.invalid('mentor_id', 'You cannot request a session with yourself.');
  end if;
  select * into v_mentor from public.profiles p where p.id = p_mentor_id;
  -- Alike for who does not exist, is suspended or blocked: none of it is the caller's to know.
  if not found or not private.is_active(p_mentor_id) or private.is_blocked(p_me, p_mentor_id) then
    perform private.fail(404, 'not_found', 'This person cannot be reached.');
  end if;
  if v_mentor.role <> 'mentor' or v_mentor.mentor_status <> 'approved' then
    perform private.invalid('mentor_id', 'This person does not mentor here yet.');
  end if;
  if not v_mentor.accepting then
    perform private.invalid('mentor_id', 'This mentor takes no requests at the moment.');
  end if;
end;
$$;

create function private.request_session(
  p_id uuid, p_mentor_id uuid, p_subject text, p_message text, p_scheduled_at timestamptz
)
returns json language plpgsql security definer set search_path = '' as $$
declare
  c_max_subject constant integer := 200;
  c_more_than_usual constant integer := 2;
  v_me constant uuid := auth.uid();
  v_now timestamptz;
  v_role public.app_role;
  v_subject text;
  v_session public.sessions;
begin
  perform private.lock_user(v_me);
  if p_id is null then
    perform private.invalid('id', 'A request needs an id of its own.');
  end if;

  -- Repeated with the same client-made id: the request made the first time.
  select * into v_session from public.sessions s where s.id = p_id;
  if found and v_session.created_by = v_me then
    return private.get_session(p_id);
  elsif found then
    perform private.fail(409, 'duplicate', 'Another conversation already has this id.');
  end if;

  select p.role into v_role from public.profiles p where p.id = v_me;
  if v_role <> 'student' then
    raise exception using errcode = '42501', message = 'Only students request sessions.';
  end if;
  perform private.refuse_unreachable_mentor(v_me, p_mentor_id);
  v_subject := private.clean_text('subject', p_subject, c_max_subject, 'Say in a few words what it is about.');
  if private.has_visible_character(p_message) then
    perform private.check_content(p_message, false);
  end if;
  perform private.check_scheduled_at(p_scheduled_at);

  perform private.lock_rate(v_me, 'session');
  perform private.take_token(
    v_me, 'session', private.setting('sessions_per_hour'), private.seconds('session_window_seconds')
  );

  v_now := clock_timestamp();
  insert into public.sessions (
    id, kind, status, subject, founder_a, founder_b, created_by, updated_by, scheduled_at, expires_at,
    awaiting_user_id, awaiting_since, created_at, updated_at
  )
  values (
    p_id, 'mentoring', 'requested', v_subject, v_me, p_mentor_id, v_me, v_me, p_scheduled_at,
    v_now + private.seconds('request_ttl'), p_mentor_id, v_now, v_now, v_now
  )
  on conflict (id) do nothing
  returning * into v_session;
  if not found then
    -- Somebody else took the id at the same moment; the insert waited for their commit.
    perform private.fail(409, 'duplicate', 'Another conversation already has this id.');
  end if;
  insert into public.participants (session_id, user_id, role, joined_at, sort_at)
  select p_id, p.id, p.role, v_now, v_now from public.profiles p where p.id in (v_me, p_mentor_id);

  insert into public.session_events (session_id, actor_id, event, to_status, metadata)
  values (
    p_id, v_me, 'requested', 'requested', jsonb_strip_nulls(jsonb_build_object('scheduled_at', p_scheduled_at))
  );
  if private.has_visible_character(p_message) then
    perform private.append_message(p_id, v_me, 'text', p_message, '{}');
  end if;
  -- Not the message: what is said lies in one place only.
  perform private.notify(
    p_mentor_id, 'session_request', private.person_name(v_me) || ' asks for a session', v_subject, p_id,
    jsonb_strip_nulls(jsonb_build_object('event', 'requested', 'scheduled_at', p_scheduled_at)), c_more_than_usual
  );
  return private.get_session(p_id);
end;
$$;

comment on function private.request_session(uuid, uuid, text, text, timestamptz) is
  'Definer because nobody may write sessions; the caller is auth.uid(), whose lock makes two of their own requests take turns.';

create function private.overlapping_sessions(p_scheduled_at timestamptz, p_peer_id uuid)
returns json language plpgsql stable security definer set search_path = '' as $$
declare
  c_apart constant interval := '60 minutes';
begin
  return (
    select coalesce(json_agg(json_build_object(
      'session_id', s.id,
      'subject', s.subject,
      'scheduled_at', s.scheduled_at,
      'with_peer', p_peer_id in (s.founder_a, s.founder_b)
    ) order by s.scheduled_at, s.id), '[]')
    from public.participants p
    join public.sessions s on s.id = p.session_id
    where p.user_id = (select auth.uid()) and p.left_at is null and s.status = 'accepted'
      and s.scheduled_at between p_scheduled_at - c_apart and p_scheduled_at + c_apart
  );
end;
$$;

comment on function private.overlapping_sessions(timestamptz, uuid) is
  'Definer as list_sessions; the caller''s own sessions only, for the other''s are nobody''s to see.';

create function public.request_session(
  p_id uuid, p_mentor_id uuid, p_subject text, p_message text default null, p_scheduled_at timestamptz default null
)
returns json language sql set search_path = '' as $$
  select private.request_session(p_id, p_mentor_id, p_subject, p_message, p_scheduled_at)
$$;

create function public.overlapping_sessions(p_scheduled_at timestamptz, p_peer_id uuid default null)
returns json language sql stable set search_path = '' as $$
  select private.overlapping_sessions(p_scheduled_at, p_peer_id)
$$;

comment on function public.request_session(uuid, uuid, text, text, timestamptz) is
  'Asks a mentor for a session, with an opening message and a proposed time if wanted; returns it as in list_sessions. Repeating with the same p_id changes nothing.';
comment on function public.overlapping_sessions(timestamptz, uuid) is
  'My accepted sessions within an hour of a moment, to warn of before something is sent: [{session_id, subject, scheduled_at, with_peer}].';

revoke execute on function private.check_scheduled_at(timestamptz) from public;
revoke execute on function private.refuse_unreachable_mentor(uuid, uuid) from public;
revoke execute on function private.request_session(uuid, uuid, text, text, timestamptz) from public;
revoke execute on function private.overlapping_sessions(timestamptz, uuid) from public;
revoke execute on function public.request_session(uuid, uuid, text, text, timestamptz) from public, anon, service_role;
revoke execute on function public.overlapping_sessions(timestamptz, uuid) from public, anon, service_role;
grant execute on function private.request_session(uuid, uuid, text, text, timestamptz) to authenticated;
grant execute on function private.overlapping_sessions(timestamptz, uuid) to authenticated;
grant execute on function public.request_session(uuid, uuid, text, text, timestamptz) to authenticated;
grant execute on function public.overlapping_sessions(timestamptz, uuid) to authenticated;
