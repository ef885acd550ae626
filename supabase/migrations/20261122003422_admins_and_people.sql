-- What admins do to people: suspend them, let them back in, change what they are. Never to themselves, so that of
-- two who try it with each other one is left, and with them the last admin.

create function private.lock_person(p_user_id uuid, p_what text)
returns public.profiles language plpgsql set search_path = '' as $$
declare
  v_me constant uuid := private.require_admin();
  v_profile public.profiles;
begin
  if p_user_id = v_me then
    perform private.invalid('user_id', p_what);
  end if;
  -- Both, in the order of their ids: two admins who mean each other take turns.
  perform 1 from public.profiles p where p.id in (v_me, p_user_id) order by p.id for no key update;
  perform private.require_admin();
  select * into v_profile from public.profiles p where p.id = p_user_id;
  if not found then
    perform private.fail(404, 'not_found', 'This person is not here.');
  end if;
  return v_profile;
end;
$$;

comment on function private.lock_person(uuid, text) is
  'Somebody else''s profile, locked together with the caller''s, who is an admin still after the wait; p_what refuses oneself.';

create function private.suspension_item(p_user_id uuid)
returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object('user_id', p_user_id, 'suspended_at', a.suspended_at, 'reason', a.reason)
  from (select p_user_id) who
  left join private.account_states a on a.user_id = p_user_id and a.suspended_at is not null
$$;

create function private.suspend_user(p_user_id uuid, p_reason text)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  -- As the auth service writes "for good": its clients cannot read infinity.
  c_for_good constant interval := '100 years';
  v_reason constant text := private.required_reason(p_reason);
  v_device uuid;
  v_reviewed uuid;
begin
  perform private.lock_person(p_user_id, 'You cannot suspend yourself.');
  if private.is_suspended(p_user_id) then
    return private.suspension_item(p_user_id); -- a retry, or another admin was faster
  end if;

  insert into private.account_states as a (user_id, suspended_at, reason) values (p_user_id, clock_timestamp(), v_reason)
  on conflict (user_id) do update set suspended_at = excluded.suspended_at, reason = excluded.reason;
  v_reviewed := private.end_reviews(p_user_id);
  if v_reviewed is not null then
    perform private.note_review(v_reviewed);
  end if;
  -- No new token from now on; what the present one may do, is_suspended decides.
  update auth.users u set banned_until = now() + c_for_good where u.id = p_user_id;
  for v_device in
    delete from public.realtime_connections c where c.user_id = p_user_id returning c.auth_session_id
  loop
    perform private.tell(p_user_id, 'connection_revoked', jsonb_build_object('auth_session_id', v_device, 'suspended', true));
  end loop;
  perform private.refresh_presence(p_user_id);
  perform private.audit('suspend_user', null, p_user_id, v_reason);
  return private.suspension_item(p_user_id);
end;
$$;

create function private.restore_user(p_user_id uuid, p_reason text)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_reason constant text := private.required_reason(p_reason);
begin
  perform private.lock_person(p_user_id, 'You are not suspended.');
  if private.is_suspended(p_user_id) then
    update private.account_states a set suspended_at = null, reason = null where a.user_id = p_user_id;
    update auth.users u set banned_until = null where u.id = p_user_id;
    perform private.audit('restore_user', null, p_user_id, v_reason);
  end if;
  return private.suspension_item(p_user_id);
end;
$$;

create function private.get_suspension(p_user_id uuid)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_admin();
  if not exists (select 1 from public.profiles p where p.id = p_user_id) then
    perform private.fail(404, 'not_found', 'This person is not here.');
  end if;
  return private.suspension_item(p_user_id);
end;
$$;

create function private.my_suspension()
returns jsonb language plpgsql stable security definer set search_path = '' as $$
begin
  return private.suspension_item((select auth.uid())) - 'user_id';
end;
$$;

create function private.leave_as_admin(p_profile public.profiles)
returns void language plpgsql set search_path = '' as $$
declare
  v_session public.sessions;
begin
  for v_session in
    select s.* from public.participants p join public.sessions s on s.id = p.session_id
    where p.user_id = p_profile.id and p.role = 'admin' and p.left_at is null
      and p.user_id not in (s.founder_a, s.founder_b)
    order by s.id
    for no key update of s
  loop
    perform private.log_event(v_session, 'left', v_session.status, p_profile.id);
    perform private.post_system_message(
      v_session.id, p_profile.full_name || ' left.', jsonb_build_object('event', 'left', 'actor_id', p_profile.id)
    );
    update public.participants p set left_at = clock_timestamp()
    where p.session_id = v_session.id and p.user_id = p_profile.id;
  end loop;
end;
$$;

comment on function private.leave_as_admin(public.profiles) is
  'Out of the conversations that somebody joined by being an admin; those that they are one side of stay theirs.';

create function private.set_role(p_user_id uuid, p_role public.app_role, p_reason text)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  c_priority constant integer := 3;
  v_reason constant text := private.required_reason(p_reason);
  v_profile public.profiles;
  v_reviewed uuid;
