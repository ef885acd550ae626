-- Admins who read a conversation that is not theirs: one at a time, for a reason, for a while, and everybody in it
-- can see that it happened. What a grant opens is decided by reviewed_session_id and who asks it.

insert into public.app_settings (key, value, description) values
  ('review_minutes', '30', 'minutes for which an admin may read a session under review');

create table public.review_grants (
  id uuid primary key default gen_random_uuid(),
  session_id uuid not null references public.sessions (id) on delete cascade,
  admin_id uuid not null,
  reason text not null check (char_length(reason) between 10 and 500),
  granted_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  ended_at timestamptz
);

alter table public.review_grants enable row level security;

-- One at a time: a new one ends the former. What the policies of the transcript ask.
create unique index review_grants_live_idx on public.review_grants (admin_id) where ended_at is null;
-- An admin's own.
create index review_grants_admin_idx on public.review_grants (admin_id);
-- The reviews of one session in their order; also serves the foreign key.
create index review_grants_session_idx on public.review_grants (session_id, granted_at);

comment on table public.review_grants is
  'Who may read which transcript without taking part. Renewing makes a new row; the audit log keeps all of them for longer than the session.';
comment on column public.review_grants.admin_id is
  'No foreign key: that a review took place stays to be seen when the admin''s account is gone.';
comment on column public.review_grants.ended_at is 'null while live and after it ran out; the clock decides, not the row';

create policy "admins read their own grants" on public.review_grants
  for select to authenticated using (admin_id = (select auth.uid()) and (select private.am_admin()));

revoke all on table public.review_grants from anon, authenticated, service_role;
grant select on table public.review_grants to authenticated, service_role;

create function private.reviewed_session_item(p_session_id uuid)
returns json language sql stable set search_path = '' as $$
  select (
    to_jsonb(s) - '{conversation_key,updated_by,escalated_at}'::text[] || jsonb_build_object(
      'product', (
        select private.product_item(product, s.product_snapshot) from public.products product where product.id = s.product_id
      ),
      'sort_at', coalesce(s.last_message_at, s.created_at),
      'my_role', 'admin',
      'from_seq', 1,
      'left_at', null,
      'last_read_seq', s.last_seq,
      'unread_count', 0,
      'unread_from_seq', null,
      'muted_until', null,
      'archived_at', null,
      'pinned_at', null,
      'state_version', 0,
      'my_delivered_seq', s.last_seq,
      'my_read_seq', null,
      'under_review', true,
      -- Also who left, so that every message has a name. Nothing of who is there now and has read what.
      'peers', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'user_id', p.user_id,
          'full_name', f.full_name,
          'avatar_url', f.avatar_url,
          'role', p.role,
          'timezone', null,
          'reply_seconds', null,
          'presence', 'offline',
          'last_seen', null,
          'delivered_seq', 0,
          'read_seq', null,
          'read_version', 0
        ) order by p.joined_at, p.user_id), '[]')
        from public.participants p
        join public.profiles f on f.id = p.user_id
        where p.session_id = s.id
      )
    )
  )::json
  from public.sessions s where s.id = p_session_id
$$;

comment on function private.reviewed_session_item(uuid) is
  'A session in the shape of list_sessions for an admin who reads it under a grant: as if all of it were read, without receipts and presence.';

create function private.note_review(p_session_id uuid)
returns void language plpgsql set search_path = '' as $$
declare
  v_now constant timestamptz := clock_timestamp();
begin
  update public.sessions s set
    metadata = s.metadata || jsonb_build_object('reviews_changed_at', v_now), updated_at = v_now
  where s.id = p_session_id;
end;
$$;

comment on function private.note_review(uuid) is
  'Tells the participants, by the broadcast of the session, that there is something new in list_reviews.';

create function private.end_reviews(p_admin_id uuid, p_goes_on_in uuid default null)
returns uuid language plpgsql set search_path = '' as $$
declare
  v_session_id uuid;
  v_live boolean;
