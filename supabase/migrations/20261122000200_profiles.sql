-- People: what signed-in people may know about each other, and whether an account is active.

create table public.profiles (
  id uuid primary key references auth.users (id) on delete cascade,
  full_name text not null check (char_length(full_name) between 1 and 120),
  avatar_url text,
  role public.app_role not null default 'student',
  headline text check (char_length(headline) <= 160),
  bio text check (char_length(bio) <= 2000),
  skills text[] not null default '{}' check (
    cardinality(skills) <= 30
    and coalesce(array_ndims(skills), 1) = 1
    and array_position(skills, null) is null
    and '' <> all (skills)
    and char_length(array_to_string(skills, '')) <= 1200
  ),
  timezone text check (char_length(timezone) <= 64),
  mentor_status public.mentor_status not null default 'none',
  accepting boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Every peer's browser loads it. A free address would tell its host when and from where somebody looks.
  constraint profiles_avatar_is_own_file check (
    char_length(avatar_url) <= 200
    and split_part(avatar_url, '/', 1) = id::text
    and avatar_url ~ '^[^/]+/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[a-z0-9]{1,10}$'
  )
);

alter table public.profiles enable row level security;

-- Support conversations look for the admin with the fewest open ones.
create index profiles_admins_idx on public.profiles (id) where role = 'admin';
-- The presence of approved mentors is public among signed-in people.
create index profiles_approved_mentors_idx on public.profiles (id)
  where role = 'mentor' and mentor_status = 'approved';

create trigger profiles_touch before update on public.profiles
  for each row execute function private.touch_updated_at();

comment on table public.profiles is
  'What signed-in people may know about each other. E-mail, suspension and privacy choices are deliberately not here.';
comment on column public.profiles.role is
  'The only source of roles: policies never look at token claims or user metadata, which people can write.';
comment on column public.profiles.avatar_url is
  'Path {user_id}/{uuid}.{ext} in the bucket avatars, of that very person; clients make the address from it. The name is older than the rule.';
comment on column public.profiles.accepting is
  'Whether a mentor takes new requests now, as they say themselves.';
comment on column public.profiles.timezone is 'IANA name as the browser gave it, or whatever else was written: SQL words times with it and falls back to UTC.';

create policy "signed-in people read profiles" on public.profiles
  for select to authenticated using (true);
revoke all on table public.profiles from anon, authenticated, service_role;
grant select on table public.profiles to authenticated, service_role;
-- role and mentor_status are missing on purpose: nobody promotes themselves.
grant update (full_name, avatar_url, headline, bio, skills, timezone, accepting) on table public.profiles to authenticated;
-- The first admin is made by an operator's script.
grant update (role, mentor_status) on table public.profiles to service_role;

------------------------------------------------------------------------------------------------------------------------
-- Suspension
------------------------------------------------------------------------------------------------------------------------

create table private.account_states (
  user_id uuid primary key references public.profiles (id) on delete cascade,
  suspended_at timestamptz,
  reason text
);

alter table private.account_states enable row level security;

comment on table private.account_states is
  'Suspension, apart from profiles because whether somebody is suspended is nobody else''s business.';

create policy "account states are closed to clients" on private.account_states
  for all to authenticated using (false) with check (false);

revoke all on table private.account_states from anon, authenticated, service_role;

create function private.is_suspended(p_user_id uuid)
returns boolean language plpgsql stable set search_path = '' as $$
begin
  return exists (
    select 1 from private.account_states a where a.user_id = p_user_id and a.suspended_at is not null
  );
end;
$$;

create function private.is_active(p_user_id uuid)
returns boolean language plpgsql stable set search_path = '' as $$
begin
  return exists (select 1 from public.profiles p where p.id = p_user_id) and not private.is_suspended(p_user_id);
end;
$$;

create function private.refuse_suspended(p_user_id uuid)
returns void language plpgsql stable set search_path = '' as $$
begin
  if private.is_suspended(p_user_id) then
    raise exception using
      errcode = '42501', message = 'This account is suspended.', detail = '{"code": "suspended"}';
  end if;
end;
$$;

create function private.am_active()
returns boolean language plpgsql stable security definer set search_path = '' as $$
begin
  return private.is_active((select auth.uid()));
end;
$$;

comment on function private.am_active() is
  'is_active of the caller, for policies. Definer because whether somebody is suspended is nobody''s to read.';
comment on function private.is_active(uuid) is 'Whether the person exists and is not suspended.';
comment on function private.refuse_suspended(uuid) is
  'Asked by everything that writes or announces. Reading goes on until the sign-in ends: what was said to somebody stays said.';

revoke execute on function private.is_suspended(uuid) from public;
revoke execute on function private.is_active(uuid) from public;
revoke execute on function private.refuse_suspended(uuid) from public;
revoke execute on function private.am_active() from public;
grant execute on function private.am_active() to authenticated;

-- Everybody reads a name: who is suspended announces nothing by it.
create policy "people who are not suspended edit their own profile" on public.profiles
  for update to authenticated
  using (id = (select auth.uid()))
  with check (id = (select auth.uid()) and (select private.am_active()));

------------------------------------------------------------------------------------------------------------------------
-- Sign-up
------------------------------------------------------------------------------------------------------------------------

create function private.create_profile()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  -- Metadata is written by the person who signs up: a wish, never a right.
  v_wish constant text := new.raw_user_meta_data ->> 'role';
  v_role constant public.app_role :=
    case when v_wish in ('student', 'mentor', 'buyer', 'supplier') then v_wish::public.app_role else 'student' end;
  v_name constant text := left(btrim(new.raw_user_meta_data ->> 'full_name'), 120);
begin
  insert into public.profiles (id, full_name, role, mentor_status)
  values (
    new.id,
    -- Not the e-mail's local part: addresses are private.
    case when private.has_visible_character(v_name) then v_name else 'New member' end,
    v_role,
    case when v_role = 'mentor' then 'pending' else 'none' end::public.mentor_status
  );
  return new;
end;
$$;

comment on function private.create_profile() is
  'Definer because the auth service inserts the account and has no rights on our tables. Metadata may ask for any role but admin; a mentor waits for approval.';

revoke execute on function private.create_profile() from public;
