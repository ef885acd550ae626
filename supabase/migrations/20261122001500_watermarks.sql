-- Received and read. Watermarks only rise, never pass last_seq, and leave a mark when they move.

create function private.raise_receipt(p_session_id uuid, p_user_id uuid, p_delivered bigint, p_read bigint)
returns void language plpgsql set search_path = '' as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_receipt public.receipts;
begin
  update public.receipts r set
    delivered_at = case when p_delivered > r.delivered_seq then v_now else r.delivered_at end,
    delivered_seq = greatest(r.delivered_seq, p_delivered),
    read_at = case when p_read > r.read_seq then v_now else r.read_at end,
    -- greatest() would skip the null that stands for "switched off"
    read_seq = case when r.read_seq is not null then greatest(r.read_seq, p_read) end
  where r.session_id = p_session_id and r.user_id = p_user_id
    and (p_delivered > r.delivered_seq or p_read > r.read_seq)
  returning * into v_receipt;
  if not found then
    return;
  end if;

  insert into public.receipt_marks as k (session_id, user_id, at, delivered_seq, read_seq)
  values (p_session_id, p_user_id, date_trunc('second', v_now), v_receipt.delivered_seq, v_receipt.read_seq)
  on conflict (session_id, user_id, at)
  do update set delivered_seq = excluded.delivered_seq, read_seq = excluded.read_seq;

  perform private.announce_receipt(p_session_id, p_user_id);
end;
$$;

comment on function private.raise_receipt(uuid, uuid, bigint, bigint) is
  'Raises a person''s watermarks, logs one mark a second and tells the participants; does nothing when nothing rises.';

create function private.mark_delivered(p_session_id uuid, p_seq bigint)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_me constant uuid := auth.uid();
  v_last_seq bigint;
begin
  perform private.refuse_suspended(v_me);
  select s.last_seq into v_last_seq
  from public.participants p
  join public.sessions s on s.id = p.session_id
  where p.session_id = p_session_id and p.user_id = v_me and p.left_at is null;
  if not found then
    perform private.session_not_found();
  end if;

  perform private.raise_receipt(p_session_id, v_me, least(coalesce(p_seq, 0), v_last_seq), null);
  return (
    select jsonb_build_object('delivered_seq', r.delivered_seq)
    from public.receipts r where r.session_id = p_session_id and r.user_id = v_me
  );
end;
$$;

create function private.unread_above(p_session_id uuid, p_user_id uuid, p_seq bigint, out count integer, out first_seq bigint)
language plpgsql stable set search_path = '' as $$
begin
  select count(*), min(m.seq) into count, first_seq
  from public.messages m
  where m.session_id = p_session_id and m.seq > p_seq
    and m.sender_id <> p_user_id and m.message_type <> 'system' and m.deleted_at is null;
end;
$$;

comment on function private.unread_above(uuid, uuid, bigint) is
  'What a person who has read up to p_seq has not read. The caller holds the person''s state, in a statement before this one.';

create function private.mark_read(p_session_id uuid, p_seq bigint)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_me constant uuid := auth.uid();
  v_state public.participant_state;
  v_last_seq bigint;
  v_upto bigint;
  v_unread integer;
  v_unread_from bigint;
begin
  perform private.refuse_suspended(v_me);

  -- The state's lock suffices, without the session's: the message trigger raises unread_count in the
  -- transaction that shows the message, so whoever holds this row sees both or neither.
  select st.* into v_state
  from public.participant_state st
  join public.participants p on p.session_id = st.session_id and p.user_id = st.user_id and p.left_at is null
  where st.session_id = p_session_id and st.user_id = v_me
  for no key update of st;
  if not found then
    perform private.session_not_found();
  end if;

  -- A new statement, so a snapshot from after the lock.
  select s.last_seq into v_last_seq from public.sessions s where s.id = p_session_id;
  v_upto := least(coalesce(p_seq, 0), v_last_seq);

  if v_upto > v_state.last_read_seq then
    if v_upto = v_last_seq or v_state.unread_count = 0 then
      v_unread := 0;
    else
      select u.count, u.first_seq into v_unread, v_unread_from
      from private.unread_above(p_session_id, v_me, v_upto) u;
    end if;
    update public.participant_state st set
      last_read_seq = v_upto, unread_count = v_unread, unread_from_seq = v_unread_from
    where st.session_id = p_session_id and st.user_id = v_me
    returning * into v_state;
    perform private.raise_receipt(p_session_id, v_me, v_upto, v_upto);
  end if;
  -- Also when nothing rises: what happened to the session is told of without a message to read.
  perform private.read_notifications_of(v_state);

  return (
    select private.read_state(v_state) || jsonb_build_object('read_seq', r.read_seq)
    from public.receipts r where r.session_id = p_session_id and r.user_id = v_me
  );
