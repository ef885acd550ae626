-- E-mail to people who were away: at most one digest at a time for each, of what they have not read.

insert into public.app_settings (key, value, description) values
  ('digest_gap', '3600', 'seconds between two digests to the same person, at least'),
  ('mail_lease', '120', 'seconds a worker has for sending a mail that it took; then it is given out again'),
  ('mail_retry', '60', 'seconds until a mail that failed is tried again, doubled with every failure up to an hour'),
  ('mail_attempts', '12', 'times a mail is tried before it is given up: about six hours'),
  ('mail_retention', '2592000', 'seconds after which what became of a mail is forgotten');

create table private.mail_outbox (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.profiles (id) on delete cascade,
  notification_ids uuid[] not null,
  status text not null default 'queued' check (status in ('queued', 'sending', 'sent', 'failed', 'cancelled')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default clock_timestamp(),
  lease_until timestamptz,
  last_error text check (char_length(last_error) <= 500),
  created_at timestamptz not null default clock_timestamp(),
  sent_at timestamptz
);

alter table private.mail_outbox enable row level security;

-- A person's last ones, for the gap; and a foreign key.
create index mail_outbox_user_idx on private.mail_outbox (user_id, created_at desc);
-- What is to be sent now, new or given out again.
create index mail_outbox_due_idx on private.mail_outbox (coalesce(lease_until, next_attempt_at))
  where status in ('queued', 'sending');
-- The newest, for the gap, and the oldest, for the function that forgets them.
create index mail_outbox_age_idx on private.mail_outbox (created_at) where status not in ('queued', 'sending');
-- Nobody is sent two at a time, whoever queues them.
create unique index mail_outbox_open_idx on private.mail_outbox (user_id) where status in ('queued', 'sending');

comment on table private.mail_outbox is
  'Which notifications a mail is about, never their words: those are looked up when it is sent, so that what was deleted, read or withdrawn meanwhile is not in it.';
comment on column private.mail_outbox.status is
  'queued -> sending -> sent; back to queued when it failed, failed after mail_attempts; cancelled when nothing was left to tell.';
comment on column private.mail_outbox.lease_until is 'while it is being sent: nobody else does before then';
comment on column private.mail_outbox.last_error is 'what the mail service said when it was last tried';

create policy "the mail outbox is closed to clients" on private.mail_outbox
  for all to authenticated using (false) with check (false);

revoke all on table private.mail_outbox from anon, authenticated, service_role;

create table private.mail_tokens (
  user_id uuid primary key references public.profiles (id) on delete cascade,
  token uuid not null unique default gen_random_uuid()
);

alter table private.mail_tokens enable row level security;

comment on table private.mail_tokens is
  'What a link in a mail proves: that whoever has it may stop these mails, and nothing else. The same in every mail, so that an old one still works. Also the lock under which a person''s digests are queued.';

create policy "mail tokens are closed to clients" on private.mail_tokens
  for all to authenticated using (false) with check (false);

revoke all on table private.mail_tokens from anon, authenticated, service_role;

-- What nobody was mailed of yet, oldest first.
create index notifications_unmailed_idx on public.notifications (unmailed_since)
  where read_at is null and mailed_at is null and not silent;

create function private.mail_address(p_user_id uuid)
returns text language plpgsql stable set search_path = '' as $$
begin
  return (
    select u.email
    from auth.users u
    join public.profiles p on p.id = u.id
    left join public.notification_settings s on s.user_id = p.id
    where u.id = p_user_id and u.email <> '' and u.email_confirmed_at is not null and u.deleted_at is null
      and coalesce(u.banned_until <= clock_timestamp(), true)
      and not private.is_suspended(p.id)
      and coalesce(s.email, true)
  );
end;
$$;

comment on function private.mail_address(uuid) is
  'Where a person gets mail; null for those who are gone, suspended, have not confirmed the address, or want none.';

create function private.is_undisturbed(p_user_id uuid, p_at timestamptz)
returns boolean language plpgsql stable set search_path = '' as $$
begin
  return private.quiet_until(p_user_id, p_at) is not null or exists (
    select 1 from public.user_presence u
    where u.user_id = p_user_id and u.status = 'busy' and u.last_seen > p_at - private.seconds('presence_stale_seconds')
  );
end;
$$;

comment on function private.is_undisturbed(uuid, timestamptz) is
  'Whether a person is not to be disturbed at p_at: in their quiet hours, or busy on a device that is live. Priority 5 passes.';

-- Whom another digest would reach too soon. Two halves, so that each has its index.
create view private.just_mailed with (security_invoker = true) as
select m.user_id from private.mail_outbox m where m.status in ('queued', 'sending')
union all
select m.user_id from private.mail_outbox m
where m.status not in ('queued', 'sending', 'cancelled') and m.created_at > now() - private.seconds('digest_gap');

comment on view private.just_mailed is
  'People who have a mail on its way, or had one within digest_gap. What was cancelled reached nobody.';

revoke all on table private.just_mailed from anon, authenticated, service_role;

create function private.purge_mails(p_batch integer default 2000)
returns integer language plpgsql set search_path = '' as $$
declare
  v_before constant timestamptz := clock_timestamp() - private.seconds('mail_retention');
  v_done integer;
begin
  delete from private.mail_outbox m
  where m.id in (
    select o.id from private.mail_outbox o
    where o.status not in ('queued', 'sending') and o.created_at < v_before
    limit p_batch
    for no key update skip locked
  );
  get diagnostics v_done = row_count;
  return v_done;
end;
$$;

revoke execute on function private.mail_address(uuid) from public;
revoke execute on function private.is_undisturbed(uuid, timestamptz) from public;
revoke execute on function private.purge_mails(integer) from public;
