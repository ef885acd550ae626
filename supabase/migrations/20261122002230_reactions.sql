-- Reactions: set rather than toggled, so that a retry cannot take back what it repeats.

create function private.is_emoji(p_text text)
returns boolean language plpgsql immutable set search_path = '' as $$
declare
  c_max_code_points constant integer := 32;
  -- The blocks in which Unicode keeps its pictographs; a few unassigned code points among them are no harm.
  c_picture constant text := '[\u00A9\u00AE\u203C\u2049\u2122\u2139\u2194-\u2199\u21A9\u21AA\u231A\u231B\u2328\u23CF'
    || '\u23E9-\u23F3\u23F8-\u23FA\u24C2\u25AA\u25AB\u25B6\u25C0\u25FB-\u25FE\u2600-\u27BF\u2934\u2935\u2B05-\u2B07'
    || '\u2B1B\u2B1C\u2B50\u2B55\u3030\u303D\u3297\u3299\U0001F004\U0001F0CF\U0001F170\U0001F171\U0001F17E\U0001F17F'
    || '\U0001F18E\U0001F191-\U0001F19A\U0001F201\U0001F202\U0001F21A\U0001F22F\U0001F232-\U0001F23A\U0001F250\U0001F251'
    || '\U0001F300-\U0001F3FA\U0001F400-\U0001F64F\U0001F680-\U0001F6FF\U0001F7E0-\U0001F7EB\U0001F7F0'
    || '\U0001F90C-\U0001F9FF\U0001FA70-\U0001FAFF]';
  -- As a colour or black and white, with a skin tone.
  c_element constant text := c_picture || '\uFE0F?[\U0001F3FB-\U0001F3FF]?\uFE0F?';
begin
  return char_length(p_text) <= c_max_code_points and p_text ~ (
    '^(' || c_element || '(\u200D' || c_element || ')*'
    || '|[\U0001F1E6-\U0001F1FF]{2}'                            -- flags of countries
    || '|\U0001F3F4[\U000E0020-\U000E007E]+\U000E007F'          -- flags of regions
    || '|[0-9#*]\uFE0F?\u20E3)$'                                -- keycaps
  );
end;
$$;

comment on function private.is_emoji(text) is 'Exactly one emoji as a person sees it, sequences included; null for null.';

create function private.grouped_reactions(p_session_id uuid, p_message_id uuid)
returns jsonb language plpgsql stable set search_path = '' as $$
begin
  return (
    select coalesce(
      jsonb_agg(jsonb_build_object('emoji', e.emoji, 'user_ids', e.user_ids) order by e.first_at, e.emoji), '[]'
    )
    from (
      select r.emoji, min(r.created_at) as first_at, jsonb_agg(r.user_id order by r.created_at, r.user_id) as user_ids
      from public.message_reactions r
      where r.session_id = p_session_id and r.message_id = p_message_id
      group by r.emoji
    ) e
  );
end;
$$;

create function private.set_reaction(p_message_id uuid, p_emoji text, p_on boolean)
returns json language plpgsql security definer set search_path = '' as $$
declare
  c_max_emoji constant integer := 20;
  v_me constant uuid := auth.uid();
  v_message constant public.messages := private.lock_message(p_message_id);
  v_changed integer;
  v_reactions jsonb;
begin
  if v_message.message_type = 'system' then
    perform private.invalid('message_id', 'System messages take no reactions.');
  end if;
  if private.is_emoji(p_emoji) is not true then
    perform private.invalid('emoji', 'A reaction is one emoji.');
  end if;
  if p_on is null then
    perform private.invalid('on', 'Say whether to add or to take back.');
  end if;
  if v_message.deleted_at is not null then
    perform private.message_deleted();
  end if;

  if p_on then
    insert into public.message_reactions (session_id, message_id, user_id, emoji)
    values (v_message.session_id, p_message_id, v_me, p_emoji)
    on conflict do nothing;
  else
    delete from public.message_reactions r
    where r.session_id = v_message.session_id and r.message_id = p_message_id and r.user_id = v_me and r.emoji = p_emoji;
  end if;
  get diagnostics v_changed = row_count;
  if v_changed > 0 then
    perform private.take_change();
    v_reactions := private.grouped_reactions(v_message.session_id, p_message_id);
    if jsonb_array_length(v_reactions) > c_max_emoji then
      perform private.invalid('emoji', format('A message takes %s different reactions at most.', c_max_emoji));
    end if;
    update public.messages m set
      reactions = v_reactions, updated_at = clock_timestamp(), rev = private.next_rev(v_message, true)
    where m.id = p_message_id;
    perform private.announce_message(p_message_id, v_message.session_id);
  end if;
  return private.message_item(p_message_id);
end;
$$;

comment on function private.set_reaction(uuid, text, boolean) is
  'Definer because nobody may write reactions; the caller is auth.uid() and must see the message.';

create function public.set_reaction(p_message_id uuid, p_emoji text, p_on boolean)
returns json language sql set search_path = '' as $$ select private.set_reaction(p_message_id, p_emoji, p_on) $$;

comment on function public.set_reaction(uuid, text, boolean) is
  'Adds or takes back my reaction; returns the message. Repeating changes nothing.';

revoke execute on function private.is_emoji(text) from public;
revoke execute on function private.grouped_reactions(uuid, uuid) from public;
revoke execute on function private.set_reaction(uuid, text, boolean) from public;
revoke execute on function public.set_reaction(uuid, text, boolean) from public, anon, service_role;
grant execute on function private.set_reaction(uuid, text, boolean) to authenticated;
grant execute on function public.set_reaction(uuid, text, boolean) to authenticated;
