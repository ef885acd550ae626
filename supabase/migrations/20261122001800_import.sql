-- Bringing in history: seeds, moves from other systems, generated millions for the bench. No rate limits, no broadcasts.
-- Owner only. To load very much, insert into public.messages directly as the owner with seq = rev = 1, 2, 3 …
-- and call private.settle_sessions once.

create function private.settle_sessions(p_session_ids uuid[])
returns void language plpgsql set search_path = '' as $$
begin
  update public.sessions s set
    last_seq = newest.seq,
    last_rev = newest.rev,
    last_message = private.preview(newest.content, newest.attachments),
    last_message_at = newest.created_at,
    last_sender_id = newest.sender_id,
    awaiting_user_id = case when s.status in ('requested', 'accepted', 'in_progress') then
      case newest.human_id when s.founder_a then s.founder_b when s.founder_b then s.founder_a end
    end,
    awaiting_since = case when s.status in ('requested', 'accepted', 'in_progress') then newest.human_at end
  from (
    select m.session_id, m.seq, m.content, m.attachments, m.created_at, m.sender_id, top.rev,
      human.sender_id as human_id, human.created_at as human_at
    from unnest(p_session_ids) wanted (session_id)
    cross join lateral (
      select * from public.messages m where m.session_id = wanted.session_id order by m.seq desc limit 1
    ) m
    cross join lateral (select max(r.rev) as rev from public.messages r where r.session_id = wanted.session_id) top
    left join lateral (
      select h.sender_id, h.created_at from public.messages h
      where h.session_id = wanted.session_id and h.message_type <> 'system' order by h.seq desc limit 1
    ) human on true
  ) newest
  where s.id = newest.session_id;

  update public.participants p set sort_at = coalesce(s.last_message_at, s.created_at)
  from public.sessions s
  where s.id = any (p_session_ids) and p.session_id = s.id;

  update public.participant_state st set
    unread_count = unread.count,
    unread_from_seq = unread.first_seq
  from unnest(p_session_ids) wanted (session_id)
  join public.participant_state mine on mine.session_id = wanted.session_id
  cross join lateral (
    select count(*) as count, min(m.seq) as first_seq
    from public.messages m
    where m.session_id = mine.session_id and m.seq > mine.last_read_seq
      and m.sender_id <> mine.user_id and m.message_type <> 'system' and m.deleted_at is null
  ) unread
  where st.session_id = mine.session_id and st.user_id = mine.user_id;

  insert into private.sessions_to_count (session_id) select unnest(p_session_ids);
end;
$$;

comment on function private.settle_sessions(uuid[]) is
  'Recomputes from the messages what the triggers would have kept: last_seq, last_rev, last message, list order, unread counts.';

create function private.import_messages(p_session_id uuid, p_messages jsonb)
returns bigint language plpgsql set search_path = '' as $$
declare
  v_last_seq bigint;
  v_last_rev bigint;
begin
  select s.last_seq, s.last_rev into v_last_seq, v_last_rev
  from public.sessions s where s.id = p_session_id for no key update;
  if not found then
    raise exception 'session % does not exist', p_session_id;
  end if;

  insert into public.messages (
    id, session_id, seq, rev, sender_id, message_type, content, reply_to, edited_at, metadata, created_at, updated_at
  )
  select
    coalesce((item ->> 'id')::uuid, md5(p_session_id::text || ':' || (v_last_seq + n))::uuid),
    p_session_id,
    v_last_seq + n,
    v_last_rev + n,
    (item ->> 'sender_id')::uuid,
    coalesce(item ->> 'message_type', 'text')::public.message_type,
    item ->> 'content',
    (item ->> 'reply_to')::uuid,
    (item ->> 'edited_at')::timestamptz,
    coalesce(item -> 'metadata', '{}'),
    (item ->> 'created_at')::timestamptz,
    coalesce((item ->> 'edited_at')::timestamptz, (item ->> 'created_at')::timestamptz)
  from jsonb_array_elements(p_messages) with ordinality as list (item, n);

  perform private.settle_sessions(array[p_session_id]);
  return v_last_seq + jsonb_array_length(p_messages);
end;
$$;

comment on function private.import_messages(uuid, jsonb) is
  'Appends messages {id?, sender_id, content, created_at, message_type?, reply_to?, edited_at?, metadata?} in array order; returns the new last_seq. Without an id, a deterministic one.';

create function private.import_read(p_session_id uuid, p_user_id uuid, p_delivered_seq bigint, p_read_seq bigint, p_at timestamptz)
returns void language plpgsql set search_path = '' as $$
begin
  update public.participant_state st set last_read_seq = p_read_seq
  where st.session_id = p_session_id and st.user_id = p_user_id;
  update public.receipts r set
    delivered_seq = p_delivered_seq, delivered_at = p_at, read_seq = p_read_seq, read_at = p_at
  where r.session_id = p_session_id and r.user_id = p_user_id;
  insert into public.receipt_marks (session_id, user_id, at, delivered_seq, read_seq)
  values (p_session_id, p_user_id, date_trunc('second', p_at), p_delivered_seq, p_read_seq)
  on conflict (session_id, user_id, at)
  do update set delivered_seq = excluded.delivered_seq, read_seq = excluded.read_seq;
  perform private.settle_sessions(array[p_session_id]);
end;
$$;

comment on function private.import_read(uuid, uuid, bigint, bigint, timestamptz) is
  'Sets how far somebody had received and read an imported session.';

revoke execute on function private.settle_sessions(uuid[]) from public;
revoke execute on function private.import_messages(uuid, jsonb) from public;
revoke execute on function private.import_read(uuid, uuid, bigint, bigint, timestamptz) from public;
