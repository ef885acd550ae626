-- What a person should know even if they look at something else, or at nothing now.

create type public.notification_type as enum (
  'session_request', 'session_accepted', 'session_declined', 'message_received', 'session_completed',
  'mentor_approved', 'system_announcement', 'reminder'
);

create table public.notifications (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.profiles (id) on delete cascade,
  type public.notification_type not null,
  title text not null check (char_length(title) between 1 and 200),
  message text check (char_length(message) <= 1000),
  data jsonb not null default '{}' check (jsonb_typeof(data) = 'object'),
  session_id uuid references public.sessions (id) on delete cascade,
  last_seq bigint,
  count integer not null default 1 check (count >= 1),
  priority smallint not null default 1 check (priority between 1 and 5),
  silent boolean not null default false,
  announcement_id uuid,
  read_at timestamptz,
  expires_at timestamptz,
  mailed_at timestamptz,
  unmailed_since timestamptz not null default clock_timestamp(),
  raised_at timestamptz not null default clock_timestamp(),
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  version integer not null default 1
);

alter table public.notifications enable row level security;

-- A page of one's notifications is one ordered read of this index; it also serves the policy and a foreign key.
create index notifications_list_idx on public.notifications (user_id, raised_at desc, id desc);
-- The same for a page of the unread, and what the badge counts.
create index notifications_unread_idx on public.notifications (user_id, raised_at desc, id desc) where read_at is null;
-- Whoever reads a session reads what was told of it.
create index notifications_unread_session_idx on public.notifications (session_id, user_id)
  where read_at is null and session_id is not null;
-- What shows a certain message, which may be edited or deleted; and a foreign key.
create index notifications_message_idx on public.notifications (session_id, last_seq) where session_id is not null;
-- Later messages raise the one that was not read yet, however many arrive at once.
create unique index notifications_unread_messages_idx on public.notifications (user_id, session_id)
  where type = 'message_received' and read_at is null;

create function private.count_notification_version()
returns trigger language plpgsql set search_path = '' as $$
begin
  new.version := old.version + 1;
  new.updated_at := clock_timestamp();
  return new;
end;
$$;

create trigger notifications_version before update on public.notifications
  for each row execute function private.count_notification_version();

comment on table public.notifications is
  'Written by functions only, in the transaction that makes them true, so that none tells of what was rolled back.';
comment on column public.notifications.data is
  'For programs: event names what happened where the type does not say it; other keys depend on it.';
comment on column public.notifications.last_seq is 'newest message it stands for; null unless message_received';
comment on column public.notifications.count is 'how many messages it stands for';
comment on column public.notifications.priority is '1 (can wait) to 5 (now)';
comment on column public.notifications.silent is
  'Listed, but in no badge, sound or mail: its session was muted or archived when it became news.';
comment on column public.notifications.expires_at is 'not worth showing from then on';
comment on column public.notifications.mailed_at is
  'when it was decided whether to mail it; null again when a later message raises it; not for clients';
comment on column public.notifications.unmailed_since is
  'Since when there is something in it that no mail told of; not for clients. Unlike raised_at it stays when more comes: whoever is written to all the time would else never be mailed.';
comment on column public.notifications.raised_at is 'when it last became news: made, or raised by a later message';
comment on column public.notifications.version is
  'Rises by one with every change of the row: of two copies that arrive out of order, the higher is newer.';

create policy "people read their own notifications" on public.notifications
  for select to authenticated using (user_id = (select auth.uid()));

revoke all on table public.notifications from anon, authenticated, service_role;
grant select on table public.notifications to authenticated, service_role;

create function private.notification_item(p_notification public.notifications)
returns jsonb language sql immutable set search_path = '' as $$
  select to_jsonb(p_notification) - '{user_id,mailed_at,unmailed_since}'::text[]
$$;

comment on function private.notification_item(public.notifications) is
  'A notification as its owner receives it: the columns of the table, but for whose it is and what concerns mail.';

create function private.is_silenced(p_user_id uuid, p_session_id uuid)
returns boolean language plpgsql stable set search_path = '' as $$
begin
  return exists (
    select 1 from public.participant_state st
    where st.session_id = p_session_id and st.user_id = p_user_id
      and (st.muted_until > clock_timestamp() or st.archived_at is not null)
  );
end;
$$;

comment on function private.is_silenced(uuid, uuid) is 'Whether a person has muted or archived a session.';

create function private.notify(
  p_user_id uuid,
  p_type public.notification_type,
  p_title text,
  p_message text default null,
  p_session_id uuid default null,
  p_data jsonb default '{}',
  p_priority integer default 1,
  p_expires_at timestamptz default null
)
returns uuid language plpgsql set search_path = '' as $$
declare
  c_max_title constant integer := 200;
  c_max_message constant integer := 1000;
  c_passes_silence constant integer := 5;
  v_notification public.notifications;
begin
  insert into public.notifications (user_id, type, title, message, session_id, data, priority, expires_at, silent)
  -- Sessions keep naming people whose accounts are gone.
  select p.id, p_type, left(p_title, c_max_title), left(p_message, c_max_message), p_session_id, p_data, p_priority,
    p_expires_at, p_priority < c_passes_silence and private.is_silenced(p.id, p_session_id)
  from public.profiles p where p.id = p_user_id
  returning * into v_notification;
  if found then
    perform private.tell(
      p_user_id, 'notification', jsonb_build_object('notification', private.notification_item(v_notification))
    );
  end if;
  return v_notification.id;
end;
$$;

comment on function private.notify(uuid, public.notification_type, text, text, uuid, jsonb, integer, timestamptz) is
  'Writes one notification and tells its owner''s devices; returns its id, null for somebody who is gone. Comes after the locks of sessions and states. Holds no words of a message: those would have to go with it.';

revoke execute on function private.count_notification_version() from public;
revoke execute on function private.notification_item(public.notifications) from public;
revoke execute on function private.is_silenced(uuid, uuid) from public;
revoke execute on function private.notify(uuid, public.notification_type, text, text, uuid, jsonb, integer, timestamptz)
  from public;
