-- The life of a session: exactly these arrows, by exactly these people. Each leaves one event, one system message
-- and its notifications, in one transaction.
--
--   requested --accepted--> accepted --started--> in_progress --completed--> completed
--       |                      |                       |
--       +--declined--> declined|                       |
--       +----------------------+-----------------------+--> expired (withdrawn, cancelled, or by time)

insert into public.app_settings (key, value, description) values
  ('start_grace', '604800', 'seconds after its time, or else its acceptance, until a session that nobody starts expires');

create function private.session_arrows()
returns table (from_status public.session_status, to_status public.session_status, who text, event text)
language sql immutable set search_path = '' as $$
  -- The first that fits somebody names what happened: an admin who is a founder acts as one.
  values
    ('requested'::public.session_status, 'accepted'::public.session_status, 'mentor', 'accepted'),
    ('requested', 'declined', 'mentor', 'declined'),
    ('requested', 'expired', 'requester', 'withdrawn'),
    ('requested', 'expired', 'admin', 'ended_by_admin'),
    ('requested', 'expired', 'time', 'expired'),
    ('accepted', 'in_progress', 'founder', 'started'),
    ('accepted', 'expired', 'founder', 'cancelled'),
    ('accepted', 'expired', 'admin', 'ended_by_admin'),
    ('accepted', 'expired', 'time', 'expired'),
    ('in_progress', 'completed', 'founder', 'completed'),
    ('in_progress', 'completed', 'admin', 'ended_by_admin'),
    ('in_progress', 'expired', 'time', 'expired')
$$;

comment on function private.session_arrows() is
  'The state machine as data. mentor is founder_b, requester is who created the session, time is nobody who could ask for it.';

create function private.status_now(p_session public.sessions)
returns public.session_status language plpgsql set search_path = '' as $$
begin
  return case
    when p_session.status in ('requested', 'accepted', 'in_progress') and not private.is_open(p_session) then 'expired'
    else p_session.status
  end;
end;
$$;

comment on function private.status_now(public.sessions) is 'By the database''s clock, not only once the scheduled work ran.';

create function private.invalid_transition(p_from public.session_status, p_to public.session_status)
returns void language plpgsql set search_path = '' as $$
begin
  perform private.fail(
    409, 'invalid_transition',
    case
      when p_from in ('declined', 'completed', 'expired') then 'This session is over.'
      else 'This cannot be done with the session as it is now, or not by you.'
    end,
    jsonb_build_object('from', p_from, 'to', p_to)
  );
end;
$$;

create function private.clean_text(p_field text, p_text text, p_max integer, p_when_missing text default null)
returns text language plpgsql set search_path = '' as $$
begin
  if p_text is null or not private.has_visible_character(p_text) then
    if p_when_missing is not null then
      perform private.invalid(p_field, p_when_missing);
    end if;
    return null;
  end if;
  if char_length(btrim(p_text)) > p_max then
    perform private.invalid(p_field, format(
      'This is too long: %s characters, %s at most.', char_length(btrim(p_text)), p_max
    ));
  end if;
  return btrim(p_text);
end;
$$;

comment on function private.clean_text(text, text, integer, text) is
  'What somebody wrote into a form''s field, without blanks around it; null where it says nothing, unless p_when_missing refuses that.';

create function private.person_name(p_user_id uuid)
returns text language sql stable set search_path = '' as $$
  select coalesce((select p.full_name from public.profiles p where p.id = p_user_id), 'Somebody')
$$;

create function private.other_founder(p_session public.sessions, p_user_id uuid)
returns uuid language sql immutable set search_path = '' as $$
  select case p_user_id when p_session.founder_a then p_session.founder_b else p_session.founder_a end
$$;

------------------------------------------------------------------------------------------------------------------------
-- What people are told
------------------------------------------------------------------------------------------------------------------------

create function private.event_words(p_session public.sessions, p_event text, p_actor_id uuid, p_reason text)
returns text language plpgsql stable set search_path = '' as $$
declare
  v_name constant text := private.person_name(p_actor_id);
  -- Marketplace and support talk in conversations.
  v_thing constant text := case p_session.kind when 'mentoring' then 'session' else 'conversation' end;
begin
  return case p_event
    when 'accepted' then v_name || ' accepted the request.'
    when 'declined' then format('%s declined the request: “%s”', v_name, p_reason)
    when 'withdrawn' then v_name || ' withdrew the request.'
    when 'cancelled' then v_name || ' cancelled the session' || coalesce(': “' || p_reason || '”', '.')
    when 'started' then 'The session started.'
    when 'completed' then format('The %s was completed', v_thing) || coalesce(': “' || p_reason || '”', '.')
    when 'ended_by_admin' then format('%s (admin) ended the %s: “%s”', v_name, v_thing, p_reason)
    when 'expired' then case p_session.status
      when 'requested' then 'The request expired without an answer.'
      when 'accepted' then 'The session expired because nobody started it.'
      else format('The %s ended because its time was over.', v_thing)
    end
    when 'account_deleted' then format('The %s ended because an account was deleted.', v_thing)
  end;
end;
$$;

comment on function private.event_words(public.sessions, text, uuid, text) is
  'The system message for an arrow, told to both sides; p_session as it was before.';

create function private.notify_of_event(
  p_session public.sessions, p_event text, p_to public.session_status, p_actor_id uuid, p_reason text
)
returns void language plpgsql set search_path = '' as $$
declare
  c_more_than_usual constant integer := 2;
  v_name constant text := private.person_name(p_actor_id);
  v_type constant public.notification_type := case
    when p_event = 'accepted' then 'session_accepted'
    when p_event = 'declined' then 'session_declined'
    when p_to = 'completed' then 'session_completed'
    else 'reminder'
  end;
  v_title constant text := case p_event
    when 'accepted' then v_name || ' accepted your request'
    when 'declined' then v_name || ' declined your request'
    when 'withdrawn' then v_name || ' withdrew a request'
    when 'cancelled' then v_name || ' cancelled your session'
    when 'started' then v_name || ' started your session'
    when 'completed' then v_name || ' completed your session'
    when 'ended_by_admin' then 'An admin ended your session'
    when 'expired' then case p_session.status
      when 'requested' then 'Your request was not answered'
      when 'accepted' then 'Your session was not started'
      else 'Your session’s time is over'
    end
    when 'account_deleted' then 'Your session ended: an account was deleted'
  end;
begin
  perform private.notify(
    f.id, v_type, v_title, coalesce(p_reason, p_session.subject), p_session.id,
    jsonb_build_object('event', p_event, 'from', p_session.status, 'to', p_to), c_more_than_usual
  )
  from unnest(array[p_session.founder_a, p_session.founder_b]) f (id)
  where f.id is distinct from p_actor_id
    -- Who let a request pass knows that they did.
    and not (p_event = 'expired' and p_session.status = 'requested' and f.id <> p_session.created_by);
end;
$$;

comment on function private.notify_of_event(public.sessions, text, public.session_status, uuid, text) is
  'Tells the founders but for the one who did it. Types without a word of their own are reminders; data says which.';

revoke execute on function private.session_arrows() from public;
revoke execute on function private.status_now(public.sessions) from public;
revoke execute on function private.invalid_transition(public.session_status, public.session_status) from public;
revoke execute on function private.clean_text(text, text, integer, text) from public;
revoke execute on function private.person_name(uuid) from public;
revoke execute on function private.other_founder(public.sessions, uuid) from public;
revoke execute on function private.event_words(public.sessions, text, uuid, text) from public;
revoke execute on function private.notify_of_event(public.sessions, text, public.session_status, uuid, text) from public;
