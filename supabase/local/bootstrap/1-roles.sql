-- The roles of a hosted project. They belong to the whole cluster; run under a lock.
-- postgres is deliberately not a superuser: what fails on hosted must fail here.

do $$
declare
  wanted record;
begin
  for wanted in
    select *
    from (
      values
        ('postgres', 'login createdb createrole bypassrls replication'),
        ('anon', 'nologin noinherit'),
        ('authenticated', 'nologin noinherit'),
        ('service_role', 'nologin noinherit bypassrls'),
        ('authenticator', 'login noinherit'),
        ('supabase_auth_admin', 'login noinherit createrole'),
        ('supabase_storage_admin', 'login noinherit createrole'),
        ('supabase_realtime_admin', 'nologin noinherit')
    ) as role (name, options)
  loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted.name) then
      execute format('create role %I with %s password %L', wanted.name, wanted.options, 'postgres');
    end if;
  end loop;
end
$$;

grant anon, authenticated, service_role to authenticator;
-- With admin option it may change their settings, as hosted's may.
grant anon, authenticated, service_role to postgres with admin option;
grant authenticator to supabase_storage_admin;
grant pg_monitor, pg_read_all_data, pg_signal_backend to postgres;
grant set on parameter session_replication_role to postgres;

-- Hosted lets postgres write policies on realtime.messages and storage.objects through supautils.
-- Membership is the nearest stock PostgreSQL has. It allows more than hosted does, so migrations
-- are also linted for statements that only an owner may run.
grant supabase_realtime_admin, supabase_storage_admin to postgres;

-- Hosted's limits of a request; REST applies them, as PostgREST does.
alter role anon set statement_timeout to '3s';
alter role authenticated set statement_timeout to '8s';
alter role authenticator set statement_timeout to '8s';
alter role authenticator set lock_timeout to '8s';

alter role postgres set search_path to "$user", public, extensions;
