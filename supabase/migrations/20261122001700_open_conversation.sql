-- Opening a marketplace or support conversation: the open one if there is one, however many ask at once.

create function private.available_admins()
returns table (id uuid, presence public.presence_status, open_conversations integer, place bigint)
language sql stable set search_path = '' as $$
  select a.id, a.presence, a.open_conversations,
    row_number() over (order by a.presence <> 'online', a.open_conversations, a.id)
  from (
    select
      p.id,
      case
        when u.last_seen > now() - (select private.seconds('presence_stale_seconds')) then u.status
        else 'offline'
      end as presence,
      (
        select count(*)::integer
        from public.participants t
        join public.sessions s on s.id = t.session_id and s.status = 'in_progress'
        where t.user_id = p.id and t.left_at is null and s.kind in ('support', 'buyer_admin')
      ) as open_conversations
    from public.profiles p
    left join public.user_presence u on u.user_id = p.id
    where p.role = 'admin' and private.is_active(p.id)
  ) a
$$;

comment on function private.available_admins() is
  'Who can take a support conversation: those who are online first, then by how many they have.';

create function private.conversation_founders(
  p_kind public.session_kind, p_me uuid, p_peer_id uuid, out founder_a uuid, out founder_b uuid
)
language plpgsql stable set search_path = '' as $$
declare
  v_mine public.app_role;
  v_theirs public.app_role;
begin
  select p.role into v_mine from public.profiles p where p.id = p_me;
  select p.role into v_theirs from public.profiles p where p.id = p_peer_id;
  if p_peer_id = p_me then
    perform private.invalid('peer_id', 'You cannot talk to yourself.');
  end if;
  if v_theirs is null or not private.is_active(p_peer_id) or private.is_blocked(p_me, p_peer_id) then
    perform private.person_not_found();
  end if;

  -- founder_a is whoever needs something.
  if p_kind = 'buyer_supplier' and (v_mine, v_theirs) = ('buyer', 'supplier')
    or p_kind = 'buyer_admin' and (v_mine, v_theirs) = ('buyer', 'admin')
    or p_kind = 'support' and v_mine <> 'admin' and v_theirs = 'admin'
  then
    founder_a := p_me;
    founder_b := p_peer_id;
  elsif p_kind = 'buyer_supplier' and (v_mine, v_theirs) = ('supplier', 'buyer')
    or p_kind = 'buyer_admin' and (v_mine, v_theirs) = ('admin', 'buyer')
    or p_kind = 'support' and v_mine = 'admin' and v_theirs <> 'admin'
  then
    founder_a := p_peer_id;
    founder_b := p_me;
  else
    perform private.invalid('peer_id', 'You cannot open this kind of conversation with this person.');
  end if;
end;
$$;

comment on function private.conversation_founders(public.session_kind, uuid, uuid) is
  'Who may open which kind with whom; refuses everything else.';

create function private.open_conversation(
  p_kind public.session_kind, p_peer_id uuid, p_product_id uuid, p_subject text, p_id uuid
)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_me constant uuid := auth.uid();
  v_id uuid;
  v_peer uuid := p_peer_id;
  v_founder_a uuid;
  v_founder_b uuid;
  v_key text;
  v_snapshot jsonb;
