-- How long things are kept. Nothing goes unless a number of days is set for it, but former versions, which go after a
-- year. Days are whole ones, by UTC: what was written on a day is kept for at least so many full days after it.

insert into public.app_settings (key, value, description) values
  ('message_retention_days', '0', 'days after which what people wrote is removed, with its files and former versions; 0 keeps it for ever'),
  ('version_retention_days', '365', 'days for which it is kept what a message said before it was edited, deleted or hidden; 0 keeps it for ever'),
  ('mark_retention_days', '0', 'days for which it is kept when exactly a message was delivered and read; after that, by when; 0 keeps it for ever'),
  ('audit_retention_days', '0', 'days for which lines of the audit log are kept, at least 90; 0 keeps them for ever');

-- A hundred years are as good as for ever.
insert into private.setting_rules (key, "default", "min", "max", unit)
select s.key, s.value, 0, 36500, 'days'
from public.app_settings s
where s.key in ('message_retention_days', 'version_retention_days', 'mark_retention_days', 'audit_retention_days');

create function private.kept_from(p_key text)
returns date language sql stable set search_path = '' as $$
  select (clock_timestamp() at time zone 'UTC')::date - nullif(private.setting(p_key), 0)
$$;

comment on function private.kept_from(text) is 'First day (UTC) that is still kept under a setting; null where all is.';

create function private.awaits_judgement(p_session_id uuid)
returns boolean language sql stable set search_path = '' as $$
  select exists (
    select 1 from public.reports r where r.session_id = p_session_id and r.status in ('open', 'assigned')
  )
$$;

comment on function private.awaits_judgement(uuid) is
  'Somebody reported it and no admin has decided: what was said there is kept until one has.';

------------------------------------------------------------------------------------------------------------------------
-- Messages: scrubbed, not deleted. seq is gapless and every client pages, jumps and catches up by it, so a row that
-- vanished would be a gap to fetch for ever; a tombstone with the next rev reaches every cache by the ordinary catch-up.
------------------------------------------------------------------------------------------------------------------------

alter table public.messages add column purged_at timestamptz;

comment on column public.messages.purged_at is
  'when its time of keeping was over; deleted ones have it too, once the original is gone from message_versions';

-- The oldest that people wrote. By day: many rows share an entry, and no planner takes it for an order of moments.
create index messages_kept_idx on public.messages (((created_at at time zone 'UTC')::date))
  where purged_at is null and (message_type <> 'system' or metadata ->> 'event' = 'admin_message');

create function private.purge_messages(p_batch integer default 500)
returns integer language plpgsql set search_path = ''
set lock_timeout = '500ms' as $$
declare
  v_before constant date := private.kept_from('message_retention_days');
  v_ids uuid[];
  v_session_ids uuid[];
