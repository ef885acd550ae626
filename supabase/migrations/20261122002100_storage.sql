-- The buckets and their policies. On their own because policies lock storage.objects, which the platform owns.
-- svg and html are missing on purpose: they run scripts when opened.

insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values
  ('attachments', 'attachments', false, 10485760, array[
    'image/png', 'image/jpeg', 'image/webp', 'image/gif', 'application/pdf', 'text/plain', 'text/csv',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    'application/zip'
  ]),
  ('avatars', 'avatars', true, 10485760, array['image/png', 'image/jpeg', 'image/webp', 'image/gif']);

-- One policy per verb, as everywhere. An avatar lies at {user_id}/{uuid}.{ext}; everybody downloads it,
-- which needs no policy in a public bucket, and only its owner lists it.

create policy "people upload attachments and avatars into their own folder" on storage.objects
  for insert to authenticated with check (
    case bucket_id
      when 'attachments' then private.may_upload_attachment(name)
      when 'avatars' then private.may_write_avatar(name)
      else false
    end
  );
create policy "people read attachments they may see and find their own avatars" on storage.objects
  for select to authenticated using (
    case bucket_id
      when 'attachments' then private.may_read_attachment(name)
      when 'avatars' then (storage.foldername(name))[1] = (select auth.uid())::text
      else false
    end
  );
-- Attachments are missing on purpose: what was sent is neither overwritten nor moved.
create policy "people replace their own avatars" on storage.objects
  for update to authenticated
  using (bucket_id = 'avatars' and (storage.foldername(name))[1] = (select auth.uid())::text)
  with check (bucket_id = 'avatars' and private.may_write_avatar(name));
create policy "people delete unsent attachments and their own avatars" on storage.objects
  for delete to authenticated using (
    case bucket_id
      when 'attachments' then private.may_delete_attachment(name)
      when 'avatars' then (storage.foldername(name))[1] = (select auth.uid())::text
      else false
    end
  );
