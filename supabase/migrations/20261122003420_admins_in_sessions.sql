-- What admins do to what is said: take a message away, and say something as who they are.

create function private.hide_message(p_id uuid, p_reason text)
returns json language plpgsql security definer set search_path = '' as $$
declare
  v_reason constant text := private.required_reason(p_reason);
  v_message public.messages;
begin
  perform private.require_admin();
  -- Only what they may read, now: nobody holds up, or learns of, what they may not see. Not plain "for update".
  select m.* into v_message from public.messages m
  where m.id = p_id and m.seq >= private.readable_from_seq(m.session_id)
  for no key update of m;
  if not found then
    perform private.fail(404, 'not_found', 'This message does not exist or is not yours to see.');
  end if;
  if v_message.message_type = 'system' and v_message.metadata ->> 'event' is distinct from 'admin_message' then
    perform private.invalid('id', 'What happened to a conversation cannot be removed.');
  end if;
  if v_message.deleted_at is null then
    perform private.scrub_message(v_message, 'hidden', 'admin');
    perform private.audit(
      'hide_message', v_message.session_id, v_message.sender_id, v_reason, jsonb_build_object('message_id', p_id)
    );
  end if;
  return private.message_item(p_id);
end;
$$;

create function private.admin_say(p_session_id uuid, p_id uuid, p_content text, p_reason text)
returns json language plpgsql security definer set search_path = '' as $$
declare
  c_max_characters constant integer := 2000;
  c_priority constant integer := 3;
  v_me constant uuid := private.require_admin();
  v_reason constant text := private.required_reason(p_reason);
  v_content constant text := private.clean_text('content', p_content, c_max_characters, 'Write something.');
  v_session public.sessions;
  v_existing public.messages;
begin
  if p_id is null then
    perform private.invalid('id', 'A message needs an id.');
  end if;
  -- As whoever sends: a retry waits for the first attempt.
  perform pg_advisory_xact_lock(hashtextextended(p_id::text, 0));
  select * into v_existing from public.messages m where m.id = p_id;
  if found then
    if v_existing.session_id <> p_session_id or v_existing.message_type <> 'system'
      or (v_existing.metadata ->> 'actor_id' = v_me::text) is not true
    then
      perform private.fail(409, 'duplicate', 'Another message already has this id.');
    end if;
    return private.message_item(p_id); -- a retry
  end if;
  select * into v_session from public.sessions s where s.id = p_session_id for no key update;
  if not found then
    perform private.session_not_found();
  end if;
  if private.status_now(v_session) not in ('requested', 'accepted', 'in_progress') then
    perform private.session_closed();
  end if;

  -- Without their name, which would have to go with their account; the id says who it was.
  perform private.append_message(
    p_session_id, null, 'system', 'From the admins: ' || v_content,
    jsonb_build_object('event', 'admin_message', 'actor_id', v_me), p_id
  );
  perform private.notify(
    f.id, 'system_announcement', 'An admin wrote in your conversation', v_session.subject, p_session_id,
    jsonb_build_object('event', 'admin_message'), c_priority
  )
  from unnest(array[v_session.founder_a, v_session.founder_b]) f (id) where f.id <> v_me;
  perform private.audit('admin_say', p_session_id, null, v_reason, jsonb_build_object('message_id', p_id));
  return private.message_item(p_id);
end;
$$;

comment on function private.hide_message(uuid, text) is
  'Definer because nobody may update messages; the caller must be an admin who may read this one, by a grant or as a participant. The original stays for a review.';
comment on function private.admin_say(uuid, uuid, text, text) is
  'Definer because nobody may write system messages; the caller must be an admin, and needs no grant: nothing is read.';

create function public.hide_message(p_id uuid, p_reason text)
returns json language sql set search_path = '' as $$ select private.hide_message(p_id, p_reason) $$;

create function public.admin_say(p_session_id uuid, p_id uuid, p_content text, p_reason text)
returns json language sql set search_path = '' as $$ select private.admin_say(p_session_id, p_id, p_content, p_reason) $$;

comment on function public.hide_message(uuid, text) is
  'For admins who may read it: removes the text and files of a message for everybody (metadata.deleted_by admin), for a reason of 3 to 500 characters that is kept; returns what is left of it. Repeating changes nothing.';
comment on function public.admin_say(uuid, uuid, text, text) is
  'For admins: a system message of up to 2,000 characters in an open session, with a client-made id, for a reason of 3 to 500 characters that is kept; returns the message. Repeating changes nothing.';

revoke execute on function private.hide_message(uuid, text) from public;
revoke execute on function private.admin_say(uuid, uuid, text, text) from public;
revoke execute on function public.hide_message(uuid, text) from public, anon, service_role;
revoke execute on function public.admin_say(uuid, uuid, text, text) from public, anon, service_role;
grant execute on function private.hide_message(uuid, text) to authenticated;
grant execute on function private.admin_say(uuid, uuid, text, text) to authenticated;
grant execute on function public.hide_message(uuid, text) to authenticated;
grant execute on function public.admin_say(uuid, uuid, text, text) to authenticated;
