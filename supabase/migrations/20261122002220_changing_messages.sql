-- Editing and deleting. Locks in the order that holds everywhere: message, session, states. Each function is
-- harmless when repeated, because a client that lost the answer asks again.

create function private.lock_message(p_id uuid)
returns public.messages language plpgsql set search_path = '' as $$
declare
  v_message public.messages;
begin
  perform private.refuse_suspended(auth.uid());
  -- Before all other locks, as everywhere; see take_change.
  perform private.lock_rate(auth.uid(), 'change');
  -- The join comes first: nobody holds up what they may not see.
  select m.* into v_message
  from public.messages m
  join public.participants p
    on p.session_id = m.session_id and p.user_id = auth.uid() and p.left_at is null and m.seq >= p.from_seq
  where m.id = p_id
  for no key update of m;
  if not found then
    perform private.fail(404, 'not_found', 'This message does not exist or is not yours to see.');
  end if;
  return v_message;
end;
$$;

comment on function private.lock_message(uuid) is
  'A message the caller may see, locked until the end of the transaction. Not plain "for update", which would deadlock with replies.';

create function private.take_change()
returns void language plpgsql set search_path = '' as $$
begin
  perform private.take_token(
    auth.uid(), 'change', private.setting('changes_per_minute'), private.seconds('rate_window_seconds')
  );
end;
$$;

comment on function private.take_change() is
  'Counts one edit, reaction or pin of the caller, or refuses it: each is told to everybody, and each edit is kept. Repeating what is done counts for nothing, and what is one''s own may always be deleted. After lock_message.';

create function private.next_rev(p_message public.messages, p_open_only boolean)
returns bigint language plpgsql set search_path = '' as $$
declare
  v_rev bigint;
begin
  if p_open_only then
    perform private.refuse_blocked(p_message.session_id, auth.uid());
  end if;
  update public.sessions s set
    last_rev = s.last_rev + 1,
    -- Of the newest message only, and never an older one instead: whoever joined in between may not see that.
    last_message = case
      when s.last_seq = p_message.seq then private.preview(p_message.content, p_message.attachments)
      else s.last_message
    end
  where s.id = p_message.session_id and (not p_open_only or private.is_open(s))
  returning s.last_rev into v_rev;
  if not found then
    perform private.session_closed();
  end if;
  return v_rev;
end;
$$;

comment on function private.next_rev(public.messages, boolean) is
  'The rev for a change to this message, given as it will be. Takes the session''s lock, after the message''s. p_open_only for what says something new: not in a closed session, nor to somebody who blocked or is blocked.';

create function private.keep_version(p_message public.messages, p_reason public.version_reason)
returns void language plpgsql set search_path = '' as $$
begin
  insert into public.message_versions (session_id, message_id, version, content, attachments, reason)
  select p_message.session_id, p_message.id, coalesce(max(v.version), 0) + 1, p_message.content, p_message.attachments, p_reason
  from public.message_versions v
  where v.session_id = p_message.session_id and v.message_id = p_message.id;
end;
$$;

create function private.message_item(p_id uuid)
returns json language plpgsql stable set search_path = '' as $$
begin
  return (select i.item from private.message_items i where i.id = p_id);
end;
$$;

create function private.edit_message(p_id uuid, p_content text, p_expected_rev bigint)
returns json language plpgsql security definer set search_path = '' as $$
declare
  v_message public.messages := private.lock_message(p_id);
  v_content text := p_content;
  v_rev bigint;
begin
  if v_message.sender_id is distinct from auth.uid() then
    raise exception using errcode = '42501', message = 'Only who sent a message can edit it.';
  end if;
  if v_message.deleted_at is not null then
    perform private.message_deleted();
  end if;
  perform private.check_content(v_content, v_message.attachments <> '[]');
  if not private.has_visible_character(v_content) then
    v_content := null;
  end if;
  if v_content is not distinct from v_message.content then
    return private.message_item(p_id); -- a retry: done before, nothing is burned
  end if;
  if v_message.content_rev > coalesce(p_expected_rev, 0) then
    perform private.fail(
      409, 'stale', 'This message was edited on another device meanwhile.',
      jsonb_build_object('rev', v_message.rev, 'content', v_message.content)
    );
  end if;
  if v_message.created_at + private.seconds('edit_window') <= clock_timestamp() then
    perform private.fail(409, 'edit_window_over', 'This message is too old to be edited.');
  end if;

  perform private.take_change();
  perform private.keep_version(v_message, 'edit');
  v_message.content := v_content;
  v_rev := private.next_rev(v_message, true);
  update public.messages m set
    content = v_content, edited_at = clock_timestamp(), updated_at = clock_timestamp(), rev = v_rev, content_rev = v_rev
  where m.id = p_id;
  perform private.edit_notifications(v_message);
  perform private.announce_message(p_id, v_message.session_id);
  return private.message_item(p_id);
end;
$$;

