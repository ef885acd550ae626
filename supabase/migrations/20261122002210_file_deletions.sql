-- Files of messages that were removed, and pictures of people who are gone or changed theirs. Stored files cannot be deleted in SQL, only through the Storage API: they
-- are queued here in the transaction that removes the message, and a worker deletes them.

create table private.file_deletions (
  bucket text not null default 'attachments' check (bucket in ('attachments', 'avatars')),
  path text not null,
  queued_at timestamptz not null default clock_timestamp(),
  attempts integer not null default 0,
  try_at timestamptz not null default clock_timestamp(),
  primary key (bucket, path)
);

alter table private.file_deletions enable row level security;

create index file_deletions_due_idx on private.file_deletions (try_at);

comment on table private.file_deletions is
  'Stored files that no message and no profile names any more. A path leaves when its object is gone, and no message can name it before.';
comment on column private.file_deletions.try_at is 'not before then: somebody is at it, or it failed';

create policy "file deletions are closed to clients" on private.file_deletions
  for all to authenticated using (false) with check (false);

revoke all on table private.file_deletions from anon, authenticated, service_role;

create function private.take_file_deletions(p_batch integer default 100)
returns table (bucket text, path text) language plpgsql set search_path = '' as $$
declare
  c_first_wait constant interval := '1 minute';
  c_most_doublings constant integer := 6;
begin
  return query
    update private.file_deletions d set
      attempts = d.attempts + 1,
      try_at = clock_timestamp() + c_first_wait * power(2, least(d.attempts, c_most_doublings))
    where (d.bucket, d.path) in (
      select due.bucket, due.path from private.file_deletions due
      where due.try_at <= clock_timestamp()
      order by due.try_at
      limit p_batch
      for no key update skip locked
    )
    returning d.bucket, d.path;
end;
$$;

comment on function private.take_file_deletions(integer) is
  'At most p_batch paths to delete now. Whoever takes them has a minute; then, and at growing distances up to an hour, they are given out again.';

create function private.finish_file_deletions()
returns integer language plpgsql set search_path = '' as $$
declare
  v_done integer;
begin
  delete from private.file_deletions d
  where not exists (select 1 from storage.objects o where o.bucket_id = d.bucket and o.name = d.path);
  get diagnostics v_done = row_count;
  return v_done;
end;
$$;

comment on function private.finish_file_deletions() is
  'Forgets what is gone, by looking: it does not matter who deleted it, nor whether the answer got lost.';

revoke execute on function private.take_file_deletions(integer) from public;
revoke execute on function private.finish_file_deletions() from public;
