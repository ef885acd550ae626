-- realtime.messages and the functions that write it, as hosted has them, and the two things that
-- hosted's Realtime does from outside: daily partitions and the feed of committed rows.

create table if not exists realtime.messages (
  topic text not null,
  extension text not null,
  payload jsonb,
  event text,
  private boolean default false,
  updated_at timestamp not null default now(),
  inserted_at timestamp not null default now(),
  id uuid not null default gen_random_uuid(),
  binary_payload bytea,
  primary key (id, inserted_at),
  constraint messages_payload_exclusive check (payload is null or binary_payload is null)
) partition by range (inserted_at);

create index if not exists messages_inserted_at_topic_index
  on realtime.messages (inserted_at desc, topic)
  where extension = 'broadcast' and private is true;

alter table realtime.messages enable row level security;
alter table realtime.messages owner to supabase_realtime_admin;
grant select, insert, update on realtime.messages to postgres, anon, authenticated, service_role;

create or replace function realtime.topic() returns text
language sql stable
as $$
  select nullif(current_setting('realtime.topic', true), '')
$$;

-- Never fails its caller: a broadcast that cannot be stored is a warning and a lost message.
create or replace function realtime.send(
  payload jsonb,
  event text,
  topic text,
  private boolean default true
) returns void
language plpgsql
as $$
declare
  message_id uuid := gen_random_uuid();
  body jsonb;
begin
  begin
    body := case
      when payload ? 'id' then payload
      else jsonb_set(payload, '{id}', to_jsonb(message_id))
    end;
    perform set_config('realtime.topic', topic, true);
    insert into realtime.messages (id, payload, event, topic, private, extension)
    values (message_id, body, event, topic, private, 'broadcast');
  exception when others then
    raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
  end;
end
$$;

create or replace function realtime.send_binary(
  payload bytea,
  event text,
  topic text,
  private boolean default true
) returns void
language plpgsql
as $$
begin
  begin
    perform set_config('realtime.topic', topic, true);
    insert into realtime.messages (binary_payload, event, topic, private, extension)
    values (payload, event, topic, private, 'broadcast');
  exception when others then
    raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
  end;
end
$$;

-- Unlike send, a wrong level or operation does fail the caller.
create or replace function realtime.broadcast_changes(
  topic_name text,
  event_name text,
  operation text,
  table_name text,
  table_schema text,
  new record,
  old record,
  level text default 'ROW'
) returns void
language plpgsql
as $$
declare
  body jsonb;
begin
  if level = 'STATEMENT' then
    raise exception 'function can only be triggered for each row, not for each statement';
  end if;
  if operation not in ('INSERT', 'UPDATE', 'DELETE') then
    raise exception 'unexpected operation type: %', operation;
  end if;
  body := jsonb_build_object(
    'operation', operation,
    'schema', table_schema,
    'table', table_name,
    'record', case when operation = 'DELETE' then null else to_jsonb(new) end,
    'old_record', case when operation = 'INSERT' then null else to_jsonb(old) end
  );
  perform realtime.send(body, event_name, topic_name);
exception when others then
  raise exception 'Failed to process the row: %', sqlerrm;
end
$$;

alter function realtime.topic() owner to supabase_realtime_admin;
alter function realtime.send(jsonb, text, text, boolean) owner to supabase_realtime_admin;
alter function realtime.send_binary(bytea, text, text, boolean) owner to supabase_realtime_admin;
alter function realtime.broadcast_changes(text, text, text, text, text, record, record, text)
  owner to supabase_realtime_admin;

-- Partitions for yesterday … today + 3; those past the 72 hours of retention are dropped.
create or replace function local_stack.keep_message_partitions() returns void
language plpgsql
set search_path = ''
as $$
declare
  today date := (now() at time zone 'utc')::date;
  day date;
  old record;
begin
  for day in select today + offset_days from generate_series(-1, 3) as offset_days loop
    if to_regclass(format('realtime.messages_%s', to_char(day, 'YYYY_MM_DD'))) is null then
      execute format(
        'create table realtime.%I partition of realtime.messages for values from (%L) to (%L)',
        'messages_' || to_char(day, 'YYYY_MM_DD'), day, day + 1
      );
      execute format(
        'alter table realtime.%I owner to supabase_realtime_admin',
        'messages_' || to_char(day, 'YYYY_MM_DD')
      );
      execute format(
        'alter table realtime.%I enable row level security',
        'messages_' || to_char(day, 'YYYY_MM_DD')
      );
    end if;
  end loop;
  for old in
    select c.relname
    from pg_catalog.pg_inherits i
    join pg_catalog.pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'realtime.messages'::regclass
      and c.relname < 'messages_' || to_char(today - 3, 'YYYY_MM_DD')
  loop
    execute format('drop table realtime.%I', old.relname);
  end loop;
end
$$;

select local_stack.keep_message_partitions();

-- The feed: NOTIFY is delivered on commit only and in commit order, as the replication slot of
-- hosted is, but carries at most 8000 bytes: so only the key, the server fetches the row.
create or replace function local_stack.notify_message() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform pg_notify(
    'local_stack_messages',
    new.id || ' ' || to_char(new.inserted_at, 'YYYY-MM-DD"T"HH24:MI:SS.US')
  );
  return null;
end
$$;

create or replace trigger local_stack_notify
  after insert on realtime.messages
  for each row execute function local_stack.notify_message();
