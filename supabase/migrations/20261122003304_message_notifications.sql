-- Notifications of messages: one unread for each person and session, which later messages raise and which follows
-- what becomes of the messages. Locks come in the order of person, then notification, after those of states and
-- receipts.

create function private.unread_notifications(p_user_id uuid)
returns integer language plpgsql stable set search_path = '' as $$
declare
  -- Nobody is shown more than "99+".
  c_at_most constant integer := 100;
  v_off constant public.notification_type[] := private.types_not_in_app(p_user_id);
begin
  return (
    select count(*) from (
      select 1 from private.notification_items n
      where n.user_id = p_user_id and n.read_at is null and not n.silent and n.type <> all (v_off)
      -- Or the planner hopes to meet enough of theirs soon in any other index of what is unread.
      order by n.raised_at desc, n.id desc
      limit c_at_most
    ) shown
  );
end;
$$;

comment on function private.unread_notifications(uuid) is
  'What the badge shows: unread, not silent, of a type that the person wants to see in the app; counted up to 100.';

create function private.tell_changed(p_notifications public.notifications[])
returns void language plpgsql set search_path = '' as $$
begin
  perform private.tell(
    n.user_id, 'notification',
    case
      when n.read_at is null then jsonb_build_object('notification', private.notification_item(n))
      else jsonb_build_object('read', jsonb_build_array(n.id), 'unread_count', private.unread_notifications(n.user_id))
    end
  )
  from unnest(p_notifications) n;
end;
$$;

comment on function private.tell_changed(public.notifications[]) is
  'Tells the owners'' devices of notifications that are otherwise than before, or read.';

create function private.notify_of_message(p_message public.messages, p_archived uuid[])
returns void language plpgsql set search_path = '' as $$
declare
  v_preview constant text := private.preview(p_message.content, p_message.attachments);
begin
  insert into public.notifications as n (
    user_id, type, title, message, session_id, data, last_seq, raised_at, created_at, unmailed_since,
    silent
  )
  select
    st.user_id, 'message_received', sender.full_name, v_preview, p_message.session_id,
    jsonb_strip_nulls(jsonb_build_object(
      'event', 'message', 'sender_id', p_message.sender_id, 'kind', s.kind, 'subject', s.subject,
      'product', s.product_snapshot -> 'name'
    )),
    p_message.seq, p_message.created_at, p_message.created_at, p_message.created_at,
    coalesce(st.muted_until > p_message.created_at, false) or st.user_id = any (p_archived)
  from public.sessions s
  join public.profiles sender on sender.id = p_message.sender_id
  join public.participants p on p.session_id = s.id and p.left_at is null and p.user_id <> p_message.sender_id
  join public.participant_state st on st.session_id = p.session_id and st.user_id = p.user_id
  where s.id = p_message.session_id
  order by st.user_id
  on conflict (user_id, session_id) where type = 'message_received' and read_at is null
  do update set
    title = excluded.title,
    message = excluded.message,
    data = excluded.data,
    last_seq = excluded.last_seq,
    count = n.count + 1,
    raised_at = excluded.raised_at,
    mailed_at = null,
    -- Of silent ones nothing was due to be mailed: the wait begins with the first that is not.
    unmailed_since = case
      when n.mailed_at is null and not n.silent then n.unmailed_since else excluded.unmailed_since
    end,
    silent = excluded.silent;
end;
$$;

comment on function private.notify_of_message(public.messages, uuid[]) is
  'Notifies everybody but the sender of one new message; the message''s own broadcast tells of it. p_archived: whose archive it came from, for whom it is silent. The caller holds the session''s lock.';

create function private.read_notifications_of(p_state public.participant_state)
returns void language plpgsql set search_path = '' as $$
declare
  v_changed public.notifications[];
  v_read uuid[];
begin
  with due as materialized (
    select n.id, n.type <> 'message_received' or n.last_seq <= p_state.last_read_seq or p_state.unread_count = 0 as done
    from public.notifications n
    where n.session_id = p_state.session_id and n.user_id = p_state.user_id and n.read_at is null
      and case
        when n.type = 'message_received' then n.last_seq <= p_state.last_read_seq or n.count > p_state.unread_count
        -- What was told before the first message that is still to be read.
        else n.raised_at < coalesce(
          (
            select m.created_at from public.messages m
            where m.session_id = p_state.session_id and m.seq = p_state.last_read_seq + 1
          ),
          'infinity'
        )
      end
    order by n.id
    for no key update
  ), changed as (
    update public.notifications n set
      read_at = case when due.done then clock_timestamp() end,
      count = case when due.done then n.count else p_state.unread_count end
    from due
    where n.id = due.id
    returning n as notification
  )
  select
    array_agg(c.notification) filter (where (c.notification).read_at is null),
    array_agg((c.notification).id) filter (where (c.notification).read_at is not null)
  into v_changed, v_read
  from changed c;

  if v_read is not null then
    perform private.tell(p_state.user_id, 'notification', jsonb_build_object(
      'read', to_jsonb(v_read), 'unread_count', private.unread_notifications(p_state.user_id)
    ));
  end if;
  perform private.tell_changed(v_changed);
