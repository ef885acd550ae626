-- Pins: what the participants keep at hand, together. Also in closed sessions, which are still read.

create function private.pin_message(p_message_id uuid, p_on boolean)
returns json language plpgsql security definer set search_path = '' as $$
declare
  c_max_pins constant integer := 50;
  v_message constant public.messages := private.lock_message(p_message_id);
  v_session_id constant uuid := v_message.session_id;
  v_rev bigint;
begin
  if p_on is null then
    perform private.invalid('on', 'Say whether to pin or to unpin.');
  end if;
  if v_message.deleted_at is not null then
    perform private.message_deleted();
  end if;
  if p_on = exists (select 1 from public.pins n where n.session_id = v_session_id and n.message_id = p_message_id) then
    return private.message_item(p_message_id); -- a retry, or somebody was faster
  end if;

  perform private.take_change();
  -- Before counting: the session's lock makes those who pin different messages take turns.
  v_rev := private.next_rev(v_message, false);
  if p_on then
    if (select count(*) from public.pins n where n.session_id = v_session_id) >= c_max_pins then
      perform private.invalid('message_id', format('A conversation holds %s pinned messages at most.', c_max_pins));
    end if;
    insert into public.pins (session_id, message_id, pinned_by) values (v_session_id, p_message_id, auth.uid());
  else
    delete from public.pins n where n.session_id = v_session_id and n.message_id = p_message_id;
  end if;
  update public.messages m set updated_at = clock_timestamp(), rev = v_rev where m.id = p_message_id;
  perform private.announce_message(p_message_id, v_session_id);
  return private.message_item(p_message_id);
end;
$$;

create function private.list_pins(p_session_id uuid)
returns json language plpgsql stable security definer set search_path = '' as $$
declare
  v_from_seq constant bigint := private.my_from_seq(p_session_id);
begin
  if v_from_seq is null then
    perform private.session_not_found();
  end if;
  return (
    select json_build_object('items', coalesce(json_agg(i.item order by n.pinned_at desc, n.message_id), '[]'))
    from public.pins n
    join private.message_items i on i.id = n.message_id and i.session_id = n.session_id
    where n.session_id = p_session_id and i.seq >= v_from_seq
  );
end;
$$;

comment on function private.pin_message(uuid, boolean) is
  'Definer because nobody may write pins; the caller is auth.uid() and must see the message.';
comment on function private.list_pins(uuid) is 'Definer as get_messages, so that membership is asked once.';

create function public.pin_message(p_message_id uuid, p_on boolean)
returns json language sql set search_path = '' as $$ select private.pin_message(p_message_id, p_on) $$;

create function public.list_pins(p_session_id uuid)
returns json language sql stable set search_path = '' as $$ select private.list_pins(p_session_id) $$;

comment on function public.pin_message(uuid, boolean) is
  'Pins or unpins a message for everybody in the session; returns it. Repeating changes nothing.';
comment on function public.list_pins(uuid) is 'The pinned messages of a session that I may see, newest pin first: {items}.';

revoke execute on function private.pin_message(uuid, boolean) from public;
revoke execute on function private.list_pins(uuid) from public;
revoke execute on function public.pin_message(uuid, boolean) from public, anon, service_role;
revoke execute on function public.list_pins(uuid) from public, anon, service_role;
grant execute on function private.pin_message(uuid, boolean) to authenticated;
grant execute on function private.list_pins(uuid) to authenticated;
grant execute on function public.pin_message(uuid, boolean) to authenticated;
grant execute on function public.list_pins(uuid) to authenticated;
