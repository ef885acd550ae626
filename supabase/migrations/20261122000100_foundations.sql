-- The ground everything else stands on: the private schema, the enums, the one way to refuse a request, and the settings.

create schema private;

revoke all on schema private from public, anon;
-- The API never exposes this schema. The roles below need usage because policies and the
-- security-invoker functions in public run as the caller.
grant usage on schema private to authenticated, service_role;

comment on schema private is
  'Work the API must not reach directly: definer functions, each of which checks its caller, and tables no client reads.';

create type public.app_role as enum ('student', 'mentor', 'buyer', 'supplier', 'admin');
create type public.mentor_status as enum ('none', 'pending', 'approved', 'rejected');
create type public.session_kind as enum ('mentoring', 'buyer_supplier', 'buyer_admin', 'support');
create type public.session_status as enum ('requested', 'accepted', 'declined', 'in_progress', 'completed', 'expired');
create type public.message_type as enum ('text', 'file', 'image', 'system');
create type public.presence_status as enum ('online', 'away', 'busy', 'offline');

------------------------------------------------------------------------------------------------------------------------
-- Refusals
------------------------------------------------------------------------------------------------------------------------

create function private.fail(p_status integer, p_code text, p_message text, p_detail jsonb default '{}')
returns void language plpgsql set search_path = '' as $$
begin
  raise exception using
    errcode = 'PT' || p_status,
    message = p_message,
    detail = (jsonb_build_object('code', p_code) || p_detail)::text;
end;
$$;

comment on function private.fail(integer, text, text, jsonb) is
  'Ends the request with an HTTP status, a sentence for people and a code for programs; everything written so far is rolled back.';

create function private.invalid(p_field text, p_why text)
returns void language plpgsql set search_path = '' as $$
begin
  perform private.fail(422, 'invalid', p_why, jsonb_build_object('fields', jsonb_build_object(p_field, p_why)));
end;
$$;

create function private.session_not_found()
returns void language plpgsql set search_path = '' as $$
begin
  perform private.fail(404, 'not_found', 'This conversation does not exist or is not yours.');
end;
$$;

comment on function private.session_not_found() is
  'One answer for "not yours" and "does not exist", so that nobody can probe for ids.';

create function private.touch_updated_at()
returns trigger language plpgsql set search_path = '' as $$
begin
  new.updated_at := clock_timestamp();
  return new;
end;
$$;

revoke execute on function private.fail(integer, text, text, jsonb) from public;
revoke execute on function private.invalid(text, text) from public;
revoke execute on function private.session_not_found() from public;
revoke execute on function private.touch_updated_at() from public;

------------------------------------------------------------------------------------------------------------------------
-- Settings
------------------------------------------------------------------------------------------------------------------------

create table public.app_settings (
  key text primary key check (key ~ '^[a-z][a-z_]*$'),
  value jsonb not null,
  description text not null,
  updated_at timestamptz not null default now()
);

alter table public.app_settings enable row level security;

create trigger app_settings_touch before update on public.app_settings
  for each row execute function private.touch_updated_at();

comment on table public.app_settings is
  'Limits and durations that an operator may change and a test may shorten. Clients read them to explain a limit, never to enforce it.';

create policy "signed-in people read the settings" on public.app_settings
  for select to authenticated using (true);

revoke all on table public.app_settings from anon, authenticated, service_role;
grant select on table public.app_settings to authenticated, service_role;
grant update (value) on table public.app_settings to service_role;

insert into public.app_settings (key, value, description) values
  ('changes_per_minute', '60', 'edits, reactions and pins one person may make within rate_window_seconds'),
  ('messages_per_minute', '10', 'messages one person may send within rate_window_seconds'),
  ('rate_window_seconds', '60', 'length of the sliding window for messages and changes'),
  ('sessions_per_hour', '5', 'sessions one person may open within session_window_seconds'),
  ('session_window_seconds', '3600', 'length of the sliding window for new sessions'),
  ('connections_per_user', '3', 'devices that may be live at once for one person'),
  ('connection_live_seconds', '90', 'a device seen within this many seconds counts as live'),
  ('connection_ttl_hours', '24', 'a claim not seen for this many hours is purged'),
  ('presence_stale_seconds', '90', 'presence older than this many seconds reads as offline'),
  ('request_ttl', '604800', 'seconds until an unanswered request expires'),
  ('edit_window', '900', 'seconds during which the sender may edit a message');

create function private.setting(p_key text)
returns integer language sql stable set search_path = '' as $$
  select (s.value #>> '{}')::integer from public.app_settings s where s.key = p_key;
$$;

create function private.seconds(p_key text)
returns interval language sql stable set search_path = '' as $$
  select make_interval(secs => (s.value #>> '{}')::double precision) from public.app_settings s where s.key = p_key;
$$;

revoke execute on function private.setting(text) from public;
revoke execute on function private.seconds(text) from public;