begin
  update public.review_grants g set ended_at = least(clock_timestamp(), g.expires_at)
  where g.admin_id = p_admin_id and g.ended_at is null
  returning g.session_id, g.expires_at > clock_timestamp() into v_session_id, v_live;
  if v_live and v_session_id is distinct from p_goes_on_in then
    perform private.audit('end_review', v_session_id, nullif(p_admin_id, auth.uid()));
  end if;
  return v_session_id;
end;
$$;

comment on function private.end_reviews(uuid, uuid) is
  'Ends the grant of an admin who has one, and returns its session, which is to be told (note_review). Logs it, if the clock has not ended it and it does not go on in p_goes_on_in. The caller holds the person''s lock.';

create function private.review_session(p_session_id uuid, p_reason text)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  c_min_reason constant integer := 10;
  v_me constant uuid := private.require_admin();
  v_reason constant text := private.required_reason(p_reason, c_min_reason);
  v_former uuid;
  v_grant public.review_grants;
begin
  perform private.lock_user(v_me);
  -- Again, after the wait: whoever demotes somebody holds the same lock.
  perform private.require_admin();
  perform 1 from public.sessions s where s.id = p_session_id for key share;
  if not found then
    perform private.session_not_found();
  end if;

  v_former := private.end_reviews(v_me, p_session_id);
  insert into public.review_grants (session_id, admin_id, reason, expires_at)
  select p_session_id, v_me, v_reason, clock_timestamp() + make_interval(secs => 60 * (s.value #>> '{}')::double precision)
  from public.app_settings s where s.key = 'review_minutes'
  returning * into v_grant;

  -- In the order of their ids, as everywhere where several sessions are held.
  perform private.note_review(n.id)
  from (select distinct unnest(array[v_former, p_session_id]) as id order by id) n
  where n.id is not null;
  perform private.audit(
    'review_session', p_session_id, null, v_reason,
    jsonb_build_object('grant_id', v_grant.id, 'expires_at', v_grant.expires_at)
  );
  return to_jsonb(v_grant) || jsonb_build_object('now', clock_timestamp());
end;
$$;

create function private.end_review(p_session_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_me constant uuid := private.require_admin();
begin
  perform private.lock_user(v_me);
  if exists (
    select 1 from public.review_grants g
    where g.admin_id = v_me and g.session_id = p_session_id and g.ended_at is null
  ) then
    perform private.end_reviews(v_me);
    perform private.note_review(p_session_id);
  end if;
end;
$$;

create function private.list_reviews(p_session_id uuid)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
begin
  if private.my_from_seq(p_session_id) is null
    and not (private.am_admin() and exists (select 1 from public.sessions s where s.id = p_session_id))
  then
    perform private.session_not_found();
  end if;
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'at', g.granted_at,
      'role', 'admin',
      'ended_at', case when g.expires_at <= clock_timestamp() then least(g.ended_at, g.expires_at) else g.ended_at end
    ) order by g.granted_at desc), '[]')
    from public.review_grants g where g.session_id = p_session_id
  );
end;
$$;

create function private.review_timeline(p_session_id uuid, p_after_seq bigint, p_limit integer)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_limit constant integer := least(greatest(coalesce(p_limit, 200), 1), 500);
  v_after constant bigint := coalesce(p_after_seq, 0);
  v_items jsonb;
  v_last bigint;
  v_has_more boolean;
begin
  -- Taking part is not enough: what somebody took back is nobody's without a reason.
  if (p_session_id = private.reviewed_session_id()) is not true then
    perform private.session_not_found();
  end if;
  select
    coalesce(jsonb_agg(page.item order by page.n) filter (where page.n <= v_limit), '[]'),
    max(page.seq) filter (where page.n <= v_limit),
    count(*) > v_limit
  into v_items, v_last, v_has_more
  from (
    select k.seq, row_number() over (order by k.seq) as n, jsonb_build_object(
      'message_id', k.id,
      'seq', k.seq,
      'sender_id', k.sender_id,
      'created_at', k.created_at,
      'edited_at', k.edited_at,
      'deleted_at', k.deleted_at,
      'deleted_by', k.metadata ->> 'deleted_by',
      'versions', (
        select jsonb_agg(jsonb_build_object(
          'version', v.version,
          'content', v.content,
          'attachments', v.attachments,
          'replaced_at', v.edited_at,
          'reason', v.reason
        ) order by v.version)
        from public.message_versions v
        where v.session_id = p_session_id and v.message_id = k.id
      )
    ) as item
    from (
      select m.* from public.messages m
      where m.session_id = p_session_id and m.seq > v_after and m.id in (
        select v.message_id from public.message_versions v where v.session_id = p_session_id
      )
      order by m.seq
      limit v_limit + 1
    ) k
  ) page;

  return jsonb_build_object(
    'items', v_items,
    'has_more', v_has_more,
    'next_cursor', case when v_has_more then v_last end,
    'events', case when v_after = 0 then (
      select coalesce(jsonb_agg(to_jsonb(e) - 'session_id' order by e.created_at, e.id), '[]')
      from public.session_events e where e.session_id = p_session_id
    ) else '[]' end
  );
