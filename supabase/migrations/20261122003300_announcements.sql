-- What admins tell everybody, or everybody of one role: now or later, for a while or for good, until they take it back.

create table public.announcements (
  id uuid primary key,
  title text not null check (char_length(title) between 1 and 200),
  message text check (char_length(message) <= 1000),
  audience public.app_role,
  priority smallint not null check (priority between 1 and 5),
  starts_at timestamptz not null,
  expires_at timestamptz check (expires_at > starts_at),
  link text check (char_length(link) <= 500 and link ~ '^(/([^/\\[:space:]][^\\[:space:]]*)?|https://[^\\[:space:]]+)$'),
  created_by uuid not null,
  created_at timestamptz not null default clock_timestamp(),
  withdrawn_at timestamptz,
  cleared_at timestamptz,
  published_at timestamptz,
  published_upto uuid,
  recipients integer not null default 0
);

alter table public.announcements enable row level security;

alter table public.notifications add foreign key (announcement_id) references public.announcements (id) on delete cascade;
-- Serves that key, and nobody is told twice.
create unique index notifications_announcement_idx on public.notifications (announcement_id, user_id)
  where announcement_id is not null;

-- Read newest first.
create index announcements_list_idx on public.announcements (created_at desc, id desc);
-- The scheduled work looks for what is to be published, and for what is to be taken away.
create index announcements_due_idx on public.announcements (starts_at) where published_at is null and withdrawn_at is null;
create index announcements_withdrawn_idx on public.announcements (withdrawn_at)
  where withdrawn_at is not null and cleared_at is null;

comment on table public.announcements is
  'Becomes a notification of everybody whom it is for, in batches; the text here stays when those are gone.';
comment on column public.announcements.audience is 'null: everybody';
comment on column public.announcements.link is 'a path of the app, or an https address';
comment on column public.announcements.created_by is
  'No foreign key: who announced something stays answerable when the account is gone.';
comment on column public.announcements.published_at is 'when the last of its recipients had it';
comment on column public.announcements.published_upto is
  'How far the recipients, in the order of their ids, have it: where the next batch goes on.';
comment on column public.announcements.cleared_at is 'when the last notification of a withdrawn one was gone';

create policy "admins read announcements" on public.announcements
  for select to authenticated using ((select private.am_admin()));

revoke all on table public.announcements from anon, authenticated, service_role;
grant select on table public.announcements to authenticated, service_role;

create function private.announcement_item(p_announcement public.announcements)
returns jsonb language sql stable set search_path = '' as $$
  select to_jsonb(p_announcement) - '{published_upto,cleared_at}'::text[] || jsonb_build_object(
    'status', case
      when p_announcement.withdrawn_at is not null then 'withdrawn'
      when p_announcement.expires_at <= clock_timestamp() then 'expired'
      when p_announcement.published_at is not null then 'published'
      when p_announcement.starts_at <= clock_timestamp() then 'publishing'
      else 'scheduled'
    end
  )
$$;

create function private.announce(
  p_id uuid, p_title text, p_message text, p_audience public.app_role, p_priority integer, p_starts_at timestamptz,
  p_expires_at timestamptz, p_link text
)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  c_max_title constant integer := 200;
  c_max_message constant integer := 1000;
  c_max_link constant integer := 500;
  c_priorities constant int4range := '[1,5]';
  -- Beyond that it is more likely a slip in the date.
  c_ahead constant interval := '366 days';
  v_me constant uuid := private.require_admin();
  v_now constant timestamptz := clock_timestamp();
  v_title constant text := private.clean_text('title', p_title, c_max_title, 'Give it a title.');
  v_message constant text := private.clean_text('message', p_message, c_max_message);
  v_link constant text := private.clean_text('link', p_link, c_max_link);
  v_starts_at constant timestamptz := greatest(p_starts_at, v_now);
  v_announcement public.announcements;
begin
  if p_id is null then
    perform private.invalid('id', 'An announcement needs an id.');
  end if;
  if v_link !~ '^(/([^/\\[:space:]][^\\[:space:]]*)?|https://[^\\[:space:]]+)$' then
    perform private.invalid('link', 'Give a path in the app, like /settings, or an address that begins with https://.');
  end if;
  if (coalesce(p_priority, 1) <@ c_priorities) is not true then
    perform private.invalid('priority', 'Choose a priority from 1 to 5.');
  end if;
  if v_starts_at > v_now + c_ahead then
    perform private.invalid('starts_at', 'It can start within a year at most.');
  end if;
  if p_expires_at <= v_starts_at then
    perform private.invalid('expires_at', 'It must not be over before it starts.');
  end if;

  insert into public.announcements (id, title, message, audience, priority, starts_at, expires_at, link, created_by)
  values (p_id, v_title, v_message, p_audience, coalesce(p_priority, 1), v_starts_at, p_expires_at, v_link, v_me)
  on conflict (id) do nothing;
  if not found then
    select * into v_announcement from public.announcements a where a.id = p_id;
    if v_announcement.created_by <> v_me then
      perform private.fail(409, 'duplicate', 'Another announcement already has this id.');
    end if;
    return private.announcement_item(v_announcement); -- a retry: done before
  end if;

  perform private.publish_announcement(p_id);
  perform private.audit(
    'announce', null, null, null,
    jsonb_build_object('announcement_id', p_id, 'audience', p_audience, 'priority', coalesce(p_priority, 1))
  );
  select * into v_announcement from public.announcements a where a.id = p_id;
  return private.announcement_item(v_announcement);