end;
$$;

comment on function private.read_notifications_of(public.participant_state) is
  'Makes a person''s notifications of a session fit what they have read of it; tells their devices only of what changed. The caller holds the state.';

create function private.edit_notifications(p_message public.messages)
returns void language plpgsql set search_path = '' as $$
declare
  v_changed public.notifications[];
begin
  with due as materialized (
    select n.id from public.notifications n
    join public.participants p on p.session_id = n.session_id and p.user_id = n.user_id and p.left_at is null
    where n.session_id = p_message.session_id and n.last_seq = p_message.seq and n.type = 'message_received'
    order by n.user_id, n.id
    for no key update of n
  ), changed as (
    update public.notifications n set message = private.preview(p_message.content, p_message.attachments)
    from due
    where n.id = due.id
    returning n as notification
  )
  -- Of those that are read, nobody needs to know at once.
  select array_agg(c.notification) into v_changed from changed c where (c.notification).read_at is null;
  perform private.tell_changed(v_changed);
end;
$$;

comment on function private.edit_notifications(public.messages) is
  'Shows a message that was edited as it is now, wherever it was the last that somebody was told of.';

create function private.forget_messages_of_left()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_read uuid[];
begin
  with due as materialized (
    select n.id, n.read_at is null as unread from public.notifications n
    where n.session_id = new.session_id and n.user_id = new.user_id and n.type = 'message_received'
      and (n.read_at is null or n.message is not null)
    order by n.id
    for no key update
  ), changed as (
    update public.notifications n set message = null, read_at = coalesce(n.read_at, clock_timestamp())
    from due
    where n.id = due.id
    returning n.id, due.unread
  )
  select array_agg(c.id) into v_read from changed c where c.unread;
  if v_read is not null then
    perform private.tell(new.user_id, 'notification', jsonb_build_object(
      'read', to_jsonb(v_read), 'unread_count', private.unread_notifications(new.user_id)
    ));
  end if;
  return null;
end;
$$;

comment on function private.forget_messages_of_left() is
  'Whoever leaves a conversation keeps no words of it, and has nothing left to read there. Definer because nobody may write notifications.';

create trigger participants_forget_messages after update of left_at on public.participants
  for each row when (old.left_at is null and new.left_at is not null)
  execute function private.forget_messages_of_left();

create function private.scrub_notifications(p_message public.messages)
returns void language plpgsql set search_path = '' as $$
begin
  update public.notifications n set message = null
  from (
    select o.id from public.notifications o
    where o.session_id = p_message.session_id and o.last_seq = p_message.seq and o.type = 'message_received'
      and o.message is not null
    order by o.user_id, o.id
    for no key update
  ) due
  where n.id = due.id;
  perform private.recount_notifications(array[p_message.session_id], p_message.seq);
end;
$$;

comment on function private.scrub_notifications(public.messages) is
  'Part of scrub_message: takes the beginning of a message that is being removed out of what people were told of it, and the message out of what they were told to read.';

create function private.recount_notifications(p_session_ids uuid[], p_scrubbed_seq bigint default null)
returns void language plpgsql set search_path = '' as $$
declare
  v_changed public.notifications[];
begin
  with due as materialized (
    select n.id, n.count > st.unread_count as too_many, st.unread_count
    from public.participant_state st
    join public.notifications n
      on n.user_id = st.user_id and n.session_id = st.session_id and n.type = 'message_received' and n.read_at is null
    where st.session_id = any (p_session_ids) and (n.count > st.unread_count or n.last_seq = p_scrubbed_seq)
    order by n.user_id, n.id
    for no key update of n
  ), changed as (
    update public.notifications n set
      count = case when due.too_many then greatest(due.unread_count, 1) else n.count end,
      read_at = case when due.unread_count = 0 then clock_timestamp() end
    from due
    where n.id = due.id
    returning n as notification
  )
  select array_agg(c.notification) into v_changed from changed c;
  perform private.tell_changed(v_changed);
end;
$$;

comment on function private.recount_notifications(uuid[], bigint) is
  'After messages of these sessions were removed: nobody is told of more than they have to read; read when nothing is left. Tells the devices, also of the one that showed p_scrubbed_seq. The caller holds the states.';

revoke execute on function private.forget_messages_of_left() from public;
revoke execute on function private.unread_notifications(uuid) from public;
revoke execute on function private.tell_changed(public.notifications[]) from public;
revoke execute on function private.notify_of_message(public.messages, uuid[]) from public;
revoke execute on function private.read_notifications_of(public.participant_state) from public;
revoke execute on function private.edit_notifications(public.messages) from public;
revoke execute on function private.scrub_notifications(public.messages) from public;
revoke execute on function private.recount_notifications(uuid[], bigint) from public;