end;
$$;

comment on function private.review_session(uuid, text) is
  'Definer because nobody may write grants; the caller must be an admin. One at a time: ends the former, and takes the place of itself.';
comment on function private.end_review(uuid) is 'Definer as review_session; touches the caller''s own grant only.';
comment on function private.list_reviews(uuid) is
  'Definer because only the admin reads a grant itself. Not who it was and why: that is between admins and the audit log.';
comment on function private.review_timeline(uuid, bigint, integer) is
  'Definer so that the grant is asked once, and for the events.';

create function public.review_session(p_session_id uuid, p_reason text)
returns jsonb language sql set search_path = '' as $$ select private.review_session(p_session_id, p_reason) $$;

create function public.end_review(p_session_id uuid)
returns void language sql set search_path = '' as $$ select private.end_review(p_session_id) $$;

create function public.list_reviews(p_session_id uuid)
returns jsonb language sql stable set search_path = '' as $$ select private.list_reviews(p_session_id) $$;

create function public.review_timeline(p_session_id uuid, p_after_seq bigint default null, p_limit integer default 200)
returns jsonb language sql stable set search_path = '' as $$
  select private.review_timeline(p_session_id, p_after_seq, p_limit)
$$;

comment on function public.review_session(uuid, text) is
  'For admins: lets me read a session for review_minutes, for a reason of 10 to 500 characters that is kept. Ends my former review; again renews it. Returns {id, session_id, admin_id, reason, granted_at, expires_at, ended_at, now}.';
comment on function public.end_review(uuid) is 'For admins: I have read enough of it. Repeating changes nothing.';
comment on function public.list_reviews(uuid) is
  'For participants and admins: which reviews took place, newest first: [{at, role, ended_at}]; ended_at null while one goes on.';
comment on function public.review_timeline(uuid, bigint, integer) is
  'Under a review grant: messages that were changed or removed with all they ever said, in ascending seq, at most 500: {items, has_more, next_cursor, events}; the first page has what happened to the session. p_after_seq is a next_cursor.';

revoke execute on function private.reviewed_session_item(uuid) from public;
revoke execute on function private.note_review(uuid) from public;
revoke execute on function private.end_reviews(uuid, uuid) from public;
revoke execute on function private.review_session(uuid, text) from public;
revoke execute on function private.end_review(uuid) from public;
revoke execute on function private.list_reviews(uuid) from public;
revoke execute on function private.review_timeline(uuid, bigint, integer) from public;
revoke execute on function public.review_session(uuid, text) from public, anon, service_role;
revoke execute on function public.end_review(uuid) from public, anon, service_role;
revoke execute on function public.list_reviews(uuid) from public, anon, service_role;
revoke execute on function public.review_timeline(uuid, bigint, integer) from public, anon, service_role;
grant execute on function private.review_session(uuid, text) to authenticated;
grant execute on function private.end_review(uuid) to authenticated;
grant execute on function private.list_reviews(uuid) to authenticated;
grant execute on function private.review_timeline(uuid, bigint, integer) to authenticated;
grant execute on function public.review_session(uuid, text) to authenticated;
grant execute on function public.end_review(uuid) to authenticated;
grant execute on function public.list_reviews(uuid) to authenticated;
grant execute on function public.review_timeline(uuid, bigint, integer) to authenticated;
