-- What nobody needs to be told any more.

insert into public.app_settings (key, value, description) values
  ('notification_retention', '7776000', 'seconds after which notifications that were read are deleted; twice that for unread ones');

-- The oldest of each kind, for the function below.
create index notifications_expiry_idx on public.notifications (expires_at) where expires_at is not null;
create index notifications_read_idx on public.notifications (read_at) where read_at is not null;
-- By day: an index of moments would tempt the planner to look for somebody's newest among everybody's.
create index notifications_unread_age_idx on public.notifications (((raised_at at time zone 'UTC')::date))
  where read_at is null;

create function private.purge_notifications(p_batch integer default 2000)
returns integer language plpgsql set search_path = '' as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_read_before constant timestamptz := v_now - private.seconds('notification_retention');
  v_unread_before constant date := (v_now - 2 * private.seconds('notification_retention')) at time zone 'UTC';
  v_done integer := 0;
  v_some integer;
begin
  -- One kind after the other, each by its index. Nobody waits for rows that somebody else holds.
  delete from public.notifications n
  where n.id in (
    select o.id from public.notifications o where o.expires_at <= v_now limit p_batch for no key update skip locked
  );
  get diagnostics v_some = row_count;
  v_done := v_done + v_some;

  delete from public.notifications n
  where n.id in (
    select o.id from public.notifications o where o.read_at < v_read_before
    limit p_batch - v_done for no key update skip locked
  );
  get diagnostics v_some = row_count;
  v_done := v_done + v_some;

  delete from public.notifications n
  where n.id in (
    select o.id from public.notifications o
    where o.read_at is null and (o.raised_at at time zone 'UTC')::date < v_unread_before
    limit p_batch - v_done for no key update skip locked
  );
  get diagnostics v_some = row_count;
  return v_done + v_some;
end;
$$;

comment on function private.purge_notifications(integer) is
  'Deletes at most p_batch notifications that expired, were read long ago, or were never read for longer still, by whole days; returns how many.';

revoke execute on function private.purge_notifications(integer) from public;
