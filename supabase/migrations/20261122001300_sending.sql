-- How a message is admitted. Clients insert into public.messages; one trigger refuses or numbers the row,
-- the next announces it.

create function private.has_visible_character(p_text text)
returns boolean language plpgsql immutable set search_path = '' as $$
begin
  -- Everything that leaves no mark: controls, all Unicode spaces, soft hyphen and joiners, bidirectional
  -- controls, fillers, the blank braille cell, variation selectors, tags and interlinear marks.
  return p_text ~ ('[^\s\u0001-\u0020\u007F-\u00A0\u00AD\u034F\u061C\u115F\u1160\u1680\u17B4\u17B5\u180B-\u180F'
    || '\u2000-\u200F\u2028-\u202F\u205F-\u206F\u2800\u3000\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB'
    || '\U0001D173-\U0001D17A\U000E0000-\U000E0FFF]');
end;
$$;

create function private.check_content(p_content text, p_has_files boolean)
returns void language plpgsql set search_path = '' as $$
declare
  -- The table's check constraint is the backstop for rows that come another way.
  c_max_characters constant integer := 10000;
begin
  if not p_has_files and (p_content is null or not private.has_visible_character(p_content)) then
    perform private.invalid('content', 'Write something before sending.');
  end if;
  if char_length(p_content) > c_max_characters then
    perform private.invalid('content', format(
      'This message is too long: %s characters, %s at most.', char_length(p_content), c_max_characters
    ));
  end if;
end;
$$;

create function private.preview(p_content text, p_attachments jsonb)
returns text language plpgsql immutable set search_path = '' as $$
declare
  c_characters constant integer := 200;
begin
  if p_content is not null then
    return left(p_content, c_characters);
  end if;
  return (
    select left(string_agg(file.value ->> 'name', ', ' order by file.n), c_characters)
    from jsonb_array_elements(p_attachments) with ordinality as file (value, n)
  );
end;
$$;

comment on function private.preview(text, jsonb) is
  'What a list shows of a message: how it begins, or else the names of its files; null for what was removed.';

create function private.is_open(p_session public.sessions)
returns boolean language plpgsql set search_path = '' as $$
begin
  return case p_session.status
    when 'in_progress' then p_session.ends_at is null or p_session.ends_at > clock_timestamp()
    when 'accepted' then p_session.expires_at is null or p_session.expires_at > clock_timestamp()
    when 'requested' then p_session.expires_at is null or p_session.expires_at > clock_timestamp()
    else false
  end;
end;
$$;

comment on function private.is_open(public.sessions) is
  'By the database''s clock, not only once the scheduled work ran. Volatile: asked again of the row as it is after a wait for its lock.';

create function private.session_closed()
returns void language plpgsql set search_path = '' as $$
begin
  perform private.fail(409, 'session_closed', 'This conversation does not take messages now.');
end;
$$;

create function private.message_deleted()
returns void language plpgsql set search_path = '' as $$
begin
  perform private.fail(409, 'message_deleted', 'This message was deleted meanwhile.');
end;
$$;

create function private.one_session_per_transaction(p_session_id uuid)
returns void language plpgsql set search_path = '' as $$
declare
  v_session text := nullif(current_setting('chat.message_session', true), '');
begin
  if v_session is null then
    perform set_config('chat.message_session', p_session_id::text, true);
  elsif v_session <> p_session_id::text then
    perform private.invalid('session_id', 'Send messages to one conversation at a time.');
  end if;
end;
$$;

comment on function private.one_session_per_transaction(uuid) is
  'Two transactions that lock the same two sessions in opposite order would deadlock.';

