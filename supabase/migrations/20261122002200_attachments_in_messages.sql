-- Which files a message may name. What clients say about a file is its path, its name and how large a picture is;
-- size and type are those of what was stored.

create function private.is_file_name(p_name jsonb)
returns boolean language plpgsql immutable set search_path = '' as $$
declare
  c_max_characters constant integer := 255;
  v_name constant text := p_name #>> '{}';
begin
  return coalesce(
    jsonb_typeof(p_name) = 'string'
    and char_length(v_name) <= c_max_characters
    and v_name !~ '[\u0001-\u001F\u007F-\u009F/\\]'
    and private.has_visible_character(v_name),
    false
  );
end;
$$;

create function private.is_pixels(p_length jsonb)
returns boolean language plpgsql immutable set search_path = '' as $$
declare
  c_max_pixels constant integer := 65535;
begin
  return case coalesce(jsonb_typeof(p_length), 'null')
    when 'null' then true
    when 'number' then p_length::numeric between 1 and c_max_pixels and p_length::numeric = trunc(p_length::numeric)
    else false
  end;
end;
$$;

create function private.admit_attachment(p_session_id uuid, p_sender_id uuid, p_file jsonb)
returns jsonb language plpgsql set search_path = '' as $$
declare
  v_path constant text := p_file ->> 'path';
  v_bucket storage.buckets;
  v_metadata jsonb;
  v_size bigint;
  v_mime text;
begin
  if not private.is_file_name(p_file -> 'name') then
    perform private.invalid('attachments', 'A file needs a name of at most 255 characters, without slashes.');
  end if;

  if private.attachment_folder(v_path) = array[p_session_id, p_sender_id]
    -- Removed with its message, though the file may still lie there.
    and not exists (select 1 from private.file_deletions d where d.bucket = 'attachments' and d.path = v_path)
  then
    select o.metadata into v_metadata from storage.objects o where o.bucket_id = 'attachments' and o.name = v_path;
  end if;
  v_size := (v_metadata ->> 'size')::bigint;
  v_mime := lower(btrim(split_part(v_metadata ->> 'mimetype', ';', 1)));
  if v_size is null or v_mime is null then
    perform private.invalid('attachments', 'This file is not there, or not yours to send here.');
  end if;

  if exists (
    select 1 from public.messages m
    where m.attachments @> jsonb_build_array(jsonb_build_object('path', v_path)) and m.attachments <> '[]'
  ) then
    perform private.invalid('attachments', 'This file was sent before.');
  end if;

  -- Storage asked all this at the upload; whoever holds the server's key was not asked.
  select * into v_bucket from storage.buckets b where b.id = 'attachments';
  if v_size = 0 then
    perform private.invalid('attachments', 'This file is empty.');
  elsif v_size > v_bucket.file_size_limit then
    perform private.invalid('attachments', format('This file is too large: %s bytes at most.', v_bucket.file_size_limit));
  elsif v_mime <> all (v_bucket.allowed_mime_types) then
    perform private.invalid('attachments', 'Files of this type cannot be sent.');
  end if;

  if v_mime not like 'image/%' then
    p_file := p_file - 'width' - 'height';
  elsif not (private.is_pixels(p_file -> 'width') and private.is_pixels(p_file -> 'height')) then
    perform private.invalid('attachments', 'Width and height of a picture are whole numbers of pixels.');
  end if;
  return jsonb_strip_nulls(jsonb_build_object(
    'path', v_path,
    'name', p_file -> 'name',
    'size', v_size,
    'mime', v_mime,
    'width', p_file -> 'width',
    'height', p_file -> 'height'
  ));
end;
$$;

create function private.admit_attachments(p_session_id uuid, p_sender_id uuid, p_attachments jsonb)
returns jsonb language plpgsql set search_path = '' as $$
declare
  -- The table's check constraint is the backstop.
  c_max_files constant integer := 10;
  v_file jsonb;
  v_admitted jsonb := '[]';
begin
  if jsonb_typeof(p_attachments) <> 'array' then
    perform private.invalid('attachments', 'Attachments are a list of files.');
  elsif jsonb_array_length(p_attachments) > c_max_files then
    perform private.invalid('attachments', format('A message holds %s files at most.', c_max_files));
  end if;

  perform private.lock_files(p_sender_id);
  for v_file in select value from jsonb_array_elements(p_attachments) loop
    if v_admitted @> jsonb_build_array(jsonb_build_object('path', v_file -> 'path')) then
      perform private.invalid('attachments', 'The same file is named twice.');
    end if;
    v_admitted := v_admitted || private.admit_attachment(p_session_id, p_sender_id, v_file);
  end loop;
  return v_admitted;
end;
$$;

comment on function private.admit_attachment(uuid, uuid, jsonb) is
  'One file as the message will name it, or a refusal that says alike "does not exist" and "is somebody else''s".';
comment on function private.admit_attachments(uuid, uuid, jsonb) is
  'All files of a new message. The caller holds the sender''s rate lock, so no two messages claim one file at once.';

create function private.type_of_files(p_attachments jsonb)
returns public.message_type language plpgsql immutable set search_path = '' as $$
begin
  return case
    when exists (select 1 from jsonb_array_elements(p_attachments) f where f ->> 'mime' not like 'image/%') then 'file'
    else 'image'
  end;
end;
$$;

revoke execute on function private.is_file_name(jsonb) from public;
revoke execute on function private.is_pixels(jsonb) from public;
revoke execute on function private.admit_attachment(uuid, uuid, jsonb) from public;
revoke execute on function private.admit_attachments(uuid, uuid, jsonb) from public;
revoke execute on function private.type_of_files(jsonb) from public;
