-- The list of one's notifications, and marking them as read.

-- As clients see them: not what is over or withdrawn. What was withdrawn is deleted in batches, afterwards.
create view private.notification_items with (security_invoker = true) as
select
  n.id, n.user_id, n.type, n.raised_at, n.read_at, n.silent,
  private.notification_item(n) as item
from public.notifications n
where (n.expires_at is null or n.expires_at > now())
  and (
    n.announcement_id is null
    or (select a.withdrawn_at is null from public.announcements a where a.id = n.announcement_id)
  );

comment on view private.notification_items is 'Notifications that are worth showing, each as its owner receives it.';

revoke all on table private.notification_items from anon, authenticated, service_role;

create function private.list_notifications(
  p_before jsonb, p_limit integer, p_unread boolean, p_types public.notification_type[]
)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_me constant uuid := auth.uid();
  v_limit constant integer := least(greatest(coalesce(p_limit, 30), 1), 100);
  v_before record;
  v_found private.notification_items[];
begin
  select c.at, c.id into v_before
  from private.read_cursor(nullif(concat_ws('|', p_before ->> 'raised_at', p_before ->> 'id'), '')) c;
  -- Two statements, so that each has its index.
  if coalesce(p_unread, false) then
    v_found := array(
      select n from private.notification_items n
      where n.user_id = v_me and n.read_at is null and (p_types is null or n.type = any (p_types))
        and (n.raised_at, n.id) < (v_before.at, v_before.id)
      order by n.raised_at desc, n.id desc
      limit v_limit + 1
    );
  else
    v_found := array(
      select n from private.notification_items n
      where n.user_id = v_me and (p_types is null or n.type = any (p_types))
        and (n.raised_at, n.id) < (v_before.at, v_before.id)
      order by n.raised_at desc, n.id desc
      limit v_limit + 1
    );
  end if;
  return jsonb_build_object(
    'items', to_jsonb(array(
      select f.item from unnest(v_found[:v_limit]) with ordinality as f (id, user_id, type, raised_at, read_at, silent, item, n)
      order by f.n
    )),
    'has_more', cardinality(v_found) > v_limit,
    'next_cursor', case when cardinality(v_found) > v_limit then
      jsonb_build_object('raised_at', v_found[v_limit].raised_at, 'id', v_found[v_limit].id)
    end,
    'unread_count', private.unread_notifications(v_me)
  );
end;
$$;

create function private.mark_notifications_read(p_ids uuid[])
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  c_at_once constant integer := 100;
  v_me constant uuid := auth.uid();
  v_read uuid[];
  v_answer jsonb;
begin
  perform private.refuse_suspended(v_me);
  if cardinality(p_ids) > c_at_once then
    perform private.invalid('ids', format('At most %s notifications at a time.', c_at_once));
  end if;
  with due as materialized (
    select n.id from public.notifications n
    where n.id = any (p_ids) and n.user_id = v_me and n.read_at is null
    order by n.id
    for no key update
  ), changed as (
    update public.notifications n set read_at = clock_timestamp()
    from due
    where n.id = due.id
    returning n.id
  )
  select array_agg(c.id) into v_read from changed c;

  v_answer := jsonb_build_object('unread_count', private.unread_notifications(v_me));
  if v_read is not null then
    perform private.tell(v_me, 'notification', jsonb_build_object('read', to_jsonb(v_read)) || v_answer);
  end if;
  return v_answer;
end;
$$;

create function private.mark_all_notifications_read(p_until timestamptz)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_me constant uuid := auth.uid();
  v_answer jsonb;
  v_changed boolean;
begin
  perform private.refuse_suspended(v_me);
  if p_until is null then
    perform private.invalid('until', 'Say up to when.');
  end if;
  with due as materialized (
    select n.id from public.notifications n
    where n.user_id = v_me and n.read_at is null and n.raised_at <= p_until
    order by n.id
    for no key update
  )
  update public.notifications n set read_at = clock_timestamp()
  from due
  where n.id = due.id;
  v_changed := found;

  v_answer := jsonb_build_object('unread_count', private.unread_notifications(v_me));
  if v_changed then
    perform private.tell(v_me, 'notification', jsonb_build_object('read_until', p_until) || v_answer);
  end if;
  return v_answer;
end;
$$;

comment on function private.list_notifications(jsonb, integer, boolean, public.notification_type[]) is
  'Definer because announcements are for admins to read; the caller''s own notifications only.';
comment on function private.mark_notifications_read(uuid[]) is
  'Definer because nobody may write notifications; touches the caller''s own only, and says nothing of others''.';
comment on function private.mark_all_notifications_read(timestamptz) is 'Definer as mark_notifications_read.';

create function public.list_notifications(
  p_before jsonb default null,
  p_limit integer default 30,
  p_unread boolean default false,
  p_types public.notification_type[] default null
)
returns jsonb language sql stable set search_path = '' as $$
  select private.list_notifications(p_before, p_limit, p_unread, p_types)
$$;

create function public.mark_notifications_read(p_ids uuid[])
returns jsonb language sql set search_path = '' as $$ select private.mark_notifications_read(p_ids) $$;

create function public.mark_all_notifications_read(p_until timestamptz)
returns jsonb language sql set search_path = '' as $$ select private.mark_all_notifications_read(p_until) $$;

comment on function public.list_notifications(jsonb, integer, boolean, public.notification_type[]) is
  'My notifications, newest news first, at most 100, only the unread or of some types if wanted: {items, next_cursor: {raised_at, id}, has_more, unread_count}. p_before is a next_cursor; unread_count is what the badge shows, counted up to 100.';
comment on function public.mark_notifications_read(uuid[]) is
  'I have read these notifications, at most 100 at a time: {unread_count}. Ids that are not mine change nothing.';
comment on function public.mark_all_notifications_read(timestamptz) is
  'I have read every notification that was news by p_until: {unread_count}.';

revoke execute on function private.list_notifications(jsonb, integer, boolean, public.notification_type[]) from public;
revoke execute on function private.mark_notifications_read(uuid[]) from public;
revoke execute on function private.mark_all_notifications_read(timestamptz) from public;
revoke execute on function public.list_notifications(jsonb, integer, boolean, public.notification_type[])
  from public, anon, service_role;
revoke execute on function public.mark_notifications_read(uuid[]) from public, anon, service_role;
revoke execute on function public.mark_all_notifications_read(timestamptz) from public, anon, service_role;
grant execute on function private.list_notifications(jsonb, integer, boolean, public.notification_type[]) to authenticated;
grant execute on function private.mark_notifications_read(uuid[]) to authenticated;
grant execute on function private.mark_all_notifications_read(timestamptz) to authenticated;
grant execute on function public.list_notifications(jsonb, integer, boolean, public.notification_type[]) to authenticated;
grant execute on function public.mark_notifications_read(uuid[]) to authenticated;
grant execute on function public.mark_all_notifications_read(timestamptz) to authenticated;
