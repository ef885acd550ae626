-- Devices and presence: which sign-ins are connected, and what others may know about it.

create table public.realtime_connections (
  user_id uuid not null references public.profiles (id) on delete cascade,
  auth_session_id uuid not null,
  device text not null check (char_length(device) between 1 and 80),
  status public.presence_status not null default 'online',
  seen_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  primary key (user_id, auth_session_id)
) with (fillfactor = 70);

create table public.user_presence (
  user_id uuid primary key references public.profiles (id) on delete cascade,
  status public.presence_status not null default 'offline',
  last_seen timestamptz not null default now(),
  session_id uuid
) with (fillfactor = 70);

alter table public.realtime_connections enable row level security;
alter table public.user_presence enable row level security;

-- The scheduled work looks only at people who still look present. last_seen is left out on purpose:
-- it changes with every heartbeat, and an index on it would turn each one into an index write.
create index user_presence_shown_idx on public.user_presence (user_id) where status <> 'offline';

comment on table public.realtime_connections is
  'One claim per sign-in. It lets that sign-in join the person''s topic until it is evicted or purged, so a laptop that slept rejoins.';
comment on column public.realtime_connections.auth_session_id is
  'the JWT''s session_id; no foreign key, because auth.sessions belongs to the auth service';
comment on table public.user_presence is 'The aggregate over a person''s live connections, kept by trigger.';
comment on column public.user_presence.session_id is
  'The session the person has open. Clients may not read it: it would tell others about conversations they have no part in.';

create function private.visible_presence_ids()
returns uuid[] language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select distinct p.user_id from public.participants p
    where p.session_id = any (private.my_session_ids()) and p.left_at is null
  ) || (select auth.uid());
end;
$$;

comment on function private.visible_presence_ids() is 'The caller and everybody with whom the caller shares a session now.';

revoke execute on function private.visible_presence_ids() from public;
grant execute on function private.visible_presence_ids() to authenticated;

create policy "people see their own connections" on public.realtime_connections
  for select to authenticated using (user_id = (select auth.uid()));
create policy "people see presence of those they share a session with and of approved mentors" on public.user_presence
  for select to authenticated using (
    user_id in (select unnest(private.visible_presence_ids()))
    or user_id in (select p.id from public.profiles p where p.role = 'mentor' and p.mentor_status = 'approved')
  );

revoke all on table public.realtime_connections, public.user_presence from anon, authenticated, service_role;
grant select on table public.realtime_connections, public.user_presence to service_role;
grant select on table public.realtime_connections to authenticated;
grant select (user_id, status, last_seen) on table public.user_presence to authenticated;

create function private.my_auth_session_id()
returns uuid language plpgsql stable set search_path = '' as $$
begin
  return (auth.jwt() ->> 'session_id')::uuid;
exception when invalid_text_representation then
  return null;
end;
$$;

create function private.has_connection()
returns boolean language plpgsql stable security definer set search_path = '' as $$
begin
  return exists (
    select 1 from public.realtime_connections c
    where c.user_id = (select auth.uid()) and c.auth_session_id = private.my_auth_session_id()
  );
end;
$$;

comment on function private.has_connection() is 'Whether this sign-in holds a claim.';

revoke execute on function private.my_auth_session_id() from public;
revoke execute on function private.has_connection() from public;