create function private.forget_unread(p_message public.messages)
returns void language plpgsql set search_path = '' as $$
begin
  -- All of them, first: the update alone would pass by a person who is just marking this very message unread.
  perform 1 from public.participant_state st
  where st.session_id = p_message.session_id
  order by st.user_id
  for no key update;

  update public.participant_state st set
    unread_count = st.unread_count - 1,
    unread_from_seq = case
      when st.unread_count = 1 then null
      when st.unread_from_seq < p_message.seq then st.unread_from_seq
      else (private.unread_above(st.session_id, st.user_id, p_message.seq)).first_seq
    end
  from public.participants p
  where st.session_id = p_message.session_id
    and st.user_id <> p_message.sender_id
    and st.unread_count > 0
    -- Everything from there on that is somebody else's is counted.
    and st.unread_from_seq <= p_message.seq
    and p.session_id = st.session_id and p.user_id = st.user_id and p.left_at is null
    and p.from_seq <= p_message.seq;
end;
$$;

comment on function private.forget_unread(public.messages) is
  'Takes a message that is being removed out of everybody''s unread count. The caller holds the session''s lock.';

create function private.scrub_message(p_message public.messages, p_reason public.version_reason, p_deleted_by text)
returns void language plpgsql set search_path = '' as $$
declare
  v_scrubbed public.messages := p_message;
begin
  perform private.keep_version(p_message, p_reason);
  insert into private.file_deletions (path)
  select file ->> 'path' from jsonb_array_elements(p_message.attachments) file
  where file ? 'path'
  on conflict do nothing;
  delete from public.message_reactions r where r.session_id = p_message.session_id and r.message_id = p_message.id;
  delete from public.pins n where n.session_id = p_message.session_id and n.message_id = p_message.id;

  v_scrubbed.content := null;
  v_scrubbed.attachments := '[]';
  v_scrubbed.rev := private.next_rev(v_scrubbed, false);
  update public.messages m set
    content = null,
    attachments = '[]',
    reactions = '[]',
    metadata = m.metadata || jsonb_build_object('deleted_by', p_deleted_by),
    deleted_at = clock_timestamp(),
    updated_at = clock_timestamp(),
    rev = v_scrubbed.rev,
    content_rev = v_scrubbed.rev
  where m.id = p_message.id;

  if p_message.message_type <> 'system' then
    perform private.forget_unread(p_message);
  end if;
  perform private.scrub_notifications(p_message);
  perform private.announce_message(p_message.id, p_message.session_id);
end;
$$;

comment on function private.scrub_message(public.messages, public.version_reason, text) is
  'Turns a message into a tombstone and removes every copy that a person could still read: text, files, reactions, pins, the previews in list and notifications. The original stays in message_versions, which show nothing of tombstones. The caller holds lock_message or its like, and the message is no tombstone yet.';

create function private.delete_message(p_id uuid)
returns json language plpgsql security definer set search_path = '' as $$
declare
  v_message constant public.messages := private.lock_message(p_id);
begin
  if v_message.sender_id is distinct from auth.uid() then
    raise exception using errcode = '42501', message = 'Only who sent a message can delete it.';
  end if;
  if v_message.deleted_at is null then
    perform private.scrub_message(v_message, 'delete', 'sender');
  end if;
  return private.message_item(p_id);
end;
$$;

comment on function private.edit_message(uuid, text, bigint) is
  'Definer because nobody may update messages; the caller is auth.uid() and must be the sender.';
comment on function private.delete_message(uuid) is 'As edit_message. In closed sessions, too: what somebody said stays theirs to take back.';

create function public.edit_message(p_id uuid, p_content text, p_expected_rev bigint)
returns json language sql set search_path = '' as $$ select private.edit_message(p_id, p_content, p_expected_rev) $$;

create function public.delete_message(p_id uuid)
returns json language sql set search_path = '' as $$ select private.delete_message(p_id) $$;

comment on function public.edit_message(uuid, text, bigint) is
  'Changes my message within edit_window; returns it. stale {rev, content} if its text changed after p_expected_rev, the rev I know.';
comment on function public.delete_message(uuid) is 'Removes the text and files of my message for everybody; returns what is left of it.';

revoke execute on function private.lock_message(uuid) from public;
revoke execute on function private.take_change() from public;
revoke execute on function private.next_rev(public.messages, boolean) from public;
revoke execute on function private.keep_version(public.messages, public.version_reason) from public;
revoke execute on function private.message_item(uuid) from public;
revoke execute on function private.edit_message(uuid, text, bigint) from public;
revoke execute on function private.forget_unread(public.messages) from public;
revoke execute on function private.scrub_message(public.messages, public.version_reason, text) from public;
revoke execute on function private.delete_message(uuid) from public;
revoke execute on function public.edit_message(uuid, text, bigint) from public, anon, service_role;
revoke execute on function public.delete_message(uuid) from public, anon, service_role;
grant execute on function private.edit_message(uuid, text, bigint) to authenticated;
grant execute on function private.delete_message(uuid) to authenticated;
grant execute on function public.edit_message(uuid, text, bigint) to authenticated;
grant execute on function public.delete_message(uuid) to authenticated;
