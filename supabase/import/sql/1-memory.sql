-- What an import remembers between its runs. In a schema of its own, made by the first run: most projects never import
-- anything, and the schema can be dropped when the old system is switched off for good. The API exposes none of it.

create schema if not exists legacy_import;
revoke all on schema legacy_import from public, anon, authenticated, service_role;

create table if not exists legacy_import.runs (
  id integer generated always as identity primary key,
  time_zone text not null,
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  people_read bigint not null default 0,
  suppliers_read bigint not null default 0,
  products_read bigint not null default 0,
  conversations_read bigint not null default 0,
  messages_read bigint not null default 0,
  other_messages_read bigint not null default 0,
  messages_imported bigint not null default 0
);
comment on table legacy_import.runs is
  'A run that was interrupted has no finished_at: the next one goes on with it. Messages are counted with each batch, so that the sums are right in the end.';
comment on column legacy_import.runs.other_messages_read is 'messages of no conversation that came in';

-- No foreign keys to people: whoever deletes their account must not be brought back by the next run.
create table if not exists legacy_import.people (
  legacy_id text primary key,
  user_id uuid not null unique,
  run_id integer not null
);
create table if not exists legacy_import.suppliers (
  legacy_id text primary key,
  user_id uuid not null,
  run_id integer not null
);
create table if not exists legacy_import.products (
  legacy_id text primary key,
  product_id uuid not null,
  run_id integer not null
);
create table if not exists legacy_import.conversations (
  legacy_id text primary key,
  session_id uuid not null unique,
  run_id integer not null,
  done_run integer
);
comment on column legacy_import.conversations.run_id is 'the run that brought it in';
comment on column legacy_import.conversations.done_run is 'the last run that took its messages';

create table if not exists legacy_import.files (
  message_id uuid not null,
  n integer not null,
  url text not null,
  folder text not null,
  file_id uuid not null,
  alone boolean not null,
  file jsonb,
  run_id integer not null,
  primary key (message_id, n)
);
comment on column legacy_import.files.alone is 'the message has no words: its content stands in for the files until they are there';
comment on column legacy_import.files.file is 'the attachment as the message names it; null until it was copied';

create table if not exists legacy_import.rejects (
  source text not null,
  row_key text not null,
  reason text not null,
  legacy_id text,
  kept boolean not null,
  "row" jsonb not null,
  run_id integer not null,
  at timestamptz not null default clock_timestamp(),
  primary key (source, row_key, reason)
);
comment on table legacy_import.rejects is
  'Rows of the old database that were set aside, whole, with the reason. They hold what people wrote: to be dropped with the schema.';
comment on column legacy_import.rejects.kept is 'the row came in, without the part that the reason names';

-- Rows of the old database on their way, as json: columns that an old database lacks are simply null.
create unlogged table if not exists legacy_import.staged (
  n bigint generated always as identity,
  "row" jsonb not null,
  legacy_id text,
  target_id uuid,
  reason text,
  notes text[] not null default '{}',
  session_id uuid,
  founder_a uuid,
  founder_b uuid,
  third_id uuid,
  product_id uuid,
  kind public.session_kind,
  sender_id uuid,
  receiver_id uuid,
  content text,
  urls text[] not null default '{}',
  created_at timestamptz
);

-- These two are called for every message: in plpgsql, because what is in sql and pins its search_path is planned anew
-- with every call.
create or replace function legacy_import.stable_id(p_kind text, p_legacy_id text)
returns uuid language plpgsql immutable set search_path = '' as $$
begin
  return extensions.uuid_generate_v5('5b8f7c0e-6f0d-4d0c-9f56-1d6a3e0c9a41', p_kind || ':' || p_legacy_id);
end;
$$;
comment on function legacy_import.stable_id(text, text) is 'UUIDv5: the same old id gives the same new one in every run.';

create or replace function legacy_import.moment(p_text text, p_zone text)
returns timestamptz language plpgsql stable set search_path = '' as $$
begin
  return case
    when p_text is null or not pg_input_is_valid(p_text, 'timestamp with time zone') then null
    when not isfinite(p_text::timestamptz) then null
    when p_text ~ ':\d\d(\.\d+)?\s*([+-]\d\d(:?\d\d)?|Z)$' then p_text::timestamptz
    else p_text::timestamp at time zone p_zone
  end;
end;
$$;
comment on function legacy_import.moment(text, text) is
  'A time of the old database; one without an offset is the wall clock of p_zone. Null for what is none, and for infinity.';

create or replace function legacy_import.mark_repeated(p_key text)
returns void language plpgsql set search_path = '' as $$
begin
  update legacy_import.staged s set reason = p_key
  from (
    select t.n, row_number() over (partition by t.legacy_id order by t."row" ->> 'created_at', t.n) as place
    from legacy_import.staged t where t.reason is null
  ) o
  where o.n = s.n and o.place > 1;
end;
$$;
comment on function legacy_import.mark_repeated(text) is 'Of rows with one id the oldest counts.';

create or replace function legacy_import.set_aside(p_run integer, p_source text)
returns void language sql set search_path = '' as $$
  insert into legacy_import.rejects (source, row_key, reason, legacy_id, kept, "row", run_id)
  select p_source, md5(s."row"::text), why.reason, s.legacy_id, s.reason is null, s."row", p_run
  from legacy_import.staged s
  cross join lateral (
    select s.reason where s.reason is not null
    union all
    select unnest(s.notes) where s.reason is null
  ) why (reason)
  on conflict (source, row_key, reason) do nothing
$$;
