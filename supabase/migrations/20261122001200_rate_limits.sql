-- Exact sliding windows: a person's recent hits in one row, judged under that row's lock.

create table private.rate_limits (
  user_id uuid not null references public.profiles (id) on delete cascade,
  action text not null,
  hits timestamptz[] not null default '{}',
  primary key (user_id, action)
) with (fillfactor = 50);

alter table private.rate_limits enable row level security;

comment on table private.rate_limits is
  'One row per person and action. Its lock also makes a person''s own concurrent requests take turns.';

create policy "rate limits are closed to clients" on private.rate_limits
  for all to authenticated using (false) with check (false);

revoke all on table private.rate_limits from anon, authenticated, service_role;

create function private.lock_rate(p_user_id uuid, p_action text)
returns void language plpgsql set search_path = '' as $$
begin
  perform 1 from private.rate_limits r
  where r.user_id = p_user_id and r.action = p_action
  for no key update;
  if found then
    return;
  end if;
  insert into private.rate_limits (user_id, action) values (p_user_id, p_action) on conflict do nothing;
  perform 1 from private.rate_limits r
  where r.user_id = p_user_id and r.action = p_action
  for no key update;
end;
$$;

create function private.wait_words(p_seconds integer)
returns text language sql immutable set search_path = '' as $$
  select case
    when p_seconds = 1 then '1 second'
    when p_seconds <= 90 then p_seconds || ' seconds'
    when p_seconds <= 90 * 60 then ceil(p_seconds / 60.0) || ' minutes'
    else ceil(p_seconds / 3600.0) || ' hours'
  end
$$;

comment on function private.wait_words(integer) is
  'How long to wait, for people; rounded up, so that nobody comes back too early.';

create function private.take_token(p_user_id uuid, p_action text, p_limit integer, p_window interval)
returns void language plpgsql set search_path = '' as $$
declare
  -- After the lock: a request that waited is judged by when its turn came, not by when it began.
  v_now constant timestamptz := clock_timestamp();
  v_hits timestamptz[];
  v_wait integer;
begin
  select array(select h from unnest(r.hits) h where h > v_now - p_window order by h)
  into v_hits
  from private.rate_limits r
  where r.user_id = p_user_id and r.action = p_action;

  if cardinality(v_hits) >= p_limit then
    -- Free again once enough of the oldest hits have left the window; the limit may have been lowered since.
    v_wait := greatest(1, ceil(extract(epoch from
      coalesce(v_hits[cardinality(v_hits) - p_limit + 1], v_now) + p_window - v_now)))::integer;
    perform private.fail(
      429, 'rate_limited',
      format('That was too much at once. Try again in %s.', private.wait_words(v_wait)),
      jsonb_build_object('retry_after', v_wait)
    );
  end if;

  update private.rate_limits r set hits = v_hits || v_now
  where r.user_id = p_user_id and r.action = p_action;
end;
$$;

comment on function private.take_token(uuid, text, integer, interval) is
  'Counts one action or refuses it with retry_after in seconds. The caller holds lock_rate.';

revoke execute on function private.lock_rate(uuid, text) from public;
revoke execute on function private.wait_words(integer) from public;
revoke execute on function private.take_token(uuid, text, integer, interval) from public;
