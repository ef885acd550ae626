-- Taking a person out: what they said, showed and kept goes; what others have left of the sessions stays whole.

create function private.erase_words(p_user_id uuid, p_name text, p_session_ids uuid[])
returns void language plpgsql set search_path = '' as $$
declare
  c_nobody constant text := 'Deleted account';
  v_reacted constant uuid[] := array(
    select distinct r.message_id from public.message_reactions r
    where r.session_id = any (p_session_ids) and r.user_id = p_user_id
  );
begin
  delete from public.message_reactions r
  where r.session_id = any (p_session_ids) and (r.user_id = p_user_id or exists (
    select 1 from public.messages m where m.session_id = r.session_id and m.id = r.message_id and m.sender_id = p_user_id
  ));
  delete from public.pins n using public.messages m
  where n.session_id = any (p_session_ids) and m.session_id = n.session_id and m.id = n.message_id and m.sender_id = p_user_id;
  -- The originals, too, which scrub_message would keep for a review.
  delete from public.message_versions v using public.messages m
  where v.session_id = any (p_session_ids) and m.session_id = v.session_id and m.id = v.message_id and m.sender_id = p_user_id;

  -- scrub_message for all at once: message by message, ten thousand of them would take longer than a request may.
  with changed as materialized (
    select m.id, m.session_id, m.message_type, m.sender_id is not distinct from p_user_id as own,
      s.last_rev + row_number() over (partition by m.session_id order by m.seq) as rev
    from public.messages m
    join public.sessions s on s.id = m.session_id
    where m.session_id = any (p_session_ids) and (
      m.sender_id = p_user_id and m.deleted_at is null
      or m.id = any (v_reacted)
      or m.message_type = 'system' and m.metadata ->> 'actor_id' = p_user_id::text and starts_with(m.content, p_name)
    )
  ), written as (
    update public.messages m set
      content = case
        when c.own then null
        when c.message_type = 'system' then c_nobody || substr(m.content, char_length(p_name) + 1)
        else m.content
      end,
      attachments = case when c.own then '[]' else m.attachments end,
      reactions = case when c.own then '[]' else private.grouped_reactions(m.session_id, m.id) end,
      metadata = case when c.own then m.metadata || '{"deleted_by": "sender"}' else m.metadata end,
      deleted_at = case when c.own then coalesce(m.deleted_at, clock_timestamp()) else m.deleted_at end,
      updated_at = clock_timestamp(),
      rev = c.rev,
      content_rev = case when c.own then c.rev else m.content_rev end
    from changed c
    where m.id = c.id
  )
  update public.sessions s set
    last_rev = s.last_rev + n.changes,
    last_message = case
      when s.last_sender_id = p_user_id then null
      when s.last_sender_id is null and starts_with(s.last_message, p_name) then c_nobody || substr(s.last_message, char_length(p_name) + 1)
      else s.last_message
    end
  from (select c.session_id, count(*) as changes from changed c group by c.session_id) n
  where s.id = n.session_id;

  update public.notifications n set
    title = case when due.own then c_nobody else c_nobody || substr(n.title, char_length(p_name) + 1) end,
    message = case when due.own then null else n.message end
  from (
    select o.id, o.type = 'message_received' and o.data ->> 'sender_id' = p_user_id::text as own
    from public.notifications o
    where o.session_id = any (p_session_ids) and o.user_id <> p_user_id
      and (starts_with(o.title, p_name) or o.data ->> 'sender_id' = p_user_id::text)
    order by o.user_id, o.id
    for no key update
  ) due
  where n.id = due.id;
end;
$$;

comment on function private.erase_words(uuid, text, uuid[]) is
  'Turns a person''s messages into tombstones, takes their reactions back and their name off what the system said of them, each with its rev. The caller holds these messages and sessions.';

create function private.erase_person(p_user_id uuid)
returns void language plpgsql set search_path = '' as $$
declare
  v_name constant text := private.person_name(p_user_id);
  v_session_ids constant uuid[] := array(
    select p.session_id from public.participants p where p.user_id = p_user_id order by p.session_id
  );
  v_session public.sessions;
