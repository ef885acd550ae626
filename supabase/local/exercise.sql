-- Uses of indexes that neither an API function nor a policy makes by itself. One line why each.

-- A stored file is found by the message that names it; asked as the owner of the file.
select private.may_delete_attachment(
  gen_random_uuid() || '/' || auth.uid() || '/' || gen_random_uuid() || '.pdf'
);

-- Called with every argument, search looks into one session only.
select public.search_messages('text');

-- Search asks this index only beyond the newest few thousand messages.
select count(*) from private.message_search where terms @@ 'a';

-- Counting the view's rows does not look up when each was read.
select max(read_at) from public.message_delivery;

-- The directories are small here: all of it by its order is as good as what has a word, or one supplier's.
select count(*) from private.mentor_directory where terms @@ 'a';
select count(*) from private.product_directory where terms @@ 'a';
select count(*) from private.product_directory where supplier_id = gen_random_uuid();

-- Among few notifications those of a session, or the oldest, are found as fast by their owner.
insert into public.notifications (user_id, type, title, session_id)
select p.user_id, 'reminder', 'Soon', p.session_id from public.participants p, generate_series(1, 50);
analyze public.notifications;
select count(*) from public.notifications n
where n.session_id = (select max(s.id::text)::uuid from public.sessions s) and n.user_id = auth.uid() and n.read_at is null;
select min((raised_at at time zone 'UTC')::date) from public.notifications where read_at is null;

-- Mail is due only after a while, and given to its worker only.
update public.notifications set unmailed_since = now() - interval '1 day';
select private.fill_digests();
select private.claim_mails(1);

-- Whatever finds a person's mails also finds the few old ones here.
select min(created_at) from private.mail_outbox where status not in ('queued', 'sending');

-- Every call goes without a filter, and the few lines of the log are found as fast by their time.
select max(created_at) from public.audit_log where actor_id = gen_random_uuid();
select max(created_at) from public.audit_log where subject_user_id = gen_random_uuid();
select max(created_at) from public.audit_log where session_id = gen_random_uuid();
select max(created_at) from public.audit_log where action = 'announce';

-- Nothing is old enough here, and most is kept for ever.
update public.app_settings set value = '1' where key like '%\_retention\_days';
select private.purge_messages(), private.purge_versions(), private.purge_marks(), private.purge_audit_log();
-- Of a handful of versions their key finds the old ones as fast.
select min((edited_at at time zone 'UTC')::date) from public.message_versions;

-- Admins ask for ranges of days.
select count(*) from private.session_facts where day between '2020-01-01' and '2020-01-02';
select count(*) from private.session_facts
where asked_id = gen_random_uuid() and kind = 'mentoring' and status in ('requested', 'accepted', 'in_progress');