create function private.count_message(p_session_id uuid, p_sender_id uuid, p_seq bigint, p_at timestamptz)
returns void language plpgsql set search_path = '' as $$
begin
  update public.participants p set sort_at = p_at
  where p.session_id = p_session_id and p.left_at is null;

  if p_sender_id is null then
    return; -- a system message is never unread
  end if;

  -- Locked even when it stays as it is: receipts come after states, also for whoever reads on in this transaction.
  perform 1 from public.participant_state st
  where st.session_id = p_session_id and st.user_id = p_sender_id
  for no key update;

  -- The sender's own watermarks advance only when nothing lies between: sending is not reading.
  update public.participant_state st set
    last_read_seq = case when st.user_id = p_sender_id then p_seq else st.last_read_seq end,
    unread_count = st.unread_count + case when st.user_id = p_sender_id then 0 else 1 end,
    unread_from_seq = case
      when st.user_id = p_sender_id then st.unread_from_seq
      else coalesce(st.unread_from_seq, p_seq)
    end,
    -- What is written brings a session back from the archive, unless its owner wants to hear nothing of it.
    archived_at = case when st.muted_until > p_at then st.archived_at end
  from public.participants p
  where st.session_id = p_session_id
    and (st.user_id <> p_sender_id or st.last_read_seq = p_seq - 1)
    and p.session_id = st.session_id and p.user_id = st.user_id and p.left_at is null;

  update public.receipts r set
    delivered_seq = case when r.delivered_seq = p_seq - 1 then p_seq else r.delivered_seq end,
    read_seq = case when r.read_seq = p_seq - 1 then p_seq else r.read_seq end
  where r.session_id = p_session_id and r.user_id = p_sender_id
    and (r.delivered_seq = p_seq - 1 or r.read_seq = p_seq - 1);
end;
$$;

comment on function private.count_message(uuid, uuid, bigint, timestamptz) is
  'Unread counts, list order and the sender''s own watermarks for one new message. The caller holds the session''s lock.';

create function private.admit_message()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_sender constant uuid := auth.uid();
  v_from_seq bigint;
  v_existing public.messages;
  v_deleted_at timestamptz;
  v_archived uuid[];
begin
  -- First, because triggers run ahead of the policy's check: any other error would tell an outsider something.
  select p.from_seq into v_from_seq from public.participants p
  where p.session_id = new.session_id and p.user_id = v_sender and p.left_at is null;
  if not found then
    raise exception using errcode = '42501', message = 'You do not take part in this conversation.';
  end if;
  perform private.refuse_suspended(v_sender);

  if new.message_type = 'system' then
    perform private.invalid('message_type', 'Only the system sends system messages.');
  end if;
  new.attachments := coalesce(new.attachments, '[]');
  perform private.check_content(new.content, new.attachments <> '[]');
  perform private.one_session_per_transaction(new.session_id);

  -- Locks in the order that holds everywhere: user, message id, session, states.
  perform private.lock_rate(v_sender, 'message');
  perform pg_advisory_xact_lock(hashtextextended(new.id::text, 0));

  select * into v_existing from public.messages m where m.id = new.id;
  if found then
    if v_existing.sender_id = v_sender and v_existing.session_id = new.session_id then
      return null; -- a retry: accepted before, nothing is burned
    end if;
    perform private.fail(409, 'duplicate', 'Another message already has this id.');
  end if;

  perform private.refuse_blocked(new.session_id, v_sender);

  new.message_type := 'text';
  if new.attachments <> '[]' then
    new.attachments := private.admit_attachments(new.session_id, v_sender, new.attachments);
    new.message_type := private.type_of_files(new.attachments);
    if not private.has_visible_character(new.content) then
      new.content := null;
    end if;
  end if;

  perform private.take_token(
    v_sender, 'message', private.setting('messages_per_minute'), private.seconds('rate_window_seconds')
  );

  -- The row lock. Postgres evaluates the condition and clock_timestamp() again after having waited for it.
  update public.sessions s set
    last_seq = s.last_seq + 1,
    last_rev = s.last_rev + 1,
    last_message = private.preview(new.content, new.attachments),
    last_message_at = clock_timestamp(),
    last_sender_id = v_sender,
    awaiting_user_id = case v_sender
      when s.founder_a then s.founder_b
      when s.founder_b then s.founder_a
      else s.awaiting_user_id
    end,
    awaiting_since = case
      when v_sender = s.founder_a and s.awaiting_user_id is distinct from s.founder_b
        or v_sender = s.founder_b and s.awaiting_user_id is distinct from s.founder_a
      then clock_timestamp()
      else s.awaiting_since
    end
  where s.id = new.session_id
    and private.is_open(s)
    -- The requester's one opening message; their own rate lock keeps two of them from racing.
    and (
      s.status <> 'requested'
      or s.created_by = v_sender
        and not exists (select 1 from public.messages m where m.session_id = s.id and m.sender_id = v_sender)
    )
  returning s.last_seq, s.last_rev, s.last_message_at into new.seq, new.rev, new.created_at;
  if not found then
    perform private.session_closed();
  end if;

  -- Under the session's lock, which whoever deletes a message takes, too: nobody answers what is gone.
  if new.reply_to is not null then
    select m.deleted_at into v_deleted_at from public.messages m
    where m.id = new.reply_to and m.session_id = new.session_id and m.seq >= v_from_seq;
    if not found then
      perform private.invalid('reply_to', 'The message you reply to is not in this conversation.');
    elsif v_deleted_at is not null then
      perform private.message_deleted();
    end if;
  end if;

  new.sender_id := v_sender;
  new.updated_at := new.created_at;
  new.edited_at := null;
  new.deleted_at := null;
  new.metadata := '{}';

  -- Before the next line brings the session back for them.
  v_archived := array(
    select st.user_id from public.participant_state st
    where st.session_id = new.session_id and st.archived_at is not null
  );
  perform private.count_message(new.session_id, v_sender, new.seq, new.created_at);
  perform private.notify_of_message(new, v_archived);
  return new;
