-- Who is to be mailed, and of what. Each notification is decided upon once: mailed_at says that it was, so that
-- whoever switches mail on is not sent the past. What has to wait (for quiet hours, or since there was a mail just
-- now) stays undecided. A later message that raises it makes it news again, and due like any other.

create function private.fill_digest(p_user_id uuid)
returns boolean language plpgsql set search_path = '' as $$
declare
  -- More are never listed anyway.
  c_at_most constant integer := 1000;
  c_passes_silence constant integer := 5;
  v_now constant timestamptz := clock_timestamp();
  v_undisturbed constant boolean := private.is_undisturbed(p_user_id, v_now);
  v_is_wanted boolean;
  v_unread_since timestamptz;
  v_ids uuid[];
begin
  -- One at a time for each person: what another one is just doing is asked for only under this lock.
  insert into private.mail_tokens (user_id) values (p_user_id) on conflict (user_id) do nothing;
  perform 1 from private.mail_tokens t where t.user_id = p_user_id for no key update skip locked;
  if not found or exists (select 1 from private.just_mailed j where j.user_id = p_user_id) then
    return false;
  end if;

  v_is_wanted := private.mail_address(p_user_id) is not null;
  v_unread_since := v_now - private.digest_wait(p_user_id);
  with due as materialized (
    select n.id, v_is_wanted and coalesce(p.email, true) as is_wanted
    from public.notifications n
    left join public.notification_preferences p on p.user_id = n.user_id and p.type = n.type
    where n.user_id = p_user_id and n.read_at is null and n.mailed_at is null and not n.silent
      and n.unmailed_since <= v_unread_since
      and (n.priority >= c_passes_silence or not v_undisturbed)
    order by n.id
    -- Whoever holds one is reading it, or writing: it comes with the next. Nobody waits here, holding others'.
    for no key update of n skip locked
  ), decided as (
    update public.notifications n set mailed_at = v_now
    from due
    where n.id = due.id
    returning n.id, n.raised_at, n.expires_at, due.is_wanted
  )
  select (array_agg(d.id order by d.raised_at desc))[:c_at_most] into v_ids
  from decided d where d.is_wanted and (d.expires_at is null or d.expires_at > v_now);

  if v_ids is null then
    return false;
  end if;
  insert into private.mail_outbox (user_id, notification_ids) values (p_user_id, v_ids);
  return true;
end;
$$;

comment on function private.fill_digest(uuid) is
  'Queues one mail to a person of what they have not read for as long as they chose, if it is time for one; returns whether.';

create function private.digest_wait(p_user_id uuid)
returns interval language plpgsql stable set search_path = '' as $$
declare
  c_unless_chosen constant integer := 30; -- as the column's default
begin
  return make_interval(mins => coalesce(
    (select s.digest_minutes from public.notification_settings s where s.user_id = p_user_id), c_unless_chosen
  ));
end;
$$;

comment on function private.digest_wait(uuid) is 'How long something must be unread before a person is mailed of it.';

create function private.fill_digests(p_batch integer default 1000)
returns integer language plpgsql set search_path = ''
-- As expire_sessions: nobody waits here for rows that somebody else holds.
set lock_timeout = '500ms' as $$
declare
  -- The least that anybody may choose: narrows the search to what may be due.
  c_soonest constant interval := '5 minutes';
  c_passes_silence constant integer := 5;
  v_now constant timestamptz := clock_timestamp();
  v_id uuid;
  v_done integer := 0;
begin
  for v_id in
    select w.user_id
    from (
      select n.user_id, min(n.unmailed_since) as since, max(n.priority) as priority
      from public.notifications n
      where n.read_at is null and n.mailed_at is null and not n.silent and n.unmailed_since <= v_now - c_soonest
      group by n.user_id
    ) w
    -- As a set: asked for each of a hundred thousand, whom an announcement reached, it would take minutes.
    where not exists (select 1 from private.just_mailed j where j.user_id = w.user_id)
      and w.since <= v_now - private.digest_wait(w.user_id)
      and (w.priority >= c_passes_silence or not private.is_undisturbed(w.user_id, v_now))
    -- Otherwise a batch of bad rows could stand in front of the good ones for ever.
    order by random()
    limit p_batch
  loop
    begin
      if private.fill_digest(v_id) then
        v_done := v_done + 1;
      end if;
    exception when others then
      raise warning 'no digest was queued for %: %', v_id, sqlerrm;
    end;
  end loop;
  return v_done;
end;
$$;

comment on function private.fill_digests(integer) is
  'Decides for at most p_batch people what they are mailed of now; returns how many mails it queued.';

revoke execute on function private.fill_digest(uuid) from public;
revoke execute on function private.digest_wait(uuid) from public;
revoke execute on function private.fill_digests(integer) from public;