begin
  if v_before is null then
    return 0;
  end if;
  -- Nobody is waited for, so nobody can be deadlocked with; what is held comes with a later batch.
  v_ids := array(
    select m.id from public.messages m
    where (m.created_at at time zone 'UTC')::date < v_before
      and m.purged_at is null and (m.message_type <> 'system' or m.metadata ->> 'event' = 'admin_message')
      and not private.awaits_judgement(m.session_id)
    order by (m.created_at at time zone 'UTC')::date
    limit p_batch
    for no key update skip locked
  );
  v_session_ids := array(
    select s.id from public.sessions s
    where s.id in (select m.session_id from public.messages m where m.id = any (v_ids))
    for no key update skip locked -- reports are made under it
  );
  v_ids := array(
    select m.id from public.messages m
    where m.id = any (v_ids) and m.session_id = any (v_session_ids) and not private.awaits_judgement(m.session_id)
  );
  perform 1 from public.participant_state st
  where st.session_id = any (v_session_ids) order by st.session_id, st.user_id for no key update;

  -- The files of former versions, too: an edit keeps them, but nothing says that it always will.
  insert into private.file_deletions (path)
  select file ->> 'path'
  from (
    select m.attachments from public.messages m where m.id = any (v_ids)
    union all
    select v.attachments from public.messages m
    join public.message_versions v on v.session_id = m.session_id and v.message_id = m.id
    where m.id = any (v_ids)
  ) named
  cross join lateral jsonb_array_elements(named.attachments) file
  where file ? 'path'
  on conflict do nothing;
  delete from public.message_versions v using public.messages m
  where m.id = any (v_ids) and v.session_id = m.session_id and v.message_id = m.id;
  delete from public.message_reactions r using public.messages m
  where m.id = any (v_ids) and r.session_id = m.session_id and r.message_id = m.id;
  delete from public.pins n using public.messages m
  where m.id = any (v_ids) and n.session_id = m.session_id and n.message_id = m.id;
  delete from public.bookmarks b using public.messages m
  where m.id = any (v_ids) and b.session_id = m.session_id and b.message_id = m.id;
  update public.notifications n set message = null
  from (
    select o.id from public.messages m
    join public.notifications o
      on o.session_id = m.session_id and o.last_seq = m.seq and o.type = 'message_received' and o.message is not null
    where m.id = any (v_ids)
    order by o.user_id, o.id
    for no key update of o
  ) due
  where n.id = due.id;

  -- Its words leave the search index by the trigger of the messages. No broadcasts: nobody waits for this.
  with changed as materialized (
    select m.id, m.session_id, m.seq = s.last_seq as newest, s.last_rev + row_number() over (
      partition by m.session_id order by m.seq
    ) as rev
    from public.messages m
    join public.sessions s on s.id = m.session_id
    where m.id = any (v_ids) and m.deleted_at is null
  ), written as (
    update public.messages m set
      content = null,
      attachments = '[]',
      reactions = '[]',
      metadata = '{"deleted_by": "retention"}',
      deleted_at = clock_timestamp(),
      purged_at = clock_timestamp(),
      updated_at = clock_timestamp(),
      rev = c.rev,
      content_rev = c.rev
    from changed c
    where m.id = c.id
  )
  update public.sessions s set
    last_rev = s.last_rev + n.changes,
    last_message = case when n.newest then null else s.last_message end
  from (select c.session_id, count(*) as changes, bool_or(c.newest) as newest from changed c group by c.session_id) n
  where s.id = n.session_id;
  -- The tombstones among them look as before.
  update public.messages m set purged_at = clock_timestamp() where m.id = any (v_ids) and m.purged_at is null;

  update public.participant_state st set unread_count = u.count, unread_from_seq = u.first_seq
  from public.participant_state o
  cross join lateral private.unread_above(o.session_id, o.user_id, o.last_read_seq) u
  where o.session_id = any (v_session_ids) and o.unread_count > 0
    and st.session_id = o.session_id and st.user_id = o.user_id
    and (st.unread_count, st.unread_from_seq) is distinct from (u.count, u.first_seq);
  perform private.recount_notifications(v_session_ids);
  return cardinality(v_ids);
end;
$$;

comment on function private.purge_messages(integer) is
  'Removes at most p_batch messages that were kept long enough; returns how many. What happened to a session stays in it, and who wrote when: history of the session, not words of people.';

------------------------------------------------------------------------------------------------------------------------
-- Former versions
------------------------------------------------------------------------------------------------------------------------

-- The oldest, by day as above.
create index message_versions_kept_idx on public.message_versions (((edited_at at time zone 'UTC')::date));

create function private.purge_versions(p_batch integer default 2000)
returns integer language plpgsql set search_path = '' as $$
declare
  v_before constant date := private.kept_from('version_retention_days');
  v_done integer;
begin
  delete from public.message_versions v
  where (v.session_id, v.message_id, v.version) in (
    select o.session_id, o.message_id, o.version from public.message_versions o
    where (o.edited_at at time zone 'UTC')::date < v_before
      and not private.awaits_judgement(o.session_id)
    order by (o.edited_at at time zone 'UTC')::date
    limit p_batch
    for no key update skip locked
  );
  get diagnostics v_done = row_count;
  return v_done;
end;
$$;

comment on function private.purge_versions(integer) is
  'Deletes at most p_batch versions that were replaced long ago, of messages removed since as well; returns how many. Their files were queued when the message was removed.';

------------------------------------------------------------------------------------------------------------------------
-- Receipt marks: of each person in each session the newest of the old ones stays, and answers for all before it
------------------------------------------------------------------------------------------------------------------------

create table private.marks_passed (
  only_row boolean primary key default true check (only_row),
  at timestamptz not null
);

alter table private.marks_passed enable row level security;