begin
  if p_kind is null or p_kind = 'mentoring' then
    perform private.invalid('kind', 'Mentoring sessions begin with a request.');
  end if;
  if char_length(p_subject) > 200 then
    perform private.invalid('subject', 'The subject may have 200 characters at most.');
  end if;
  perform private.lock_user(v_me);

  -- Repeated with the same client-made id: the session made the first time.
  if p_id is not null and exists (select 1 from public.sessions s where s.id = p_id) then
    if not exists (select 1 from public.sessions s where s.id = p_id and s.created_by = v_me) then
      perform private.fail(409, 'duplicate', 'Another conversation already has this id.');
    end if;
    return jsonb_build_object('session', private.get_session(p_id), 'created', false);
  end if;

  if v_peer is null and p_kind in ('support', 'buyer_admin') then
    -- Any admin will do, so whichever already talks to me; my lock keeps two such calls apart.
    select s.id into v_id
    from public.participants p
    join public.sessions s on s.id = p.session_id
    where p.user_id = v_me and p.left_at is null and s.kind = p_kind and s.founder_a = v_me and s.status = 'in_progress'
    order by p.sort_at desc limit 1;
    if found then
      return jsonb_build_object('session', private.get_session(v_id), 'created', false);
    end if;
    select a.id into v_peer from private.available_admins() a where a.id <> v_me order by a.place limit 1;
    if v_peer is null then
      perform private.fail(404, 'not_found', 'Nobody can take your request right now.');
    end if;
  end if;

  if v_peer is null then
    -- Asking about a product is asking its supplier.
    select p.supplier_id into v_peer from public.products p where p.id = p_product_id and p.active;
  end if;

  select f.founder_a, f.founder_b into v_founder_a, v_founder_b
  from private.conversation_founders(p_kind, v_me, v_peer) f;

  v_key := concat_ws(':', p_kind, v_founder_a, v_founder_b, p_product_id);
  select s.id into v_id from public.sessions s
  where s.conversation_key = v_key and s.status in ('requested', 'accepted', 'in_progress');
  if found then
    return jsonb_build_object('session', private.get_session(v_id), 'created', false);
  end if;

  if p_product_id is not null then
    select jsonb_build_object(
      'id', p.id, 'name', p.name, 'image_url', p.image_url, 'price_cents', p.price_cents, 'currency', p.currency
    )
    into v_snapshot
    from public.products p
    where p.id = p_product_id and p.active and p_kind = 'buyer_supplier' and p.supplier_id = v_founder_b;
    if not found then
      perform private.fail(404, 'not_found', 'This product is not on offer.');
    end if;
  end if;

  insert into public.sessions as s (
    id, kind, status, subject, product_id, product_snapshot, founder_a, founder_b, conversation_key, created_by
  )
  values (
    coalesce(p_id, gen_random_uuid()), p_kind, 'in_progress', nullif(btrim(p_subject), ''), p_product_id, v_snapshot,
    v_founder_a, v_founder_b, v_key, v_me
  )
  on conflict (conversation_key) where status in ('requested', 'accepted', 'in_progress') do nothing
  returning s.id into v_id;
  if not found then
    -- The other side opened it at the same moment; the insert waited for their commit.
    select s.id into v_id from public.sessions s
    where s.conversation_key = v_key and s.status in ('requested', 'accepted', 'in_progress');
    return jsonb_build_object('session', private.get_session(v_id), 'created', false);
  end if;

  -- Only a conversation that is really new costs a token; the refusal takes the row back.
  perform private.lock_rate(v_me, 'session');
  perform private.take_token(
    v_me, 'session', private.setting('sessions_per_hour'), private.seconds('session_window_seconds')
  );
  insert into public.participants (session_id, user_id, role)
  select v_id, p.id, p.role from public.profiles p where p.id in (v_founder_a, v_founder_b);
  return jsonb_build_object('session', private.get_session(v_id), 'created', true);
end;
$$;

comment on function private.open_conversation(public.session_kind, uuid, uuid, text, uuid) is
  'Definer because nobody may write sessions. Race-free by the unique conversation_key, not by looking first.';

create function public.open_conversation(
  p_kind public.session_kind, p_peer_id uuid default null, p_product_id uuid default null,
  p_subject text default null, p_id uuid default null
)
returns jsonb language sql set search_path = '' as $$
  select private.open_conversation(p_kind, p_peer_id, p_product_id, p_subject, p_id)
$$;

comment on function public.open_conversation(public.session_kind, uuid, uuid, text, uuid) is
  'Opens a buyer_supplier, buyer_admin or support conversation, or returns the open one: {session, created}. Without a peer, support goes to the admin with the fewest, of those online if there are any.';

revoke execute on function private.available_admins() from public;
revoke execute on function private.conversation_founders(public.session_kind, uuid, uuid) from public;
revoke execute on function private.open_conversation(public.session_kind, uuid, uuid, text, uuid) from public;
revoke execute on function public.open_conversation(public.session_kind, uuid, uuid, text, uuid) from public, anon, service_role;
grant execute on function private.open_conversation(public.session_kind, uuid, uuid, text, uuid) to authenticated;
grant execute on function public.open_conversation(public.session_kind, uuid, uuid, text, uuid) to authenticated;