begin
  if p_role is null then
    perform private.invalid('role', 'Choose a role.');
  end if;
  v_profile := private.lock_person(p_user_id, 'You cannot change your own role.');
  if v_profile.role <> p_role then
    update public.profiles p set
      role = p_role,
      -- Whether they may mentor is another decision.
      mentor_status = case when p_role = 'mentor' and p.mentor_status = 'none' then 'pending' else p.mentor_status end
    where p.id = p_user_id;
    if v_profile.role = 'admin' then
      v_reviewed := private.end_reviews(p_user_id);
      perform private.leave_as_admin(v_profile);
      if v_reviewed is not null then
        perform private.note_review(v_reviewed);
      end if;
    end if;
    perform private.notify(
      p_user_id, 'system_announcement', format('Your role is now %s', p_role), null, null,
      jsonb_build_object('event', 'role_changed', 'from', v_profile.role, 'to', p_role), c_priority
    );
    perform private.audit(
      'set_role', null, p_user_id, v_reason, jsonb_build_object('from', v_profile.role, 'to', p_role)
    );
  end if;
  return private.person_item(p_user_id);
end;
$$;

comment on function private.suspend_user(uuid, text) is
  'Definer because suspensions and sign-ins are closed; the caller must be an admin. Writing and topics end at once, sockets when their token does.';
comment on function private.restore_user(uuid, text) is 'Definer as suspend_user.';
comment on function private.get_suspension(uuid) is 'Definer as suspend_user.';
comment on function private.my_suspension() is
  'Definer because suspensions are closed; the caller''s own.';
comment on function private.set_role(uuid, public.app_role, text) is
  'Definer because nobody may write roles; the caller must be an admin.';

create function public.suspend_user(p_user_id uuid, p_reason text)
returns jsonb language sql set search_path = '' as $$ select private.suspend_user(p_user_id, p_reason) $$;

create function public.restore_user(p_user_id uuid, p_reason text)
returns jsonb language sql set search_path = '' as $$ select private.restore_user(p_user_id, p_reason) $$;

create function public.get_suspension(p_user_id uuid)
returns jsonb language sql stable set search_path = '' as $$ select private.get_suspension(p_user_id) $$;

create function public.my_suspension()
returns jsonb language sql stable set search_path = '' as $$ select private.my_suspension() $$;

create function public.set_role(p_user_id uuid, p_role public.app_role, p_reason text)
returns jsonb language sql set search_path = '' as $$ select private.set_role(p_user_id, p_role, p_reason) $$;

comment on function public.suspend_user(uuid, text) is
  'For admins: somebody else may no longer sign in, write or hear, for a reason of 3 to 500 characters that is kept and that they read (my_suspension); returns {user_id, suspended_at, reason}. Repeating changes nothing.';
comment on function public.restore_user(uuid, text) is
  'For admins: takes a suspension back, for a reason that is kept; returns {user_id, suspended_at, reason}. Repeating changes nothing.';
comment on function public.get_suspension(uuid) is
  'For admins: {user_id, suspended_at, reason}; the latter two null for who is not suspended.';
comment on function public.my_suspension() is
  'Whether and why I am suspended, as long as I am signed in still: {suspended_at, reason}, both null if not.';
comment on function public.set_role(uuid, public.app_role, text) is
  'For admins: changes somebody else''s role, for a reason of 3 to 500 characters that is kept; returns {id, name, role}. Who becomes a mentor waits for approval, who is admin no more leaves what they joined. Repeating changes nothing.';

revoke execute on function private.lock_person(uuid, text) from public;
revoke execute on function private.suspension_item(uuid) from public;
revoke execute on function private.suspend_user(uuid, text) from public;
revoke execute on function private.restore_user(uuid, text) from public;
revoke execute on function private.get_suspension(uuid) from public;
revoke execute on function private.my_suspension() from public;
revoke execute on function private.leave_as_admin(public.profiles) from public;
revoke execute on function private.set_role(uuid, public.app_role, text) from public;
revoke execute on function public.suspend_user(uuid, text) from public, anon, service_role;
revoke execute on function public.restore_user(uuid, text) from public, anon, service_role;
revoke execute on function public.get_suspension(uuid) from public, anon, service_role;
revoke execute on function public.my_suspension() from public, anon, service_role;
revoke execute on function public.set_role(uuid, public.app_role, text) from public, anon, service_role;
grant execute on function private.suspend_user(uuid, text) to authenticated;
grant execute on function private.restore_user(uuid, text) to authenticated;
grant execute on function private.get_suspension(uuid) to authenticated;
grant execute on function private.my_suspension() to authenticated;
grant execute on function private.set_role(uuid, public.app_role, text) to authenticated;
grant execute on function public.suspend_user(uuid, text) to authenticated;
grant execute on function public.restore_user(uuid, text) to authenticated;
grant execute on function public.get_suspension(uuid) to authenticated;
grant execute on function public.my_suspension() to authenticated;
grant execute on function public.set_role(uuid, public.app_role, text) to authenticated;