end;
$$;

create function private.withdraw_announcement(p_id uuid)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_announcement public.announcements;
begin
  perform private.require_admin();
  -- Waits for a batch that is just being published; the next one finds it withdrawn.
  select * into v_announcement from public.announcements a where a.id = p_id for no key update;
  if not found then
    perform private.fail(404, 'not_found', 'This announcement does not exist.');
  end if;
  if v_announcement.withdrawn_at is null then
    update public.announcements a set withdrawn_at = clock_timestamp() where a.id = p_id returning * into v_announcement;
    perform private.tell(n.user_id, 'notification', jsonb_build_object('withdrawn', p_id))
    from private.live_recipients(p_id) n;
    perform private.clear_announcement(p_id);
    perform private.audit('withdraw_announcement', null, null, null, jsonb_build_object('announcement_id', p_id));
  end if;
  return private.announcement_item(v_announcement);
end;
$$;

create function private.list_announcements(p_before text, p_limit integer)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_limit constant integer := least(greatest(coalesce(p_limit, 30), 1), 100);
  v_before record;
  v_found public.announcements[];
begin
  perform private.require_admin();
  select c.at, c.id into v_before from private.read_cursor(p_before) c;
  v_found := array(
    select a from public.announcements a
    where (a.created_at, a.id) < (v_before.at, v_before.id)
    order by a.created_at desc, a.id desc
    limit v_limit + 1
  );
  return jsonb_build_object(
    'items', to_jsonb(array(select private.announcement_item(a) from unnest(v_found[:v_limit]) a)),
    'has_more', cardinality(v_found) > v_limit,
    'next_cursor', case when cardinality(v_found) > v_limit then
      private.write_cursor(v_found[v_limit].created_at, v_found[v_limit].id)
    end
  );
end;
$$;

comment on function private.announce(uuid, text, text, public.app_role, integer, timestamptz, timestamptz, text) is
  'Definer because nobody may write notifications; the caller must be an admin.';
comment on function private.withdraw_announcement(uuid) is 'Definer as announce. What one batch leaves is gone from lists, and deleted by the scheduled work.';
comment on function private.list_announcements(text, integer) is 'Definer as announce.';

create function public.announce(
  p_id uuid,
  p_title text,
  p_message text default null,
  p_audience public.app_role default null,
  p_priority integer default 1,
  p_starts_at timestamptz default null,
  p_expires_at timestamptz default null,
  p_link text default null
)
returns jsonb language sql set search_path = '' as $$
  select private.announce(p_id, p_title, p_message, p_audience, p_priority, p_starts_at, p_expires_at, p_link)
$$;

create function public.withdraw_announcement(p_id uuid)
returns jsonb language sql set search_path = '' as $$ select private.withdraw_announcement(p_id) $$;

create function public.list_announcements(p_before text default null, p_limit integer default 30)
returns jsonb language sql stable set search_path = '' as $$ select private.list_announcements(p_before, p_limit) $$;

comment on function public.announce(uuid, text, text, public.app_role, integer, timestamptz, timestamptz, text) is
  'For admins: tells everybody, or one role, from p_starts_at (null: now) until p_expires_at (null: for good); returns the announcement with its status (scheduled, publishing, published, expired, withdrawn). Large audiences have it within minutes. Repeating with the same p_id changes nothing.';
comment on function public.withdraw_announcement(uuid) is
  'For admins: takes an announcement back, from everybody; returns it. Repeating changes nothing.';
comment on function public.list_announcements(text, integer) is
  'For admins: announcements, newest first, at most 100: {items, next_cursor, has_more}. p_before is a next_cursor.';

revoke execute on function private.announcement_item(public.announcements) from public;
revoke execute on function private.announce(uuid, text, text, public.app_role, integer, timestamptz, timestamptz, text) from public;
revoke execute on function private.withdraw_announcement(uuid) from public;
revoke execute on function private.list_announcements(text, integer) from public;
revoke execute on function public.announce(uuid, text, text, public.app_role, integer, timestamptz, timestamptz, text)
  from public, anon, service_role;
revoke execute on function public.withdraw_announcement(uuid) from public, anon, service_role;
revoke execute on function public.list_announcements(text, integer) from public, anon, service_role;
grant execute on function private.announce(uuid, text, text, public.app_role, integer, timestamptz, timestamptz, text) to authenticated;
grant execute on function private.withdraw_announcement(uuid) to authenticated;
grant execute on function private.list_announcements(text, integer) to authenticated;
grant execute on function public.announce(uuid, text, text, public.app_role, integer, timestamptz, timestamptz, text) to authenticated;
grant execute on function public.withdraw_announcement(uuid) to authenticated;
grant execute on function public.list_announcements(text, integer) to authenticated;
