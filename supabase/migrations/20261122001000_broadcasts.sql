-- What connected people hear. Broadcasts are hints: catch-up never depends on one, so nothing here may fail its caller.

create function private.tell(p_user_id uuid, p_event text, p_payload jsonb)
returns void language plpgsql security definer set search_path = '' as $$
begin
  perform realtime.send(p_payload, p_event, 'user:' || p_user_id, true);
exception when others then
  raise warning 'broadcast % was not sent: %', p_event, sqlerrm;
end;
$$;

comment on function private.tell(uuid, text, jsonb) is
  'The only writer of user topics, which have no insert policy: definer, because callers could not. Called by triggers and functions, granted to nobody.';

create function private.announce_session(p_session_id uuid)
returns void language plpgsql set search_path = '' as $$
begin
  perform private.tell(i.user_id, 'session', jsonb_build_object('session', i.item))
  from private.session_items i where i.session_id = p_session_id;
end;
$$;

create function private.announce_message(p_id uuid, p_session_id uuid, p_is_new boolean default false)
returns void language plpgsql set search_path = '' as $$
begin
  perform private.tell(
    i.user_id, 'message',
    jsonb_build_object('message', m.item, 'session', i.item)
      || case when n.id is null then '{}' else jsonb_build_object('notification', private.notification_item(n)) end
  )
  from private.message_items m
  join private.session_items i on i.session_id = m.session_id and m.seq >= i.from_seq
  left join public.notifications n
    on p_is_new and n.user_id = i.user_id and n.session_id = i.session_id and n.last_seq = m.seq
    and n.type = 'message_received' and n.read_at is null
  where m.id = p_id and i.session_id = p_session_id;
end;
$$;

comment on function private.announce_message(uuid, uuid, boolean) is
  'Tells every current participant who may see the message; each gets the session as they see it, so a list needs no further request, and with a new message what notifies them of it.';

create function private.announce_receipt(p_session_id uuid, p_user_id uuid, p_own_devices_only boolean default false)
returns void language plpgsql set search_path = '' as $$
begin
  perform private.tell(
    p.user_id,
    'receipt',
    jsonb_build_object(
      'session_id', r.session_id,
      'user_id', r.user_id,
      'delivered_seq', r.delivered_seq,
      -- Who switched receipts off does not see others', either.
      'read_seq', case when theirs.read_seq is not null then r.read_seq end,
      'read_version', theirs.read_version + r.read_version
    ) || case when p.user_id = p_user_id then private.read_state(st) else '{}' end
  )
  from public.receipts r
  join public.participant_state st on st.session_id = r.session_id and st.user_id = r.user_id
  join public.participants p on p.session_id = r.session_id and p.left_at is null
  join public.receipts theirs on theirs.session_id = p.session_id and theirs.user_id = p.user_id
  where r.session_id = p_session_id and r.user_id = p_user_id
    and (p.user_id = p_user_id or not p_own_devices_only);
end;
$$;

comment on function private.announce_receipt(uuid, uuid, boolean) is
  'Unread counts go to the person''s own devices only; p_own_devices_only where nothing changed for others.';

create function private.announce_receipts(p_user_id uuid)
returns void language plpgsql set search_path = '' as $$
begin
  perform private.tell(shown.to_id, 'receipts', jsonb_build_object('receipts', shown.receipts))
  from (
    select
      them.user_id as to_id,
      jsonb_agg(jsonb_build_object(
        'session_id', r.session_id,
        'user_id', r.user_id,
        'delivered_seq', r.delivered_seq,
        'read_seq', case when theirs.read_seq is not null then r.read_seq end,
        'read_version', theirs.read_version + r.read_version
      )) as receipts
    from public.participants me
    join public.sessions s on s.id = me.session_id and s.status in ('requested', 'accepted', 'in_progress')
    join public.participants them on them.session_id = me.session_id and them.left_at is null
    join public.receipts theirs on theirs.session_id = them.session_id and theirs.user_id = them.user_id
    join public.participants about
      on about.session_id = me.session_id and about.left_at is null
      -- One's own devices are told of everybody else, everybody else of oneself.
      and (about.user_id = me.user_id) <> (them.user_id = me.user_id)
    join public.receipts r on r.session_id = about.session_id and r.user_id = about.user_id
    where me.user_id = p_user_id and me.left_at is null
    group by them.user_id
  ) shown;