begin
  -- In the order that holds everywhere. The first ones keep messages, changes, reports and files of theirs from coming in between.
  perform private.lock_rate(p_user_id, 'message');
  perform private.lock_rate(p_user_id, 'change');
  perform private.lock_rate(p_user_id, 'report');
  perform private.lock_files(p_user_id);
  perform 1 from public.messages m
  where m.session_id = any (v_session_ids) and (
    m.sender_id = p_user_id
    or m.message_type = 'system' and m.metadata ->> 'actor_id' = p_user_id::text
    or exists (
      select 1 from public.message_reactions r
      where r.session_id = m.session_id and r.message_id = m.id and r.user_id = p_user_id
    )
  )
  order by m.session_id, m.seq
  for no key update;
  perform 1 from public.sessions s where s.id = any (v_session_ids) order by s.id for no key update;

  for v_session in
    select * from public.sessions s
    where s.id = any (v_session_ids) and p_user_id in (s.founder_a, s.founder_b)
      and s.status in ('requested', 'accepted', 'in_progress')
    order by s.id
  loop
    perform private.change_status(
      v_session, 'account_deleted',
      case v_session.status when 'in_progress' then 'completed' else 'expired' end::public.session_status, null
    );
  end loop;

  -- Before the notifications, as everywhere.
  perform 1 from public.participant_state st
  where st.session_id = any (v_session_ids) order by st.session_id, st.user_id for no key update;
  perform private.erase_words(p_user_id, v_name, v_session_ids);

  update public.participant_state st set unread_count = u.count, unread_from_seq = u.first_seq
  from public.participant_state o
  cross join lateral private.unread_above(o.session_id, o.user_id, o.last_read_seq) u
  where o.session_id = any (v_session_ids) and o.user_id <> p_user_id and o.unread_count > 0
    and st.session_id = o.session_id and st.user_id = o.user_id and st.unread_count <> u.count;
  perform private.recount_notifications(v_session_ids);

  -- Once a person is deleted, and seldom: so no index for it, and uploads that no message named are found, too.
  insert into private.file_deletions (bucket, path)
  select o.bucket_id, o.name from storage.objects o
  where o.bucket_id = 'attachments' and split_part(o.name, '/', 2) = p_user_id::text
    or o.bucket_id = 'avatars' and split_part(o.name, '/', 1) = p_user_id::text
  on conflict do nothing;

  -- Still looked into, without what they wrote to it.
  update public.reports r set note = null where r.reporter_id = p_user_id and r.note is not null;

  -- Leaving tells the others, who then fetch what changed; where this person had left before, nobody is told by that.
  perform private.announce_session(p.session_id) from public.participants p
  where p.user_id = p_user_id and p.left_at is not null;
  delete from public.participants p where p.user_id = p_user_id;
  -- Nobody is left who ever took part.
  delete from public.sessions s
  where s.id = any (v_session_ids)
    and not exists (select 1 from public.participants p where p.session_id = s.id);
  -- Counted they stay.
  delete from private.active_people a where a.user_id = p_user_id;
  perform set_config('chat.erased', p_user_id::text, true);
end;
$$;

comment on function private.erase_person(uuid) is
  'Everything that does not go with the profile''s row by itself. Open sessions end, others keep theirs with tombstones; rows that tell what others did or decided go on naming the id, which then names nobody.';

create function private.on_profile_deleted()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if current_setting('chat.erased', true) is distinct from old.id::text then
    perform private.erase_person(old.id);
  end if;
  return old;
end;
$$;

comment on function private.on_profile_deleted() is
  'Also when an operator deletes the account, by the dashboard or the auth service''s API. Definer because that service has no rights here.';

create trigger profiles_erase before delete on public.profiles
  for each row execute function private.on_profile_deleted();

create function private.queue_former_avatar()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into private.file_deletions (bucket, path) values ('avatars', old.avatar_url) on conflict do nothing;
  return null;
end;
$$;

comment on function private.queue_former_avatar() is 'Definer because people write their own profiles and nobody the queue.';

create trigger profiles_former_avatar after update of avatar_url on public.profiles
  for each row when (old.avatar_url is distinct from new.avatar_url and old.avatar_url is not null)
  execute function private.queue_former_avatar();

create function private.delete_account(p_confirm text)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_me constant uuid := auth.uid();
  v_email text;
begin
  -- The suspended are refused: signing up anew would undo it. They can ask an admin.
  perform private.lock_user(v_me);
  select u.email into v_email from auth.users u where u.id = v_me;
  if p_confirm is null or lower(btrim(p_confirm)) is distinct from lower(v_email) then
    perform private.invalid('confirm', 'Type the e-mail address of your account to delete it.');
  end if;
  -- Before the row goes: its own lock, which deletes take first, would come before those of the sessions.
  perform private.erase_person(v_me);
  delete from auth.users u where u.id = v_me;
  -- After it, so that the line holds no name.
  perform private.audit('account_deleted', null, v_me);
end;
$$;

comment on function private.delete_account(text) is
  'Definer because nobody may delete accounts; deletes the caller''s own, with all sign-ins.';

-- The settings of the API's own function hold for the request: longer than others for who wrote very much.
create function public.delete_account(p_confirm text)
returns void language sql set search_path = '' set statement_timeout = '60s' as $$ select private.delete_account(p_confirm) $$;

comment on function public.delete_account(text) is
  'Deletes my account and everything I said, for good; p_confirm is its e-mail address. Open sessions end.';

revoke execute on function private.erase_words(uuid, text, uuid[]) from public;
revoke execute on function private.erase_person(uuid) from public;
revoke execute on function private.on_profile_deleted() from public;
revoke execute on function private.queue_former_avatar() from public;
revoke execute on function private.delete_account(text) from public;
revoke execute on function public.delete_account(text) from public, anon, service_role;
grant execute on function private.delete_account(text) to authenticated;
grant execute on function public.delete_account(text) to authenticated;
