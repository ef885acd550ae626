-- Who may do what with a file of a conversation, or with a picture of themselves. The path says whose it is:
-- {session_id}/{user_id}/{uuid}.{ext} or {user_id}/{uuid}.{ext}.
-- The policies that ask are in the next file, apart because they lock a platform table.

-- Files are found by the messages that name them; few messages name any.
create index messages_attachments_idx on public.messages using gin (attachments jsonb_path_ops)
  where attachments <> '[]';

create function private.attachment_folder(p_name text)
returns uuid[] language sql immutable set search_path = '' as $$
  select case
    when p_name ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[a-z0-9]{1,10}$'
      then array[split_part(p_name, '/', 1)::uuid, split_part(p_name, '/', 2)::uuid]
  end
$$;

comment on function private.attachment_folder(text) is
  'Session and owner of an attachment, null for every other path: other depths, letters and traversals are no attachments.';

create function private.may_upload_attachment(p_name text)
returns boolean language plpgsql stable security definer set search_path = '' as $$
declare
  v_folder constant uuid[] := private.attachment_folder(p_name);
begin
  return v_folder is not null
    and v_folder[2] = (select auth.uid())
    and private.is_participant(v_folder[1]);
end;
$$;

comment on function private.may_upload_attachment(text) is
  'Current participants, into their own folder. Whether the session still takes messages is asked when the message is sent.';

create function private.is_unsent_attachment(p_name text)
returns boolean language plpgsql stable security definer set search_path = '' as $$
begin
  return (private.attachment_folder(p_name))[2] = (select auth.uid())
    and not exists (
      select 1 from public.messages m
      where m.attachments @> jsonb_build_array(jsonb_build_object('path', p_name)) and m.attachments <> '[]'
    );
end;
$$;

comment on function private.is_unsent_attachment(text) is
  'Whether this is the caller''s file and no message names it: an upload that was cancelled or not sent yet. Null for what is no attachment.';

create function private.lock_files(p_user_id uuid)
returns void language plpgsql set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('files:' || p_user_id, 0));
end;
$$;

comment on function private.lock_files(uuid) is
  'Sending a file and withdrawing it take turns: otherwise both could be allowed at once, and a message would name a file that is gone. Comes with the locks of the user.';

create function private.may_delete_attachment(p_name text)
returns boolean language plpgsql security definer set search_path = '' as $$
begin
  if private.is_unsent_attachment(p_name) is not true then
    return false;
  end if;
  perform private.lock_files((select auth.uid()));
  -- Volatile, so this looks again at what is true after the wait.
  return private.is_unsent_attachment(p_name);
end;
$$;

comment on function private.may_delete_attachment(text) is 'The owner, while no message names the file.';

create function private.may_read_attachment(p_name text)
returns boolean language plpgsql stable security definer set search_path = '' as $$
declare
  v_session_id constant uuid := (private.attachment_folder(p_name))[1];
begin
  return private.is_unsent_attachment(p_name) or exists (
    select 1 from public.messages m
    where m.attachments @> jsonb_build_array(jsonb_build_object('path', p_name))
      and m.attachments <> '[]'
      and m.session_id = v_session_id
      and m.seq >= private.readable_from_seq(v_session_id)
  ) or v_session_id = private.reviewed_session_id() and exists (
    select 1 from public.message_versions v
    where v.session_id = v_session_id and v.attachments @> jsonb_build_array(jsonb_build_object('path', p_name))
  );
end;
$$;

comment on function private.may_read_attachment(text) is
  'Participants, through a message of the same session that they may see; before any message names the file, its owner only. Under review also what a removed message named, until it is deleted.';

create function private.may_write_avatar(p_name text)
returns boolean language plpgsql stable security definer set search_path = '' as $$
begin
  return p_name ~ ('^' || (select auth.uid()) || '/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[a-z0-9]{1,10}$')
    and private.is_active((select auth.uid()));
end;
$$;

comment on function private.may_write_avatar(text) is
  'The path that a profile may name, in one''s own folder. Definer because a sign-in outlives its account for up to an hour, and a suspension is nobody''s to read.';

revoke execute on function private.attachment_folder(text) from public;
revoke execute on function private.is_unsent_attachment(text) from public;
revoke execute on function private.lock_files(uuid) from public;
revoke execute on function private.may_upload_attachment(text) from public;
revoke execute on function private.may_read_attachment(text) from public;
revoke execute on function private.may_delete_attachment(text) from public;
revoke execute on function private.may_write_avatar(text) from public;
grant execute on function private.may_upload_attachment(text) to authenticated;
grant execute on function private.may_read_attachment(text) to authenticated;
grant execute on function private.may_delete_attachment(text) to authenticated;
grant execute on function private.may_write_avatar(text) to authenticated;