end;
$$;

create function private.mark_unread_from(p_session_id uuid, p_seq bigint)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_me constant uuid := auth.uid();
  v_from_seq bigint;
  v_state public.participant_state;
  v_upto bigint;
  v_unread integer;
  v_unread_from bigint;
begin
  perform private.refuse_suspended(v_me);
  if p_seq is null then
    perform private.invalid('seq', 'Choose a message.');
  end if;

  select p.from_seq into v_from_seq from public.participants p
  where p.session_id = p_session_id and p.user_id = v_me and p.left_at is null;
  if not found then
    perform private.session_not_found();
  end if;
  -- The same lock, for the same reason, as in mark_read.
  select st.* into v_state from public.participant_state st
  where st.session_id = p_session_id and st.user_id = v_me
  for no key update;

  -- Only downwards: a message that was not read is unread as it is, and so is what lies below it.
  v_upto := greatest(p_seq, v_from_seq) - 1;
  if v_upto < v_state.last_read_seq then
    select u.count, u.first_seq into v_unread, v_unread_from
    from private.unread_above(p_session_id, v_me, v_upto) u;
    -- With nothing of others' there to mark, a lower watermark would only keep the person's own messages from
    -- carrying it on.
    if v_unread > v_state.unread_count then
      -- Receipts stay: others were told, and watermarks only rise.
      update public.participant_state st set
        last_read_seq = v_unread_from - 1, unread_count = v_unread, unread_from_seq = v_unread_from
      where st.session_id = p_session_id and st.user_id = v_me
      returning * into v_state;
      perform private.announce_receipt(p_session_id, v_me, true);
    end if;
  end if;
  return private.read_state(v_state);
end;
$$;

comment on function private.mark_delivered(uuid, bigint) is
  'Definer because nobody may write receipts; the caller is auth.uid() and must take part.';
comment on function private.mark_read(uuid, bigint) is
  'Definer as mark_delivered. Counts only what lies above the new watermark, and nothing when all is read. Reads the session''s notifications as well.';
comment on function private.mark_unread_from(uuid, bigint) is 'Definer as mark_delivered.';

create function public.mark_delivered(p_session_id uuid, p_seq bigint)
returns jsonb language sql set search_path = '' as $$ select private.mark_delivered(p_session_id, p_seq) $$;

create function public.mark_read(p_session_id uuid, p_seq bigint)
returns jsonb language sql set search_path = '' as $$ select private.mark_read(p_session_id, p_seq) $$;

create function public.mark_unread_from(p_session_id uuid, p_seq bigint)
returns jsonb language sql set search_path = '' as $$ select private.mark_unread_from(p_session_id, p_seq) $$;

comment on function public.mark_delivered(uuid, bigint) is 'My device has received everything up to p_seq: {delivered_seq}.';
comment on function public.mark_read(uuid, bigint) is
  'I have read everything up to p_seq: {unread_count, last_read_seq, unread_from_seq, state_version, read_seq}. Lower values change nothing.';
comment on function public.mark_unread_from(uuid, bigint) is
  'I want to read others'' messages from p_seq on again: {unread_count, last_read_seq, unread_from_seq, state_version}. Others go on seeing what I had read.';

revoke execute on function private.raise_receipt(uuid, uuid, bigint, bigint) from public;
revoke execute on function private.unread_above(uuid, uuid, bigint) from public;
revoke execute on function private.mark_delivered(uuid, bigint) from public;
revoke execute on function private.mark_read(uuid, bigint) from public;
revoke execute on function private.mark_unread_from(uuid, bigint) from public;
revoke execute on function public.mark_delivered(uuid, bigint) from public, anon, service_role;
revoke execute on function public.mark_read(uuid, bigint) from public, anon, service_role;
revoke execute on function public.mark_unread_from(uuid, bigint) from public, anon, service_role;
grant execute on function private.mark_delivered(uuid, bigint) to authenticated;
grant execute on function private.mark_read(uuid, bigint) to authenticated;
grant execute on function private.mark_unread_from(uuid, bigint) to authenticated;
grant execute on function public.mark_delivered(uuid, bigint) to authenticated;
grant execute on function public.mark_read(uuid, bigint) to authenticated;
grant execute on function public.mark_unread_from(uuid, bigint) to authenticated;
