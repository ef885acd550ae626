-- What people set for themselves: how a session stands in their list, and whether others see what they have read.

create function private.set_session_state(
  p_session_id uuid, p_muted_until timestamptz, p_archived boolean, p_pinned boolean
)
returns json language plpgsql security definer set search_path = '' as $$
declare
  v_me constant uuid := auth.uid();
  v_now constant timestamptz := clock_timestamp();
  v_state public.participant_state;
  v_item json;
begin
  perform private.refuse_suspended(v_me);
  select st.* into v_state
  from public.participant_state st
  join public.participants p on p.session_id = st.session_id and p.user_id = st.user_id and p.left_at is null
  where st.session_id = p_session_id and st.user_id = v_me
  for no key update of st;
  if not found then
    perform private.session_not_found();
  end if;

  -- Repeating keeps the time of the first: pinned sessions stand in the order in which they were pinned.
  update public.participant_state st set
    muted_until = case
      when p_muted_until is null then st.muted_until
      when p_muted_until > v_now then p_muted_until
    end,
    archived_at = case
      when p_archived is null then st.archived_at
      when p_archived then coalesce(st.archived_at, v_now)
    end,
    pinned_at = case
      when p_pinned is null then st.pinned_at
      when p_pinned then coalesce(st.pinned_at, v_now)
    end
  where st.session_id = p_session_id and st.user_id = v_me
    and (
      p_muted_until is not null and st.muted_until is distinct from case when p_muted_until > v_now then p_muted_until end
      or p_archived <> (st.archived_at is not null)
      or p_pinned <> (st.pinned_at is not null)
    );
  if not found then
    return private.get_session(p_session_id);
  end if;

  v_item := private.get_session(p_session_id);
  perform private.tell(v_me, 'session', jsonb_build_object('session', v_item));
  return v_item;
end;
$$;

create function private.set_read_receipts(p_on boolean)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_me constant uuid := auth.uid();
  v_now constant timestamptz := clock_timestamp();
begin
  perform private.refuse_suspended(v_me);
  if p_on is null then
    perform private.invalid('on', 'Say whether to switch read receipts on or off.');
  end if;

  -- First, so that a session which is being opened is either seen below or sees this.
  update private.personal_settings s set read_receipts = p_on
  where s.user_id = v_me and s.read_receipts <> p_on;
  if not found then
    return private.my_settings();
  end if;

  if p_on then
    -- From now on: what was read meanwhile counts as read now, what was read before as read then.
    with raised as (
      update public.receipts r set
        read_seq = st.last_read_seq, read_at = v_now, read_version = r.read_version + 1
      from public.participant_state st
      where r.user_id = v_me and st.session_id = r.session_id and st.user_id = r.user_id
      returning r.session_id, r.user_id, r.delivered_seq, r.read_seq
    )
    insert into public.receipt_marks as k (session_id, user_id, at, delivered_seq, read_seq)
    select r.session_id, r.user_id, date_trunc('second', v_now), r.delivered_seq, r.read_seq from raised r
    on conflict (session_id, user_id, at)
    do update set delivered_seq = excluded.delivered_seq, read_seq = excluded.read_seq;
  else
    update public.receipts r set read_seq = null, read_at = null, read_version = r.read_version + 1
    where r.user_id = v_me;
  end if;
  perform private.announce_receipts(v_me);
  return private.my_settings();
end;
$$;

create function private.my_settings()
returns jsonb language plpgsql stable security definer set search_path = '' as $$
begin
  return jsonb_build_object(
    'read_receipts',
    coalesce((select s.read_receipts from private.personal_settings s where s.user_id = (select auth.uid())), true)
  );
end;
$$;

comment on function private.set_session_state(uuid, timestamptz, boolean, boolean) is
  'Definer because nobody may write states; the caller is auth.uid() and must take part.';
comment on function private.set_read_receipts(boolean) is
  'Definer because nobody may write receipts; touches the caller''s own only.';
comment on function private.my_settings() is 'Definer because the table is closed; reads the caller''s own row only.';

create function public.set_session_state(
  p_session_id uuid,
  p_muted_until timestamptz default null,
  p_archived boolean default null,
  p_pinned boolean default null
)
returns json language sql set search_path = '' as $$
  select private.set_session_state(p_session_id, p_muted_until, p_archived, p_pinned)
$$;

create function public.set_read_receipts(p_on boolean)
returns jsonb language sql set search_path = '' as $$ select private.set_read_receipts(p_on) $$;

create function public.my_settings()
returns jsonb language sql stable set search_path = '' as $$ select private.my_settings() $$;

comment on function public.set_session_state(uuid, timestamptz, boolean, boolean) is
  'Mutes, archives and pins a session for me; null leaves as it is. Muted until infinity is for ever, until a past moment not at all. Returns the session as in list_sessions.';
comment on function public.set_read_receipts(boolean) is
  'Whether others see what I have read, and I what they have: {read_receipts}.';
comment on function public.my_settings() is 'What I chose for myself: {read_receipts}.';

revoke execute on function private.set_session_state(uuid, timestamptz, boolean, boolean) from public;
revoke execute on function private.set_read_receipts(boolean) from public;
revoke execute on function private.my_settings() from public;
revoke execute on function public.set_session_state(uuid, timestamptz, boolean, boolean) from public, anon, service_role;
revoke execute on function public.set_read_receipts(boolean) from public, anon, service_role;
revoke execute on function public.my_settings() from public, anon, service_role;
grant execute on function private.set_session_state(uuid, timestamptz, boolean, boolean) to authenticated;
grant execute on function private.set_read_receipts(boolean) to authenticated;
grant execute on function private.my_settings() to authenticated;
grant execute on function public.set_session_state(uuid, timestamptz, boolean, boolean) to authenticated;
grant execute on function public.set_read_receipts(boolean) to authenticated;
grant execute on function public.my_settings() to authenticated;
