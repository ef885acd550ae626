-- Joining somebody else's conversation openly, leaving it, and being shown what was said before.

create function private.join_session(p_session_id uuid, p_reason text)
returns json language plpgsql security definer set search_path = '' as $$
declare
  c_max_reason constant integer := 500;
  v_me constant uuid := private.require_admin();
  v_reason constant text := private.clean_text('reason', p_reason, c_max_reason, 'Say why you join: it is kept.');
  v_session public.sessions;
  v_from_seq bigint;
  v_was_here boolean;
begin
  -- Asked again under the lock that set_role takes: who is demoted meanwhile would join, and never be made to leave.
  perform private.lock_user(v_me);
  perform private.require_admin();
  select * into v_session from public.sessions s where s.id = p_session_id for no key update;
  if not found then
    perform private.session_not_found();
  end if;
  if private.is_participant(p_session_id) then
    return private.get_session(p_session_id);
  end if;
  if private.status_now(v_session) not in ('requested', 'accepted', 'in_progress') then
    perform private.session_closed();
  end if;

  -- Under the session's lock, so that nothing is said between the two lines: what comes next is the message that
  -- tells everybody of it.
  v_from_seq := v_session.last_seq + 1;
  v_was_here := exists (
    select 1 from public.participants p where p.session_id = p_session_id and p.user_id = v_me
  );
  insert into public.participants as p (session_id, user_id, role, from_seq) values (p_session_id, v_me, 'admin', v_from_seq)
  on conflict (session_id, user_id)
  do update set left_at = null, from_seq = excluded.from_seq, role = excluded.role, joined_at = excluded.joined_at;
  -- Whoever comes back has a state from before. What was said meanwhile was not said to them.
  update public.participant_state st set last_read_seq = v_from_seq - 1, unread_count = 0, unread_from_seq = null
  where st.session_id = p_session_id and st.user_id = v_me and st.last_read_seq < v_from_seq - 1;
  update public.receipts r set
    delivered_seq = greatest(r.delivered_seq, v_from_seq - 1),
    read_seq = case when r.read_seq is not null then greatest(r.read_seq, v_from_seq - 1) end
  where r.session_id = p_session_id and r.user_id = v_me and r.delivered_seq < v_from_seq - 1;

  perform private.note_event(
    v_session, 'joined', format('%s (admin) joined: “%s”', private.person_name(v_me), v_reason)
  );
  if v_was_here then
    perform private.announce_session(p_session_id); -- a trigger tells it of a new row only
  end if;
  perform private.audit('join_session', p_session_id, null, v_reason);
  return private.get_session(p_session_id);
end;
$$;

create function private.leave_session(p_session_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_me constant uuid := auth.uid();
  v_session public.sessions;
  v_left_at timestamptz;
begin
  perform private.refuse_suspended(v_me);
  if not exists (select 1 from public.participants p where p.session_id = p_session_id and p.user_id = v_me) then
    perform private.session_not_found();
  end if;
  -- Two who leave at once take turns, so that one of them is the last.
  select * into v_session from public.sessions s where s.id = p_session_id for no key update;
  select p.left_at into v_left_at from public.participants p where p.session_id = p_session_id and p.user_id = v_me;
  if v_left_at is not null then
    return; -- a retry
  end if;
  if v_me in (v_session.founder_a, v_session.founder_b)
    and private.status_now(v_session) in ('requested', 'accepted', 'in_progress')
  then
    perform private.fail(409, 'session_open', 'End this conversation before you leave it.');
  end if;
  if not exists (
    select 1 from public.participants p where p.session_id = p_session_id and p.user_id <> v_me and p.left_at is null
  ) then
    perform private.fail(409, 'last_participant', 'You are the last one here, so you cannot leave. Archive it instead.');
  end if;

  if v_me in (v_session.founder_a, v_session.founder_b) then
    -- Not said in the conversation: it is over, and would come up in the other's list once more.
    perform private.log_event(v_session, 'left', v_session.status, v_me);
  else
    perform private.note_event(v_session, 'left', private.person_name(v_me) || ' left.');
  end if;
  update public.participants p set left_at = clock_timestamp() where p.session_id = p_session_id and p.user_id = v_me;
end;
$$;

create function private.show_history(p_session_id uuid, p_user_id uuid)
returns json language plpgsql security definer set search_path = '' as $$
declare
  v_me constant uuid := auth.uid();
  v_session constant public.sessions := private.lock_own_session(p_session_id);
  v_from_seq bigint;
  v_role public.app_role;
begin
  if (v_me in (v_session.founder_a, v_session.founder_b)) is not true then
    raise exception using errcode = '42501', message = 'Only those who began a conversation can show what was said in it.';
  end if;
  select p.from_seq, p.role into v_from_seq, v_role from public.participants p
  where p.session_id = p_session_id and p.user_id = p_user_id and p.left_at is null;
  if not found then
    perform private.fail(404, 'not_found', 'This person does not take part in this conversation.');
  end if;
  if v_from_seq > 1 then
    update public.participants p set from_seq = 1 where p.session_id = p_session_id and p.user_id = p_user_id;
    perform private.note_event(
      v_session, 'history_shown',
      format(
        '%s let %s see the earlier messages.', private.person_name(v_me), private.person_name(p_user_id)
      ),
      jsonb_build_object('user_id', p_user_id)
    );
    if v_role = 'admin' then
      perform private.audit('history_shown', p_session_id, p_user_id);
    end if;
    -- The row of whoever sees more now, with its new beginning.
    perform private.announce_session(p_session_id);
  end if;
  return private.get_session(p_session_id);
end;
$$;

comment on function private.join_session(uuid, text) is
  'Definer because nobody may write participants; the caller must be an admin, and everybody in the session is told.';
comment on function private.leave_session(uuid) is 'Definer as join_session; touches the caller''s own part only.';
comment on function private.show_history(uuid, uuid) is
  'Definer as join_session; the caller must be a founder. What was never said to that person stays read: no counts change.';

create function public.join_session(p_session_id uuid, p_reason text)
returns json language sql set search_path = '' as $$ select private.join_session(p_session_id, p_reason) $$;

create function public.leave_session(p_session_id uuid)
returns void language sql set search_path = '' as $$ select private.leave_session(p_session_id) $$;

create function public.show_history(p_session_id uuid, p_user_id uuid)
returns json language sql set search_path = '' as $$ select private.show_history(p_session_id, p_user_id) $$;

comment on function public.join_session(uuid, text) is
  'For admins: takes part in an open conversation from now on, for a reason that everybody reads; returns it as in list_sessions. Joining twice changes nothing.';
comment on function public.leave_session(uuid) is
  'I take part no more: founders once it is closed, others at any time, the last one never. Repeating changes nothing.';
comment on function public.show_history(uuid, uuid) is
  'Lets somebody who joined later see what was said before; for founders. Returns the session as in list_sessions.';

revoke execute on function private.join_session(uuid, text) from public;
revoke execute on function private.leave_session(uuid) from public;
revoke execute on function private.show_history(uuid, uuid) from public;
revoke execute on function public.join_session(uuid, text) from public, anon, service_role;
revoke execute on function public.leave_session(uuid) from public, anon, service_role;
revoke execute on function public.show_history(uuid, uuid) from public, anon, service_role;
grant execute on function private.join_session(uuid, text) to authenticated;
grant execute on function private.leave_session(uuid) to authenticated;
grant execute on function private.show_history(uuid, uuid) to authenticated;
grant execute on function public.join_session(uuid, text) to authenticated;
grant execute on function public.leave_session(uuid) to authenticated;
grant execute on function public.show_history(uuid, uuid) to authenticated;