comment on table private.marks_passed is
  'One row: marks up to then have taken the ones before them away. Otherwise each round would meet all that stay.';

create policy "where the purge of marks stands is closed to clients" on private.marks_passed
  for all to authenticated using (false) with check (false);

revoke all on table private.marks_passed from anon, authenticated, service_role;

insert into private.marks_passed (at) values ('-infinity');

-- In the order in which they pass.
create index receipt_marks_at_idx on public.receipt_marks (at);

create function private.purge_marks(p_batch integer default 2000)
returns integer language plpgsql set search_path = '' as $$
declare
  v_before constant timestamptz := private.kept_from('mark_retention_days')::timestamp at time zone 'UTC';
  v_after timestamptz;
  v_to timestamptz;
  v_done integer;
begin
  -- Whoever comes second has nothing to do.
  select p.at into v_after from private.marks_passed p for no key update skip locked;
  if not found or v_before is null then
    return 0;
  end if;

  with passing as materialized (
    select k.session_id, k.user_id, k.at from public.receipt_marks k
    where k.at > v_after and k.at < v_before
    -- With all of the last second: the next batch begins after it.
    order by k.at fetch first p_batch rows with ties
  ), gone as (
    delete from public.receipt_marks o
    using (select p.session_id, p.user_id, max(p.at) as at from passing p group by p.session_id, p.user_id) stays
    where o.session_id = stays.session_id and o.user_id = stays.user_id and o.at < stays.at
    returning 1
  )
  select (select max(p.at) from passing p), (select count(*) from gone) into v_to, v_done;
  update private.marks_passed p set at = v_to where v_to is not null;
  return v_done;
end;
$$;

comment on function private.purge_marks(integer) is
  'Lets the next p_batch old marks take those before them away; returns how many went. message_delivery then knows by when instead of when.';

------------------------------------------------------------------------------------------------------------------------
-- The audit log: append-only but for this
------------------------------------------------------------------------------------------------------------------------

create function private.audit_kept_from()
returns date language sql stable set search_path = '' as $$
  select least(private.kept_from('audit_retention_days'), (clock_timestamp() at time zone 'UTC')::date - 90)
  where private.kept_from('audit_retention_days') is not null
$$;

comment on function private.audit_kept_from() is
  'As kept_from, but never less than 90 days: an admin who could have the log forget yesterday would be watched by nobody.';

create function private.refuse_early_deletion()
returns trigger language plpgsql set search_path = '' as $$
begin
  -- Both: the job alone, and even the job only what is old enough.
  if current_setting('chat.purging_audit_log', true) is distinct from 'yes'
    or (old.created_at < private.audit_kept_from()::timestamp at time zone 'UTC') is not true
  then
    raise exception using errcode = '42501', message = 'What is recorded here is only ever added to.';
  end if;
  return old;
end;
$$;

create trigger audit_log_kept before delete on public.audit_log
  for each row execute function private.refuse_early_deletion();

create function private.purge_audit_log(p_batch integer default 2000)
returns integer language plpgsql set search_path = '' as $$
declare
  v_before constant date := private.audit_kept_from();
  v_done integer;
begin
  perform set_config('chat.purging_audit_log', 'yes', true);
  delete from public.audit_log l
  where l.id in (
    select o.id from public.audit_log o
    where o.created_at < v_before::timestamp at time zone 'UTC'
    order by o.created_at
    limit p_batch
    for no key update skip locked
  );
  get diagnostics v_done = row_count;
  perform set_config('chat.purging_audit_log', '', true);
  if v_done > 0 then
    perform private.audit(
      'purge_audit_log', null, null, null, jsonb_build_object('lines', v_done, 'before', v_before)
    );
  end if;
  return v_done;
end;
$$;

comment on function private.purge_audit_log(integer) is
  'Deletes at most p_batch lines that were kept long enough, and writes one that says how many; returns the same. A failure undoes the permission with the rest.';

revoke execute on function private.awaits_judgement(uuid) from public;
revoke execute on function private.kept_from(text) from public;
revoke execute on function private.purge_messages(integer) from public;
revoke execute on function private.purge_versions(integer) from public;
revoke execute on function private.purge_marks(integer) from public;
revoke execute on function private.audit_kept_from() from public;
revoke execute on function private.refuse_early_deletion() from public;
revoke execute on function private.purge_audit_log(integer) from public;