end;
$$;

comment on function private.admit_message() is
  'Definer because it writes tables nobody may write; the caller is auth.uid() and is checked first.';

create function private.on_message_admitted()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.announce_message(new.id, new.session_id, true);
  return null;
end;
$$;

-- Rows written by the owner (definer functions, imports) are numbered by whoever writes them.
create trigger messages_admit before insert on public.messages
  for each row when (current_user <> 'postgres') execute function private.admit_message();
create trigger messages_announce after insert on public.messages
  for each row when (current_user <> 'postgres') execute function private.on_message_admitted();

create function private.append_message(
  p_session_id uuid, p_sender_id uuid, p_type public.message_type, p_content text, p_metadata jsonb,
  p_id uuid default gen_random_uuid()
)
returns uuid language plpgsql set search_path = '' as $$
declare
  v_session public.sessions;
begin
  update public.sessions s set
    last_seq = s.last_seq + 1,
    last_rev = s.last_rev + 1,
    last_message = private.preview(p_content, '[]'),
    last_message_at = clock_timestamp(),
    last_sender_id = p_sender_id
  where s.id = p_session_id
  returning * into v_session;

  insert into public.messages (
    id, session_id, seq, rev, sender_id, message_type, content, metadata, created_at, updated_at
  )
  values (
    p_id, p_session_id, v_session.last_seq, v_session.last_rev, p_sender_id, p_type, p_content, p_metadata,
    v_session.last_message_at, v_session.last_message_at
  );
  perform private.count_message(p_session_id, p_sender_id, v_session.last_seq, v_session.last_message_at);
  perform private.announce_message(p_id, p_session_id);
  return p_id;
end;
$$;

comment on function private.append_message(uuid, uuid, public.message_type, text, jsonb, uuid) is
  'A message that comes with a change of the session, by nobody or by who made the change. Takes the session''s lock; leaves awaiting_user_id, and notifying of it, to whoever makes the change.';

create function private.post_system_message(p_session_id uuid, p_content text, p_metadata jsonb default '{}')
returns uuid language sql set search_path = '' as $$
  select private.append_message(p_session_id, null, 'system', p_content, p_metadata)
$$;

comment on function private.post_system_message(uuid, text, jsonb) is
  'What happened to the session, told inside it; as append_message.';

revoke execute on function private.has_visible_character(text) from public;
revoke execute on function private.check_content(text, boolean) from public;
revoke execute on function private.preview(text, jsonb) from public;
revoke execute on function private.is_open(public.sessions) from public;
revoke execute on function private.session_closed() from public;
revoke execute on function private.message_deleted() from public;
revoke execute on function private.one_session_per_transaction(uuid) from public;
revoke execute on function private.count_message(uuid, uuid, bigint, timestamptz) from public;
revoke execute on function private.admit_message() from public;
revoke execute on function private.on_message_admitted() from public;
revoke execute on function private.append_message(uuid, uuid, public.message_type, text, jsonb, uuid) from public;
revoke execute on function private.post_system_message(uuid, text, jsonb) from public;