end;
$$;

comment on function private.announce_receipts(uuid) is
  'After a switch of read receipts: one broadcast for each person, with all open sessions that they share. In the others, lists and catch-up show it.';

create function private.announce_presence(p_user_id uuid)
returns void language plpgsql set search_path = '' as $$
begin
  perform private.tell(
    peer.user_id,
    'presence',
    jsonb_build_object('user_id', u.user_id, 'status', u.status, 'last_seen', u.last_seen)
  )
  from public.user_presence u,
  lateral (
    select distinct theirs.user_id
    from public.participants mine
    join public.sessions s on s.id = mine.session_id and s.status in ('requested', 'accepted', 'in_progress')
    join public.participants theirs on theirs.session_id = mine.session_id and theirs.left_at is null
    where mine.user_id = u.user_id and mine.left_at is null and theirs.user_id <> u.user_id
  ) peer
  where u.user_id = p_user_id;
end;
$$;

------------------------------------------------------------------------------------------------------------------------
-- Triggers
------------------------------------------------------------------------------------------------------------------------

create function private.on_session_changed()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.announce_session(new.id);
  return null;
end;
$$;

-- Not on last_seq and its like: messages announce themselves.
create trigger sessions_announce
  after update of
    status, subject, scheduled_at, expires_at, ends_at, extension_minutes, extension_by, ended_reason, summary, metadata
  on public.sessions
  for each row
  when (
    (
      old.status, old.subject, old.scheduled_at, old.expires_at, old.ends_at, old.extension_minutes, old.extension_by,
      old.ended_reason, old.summary, old.metadata
    ) is distinct from (
      new.status, new.subject, new.scheduled_at, new.expires_at, new.ends_at, new.extension_minutes, new.extension_by,
      new.ended_reason, new.summary, new.metadata
    )
  )
  execute function private.on_session_changed();

create function private.on_participants_joined()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.announce_session(j.session_id) from (select distinct session_id from joined) j;
  return null;
end;
$$;

-- Per statement: when both founders are inserted at once, each must already see the other.
create trigger participants_announce_joined after insert on public.participants
  referencing new table as joined
  for each statement execute function private.on_participants_joined();

create function private.on_participant_left()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.tell(
    old.user_id, 'session',
    jsonb_build_object('session', jsonb_build_object('id', old.session_id), 'removed', true)
  );
  perform private.announce_session(old.session_id);
  return null;
end;
$$;

create trigger participants_announce_left after update of left_at on public.participants
  for each row when (old.left_at is null and new.left_at is not null)
  execute function private.on_participant_left();
create trigger participants_announce_removed after delete on public.participants
  for each row when (old.left_at is null)
  execute function private.on_participant_left();

create function private.on_presence_changed()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.announce_presence(new.user_id);
  return null;
end;
$$;

create trigger user_presence_announce_first after insert on public.user_presence
  for each row when (new.status <> 'offline')
  execute function private.on_presence_changed();
create trigger user_presence_announce after update of status on public.user_presence
  for each row when (old.status <> new.status)
  execute function private.on_presence_changed();

revoke execute on function private.tell(uuid, text, jsonb) from public;
revoke execute on function private.announce_session(uuid) from public;
revoke execute on function private.announce_message(uuid, uuid, boolean) from public;
revoke execute on function private.announce_receipt(uuid, uuid, boolean) from public;
revoke execute on function private.announce_receipts(uuid) from public;
revoke execute on function private.announce_presence(uuid) from public;
revoke execute on function private.on_session_changed() from public;
revoke execute on function private.on_participants_joined() from public;
revoke execute on function private.on_participant_left() from public;
revoke execute on function private.on_presence_changed() from public;
