-- Files, after their messages: each is named by its message once it lies in Storage.

create or replace function legacy_import.attach_files(p_message_id uuid)
returns void language plpgsql set search_path = '' as $$
declare
  v_message public.messages;
  v_files constant jsonb := (
    select jsonb_agg(f.file order by f.n) from legacy_import.files f where f.message_id = p_message_id and f.file is not null
  );
  v_alone constant boolean := (select bool_or(f.alone) from legacy_import.files f where f.message_id = p_message_id);
  v_rev bigint;
begin
  select * into v_message from public.messages m where m.id = p_message_id for no key update;
  if v_files is null or v_message.attachments = v_files then
    return;
  elsif v_message.id is null or v_message.deleted_at is not null then
    -- Deleted here meanwhile: its files go where those of other deleted messages went.
    insert into private.file_deletions (bucket, path)
    select 'attachments', f ->> 'path' from jsonb_array_elements(v_files) f
    on conflict do nothing;
    return;
  end if;
  -- What was edited here since is its sender's.
  if v_alone and v_message.edited_at is null then
    v_message.content := null;
  end if;
  update public.sessions s set
    last_rev = s.last_rev + 1,
    last_message = case
      when s.last_seq = v_message.seq then private.preview(v_message.content, v_files) else s.last_message
    end
  where s.id = v_message.session_id
  returning s.last_rev into v_rev;
  update public.messages m set
    attachments = v_files,
    message_type = private.type_of_files(v_files),
    content = v_message.content,
    rev = v_rev,
    content_rev = v_rev,
    updated_at = clock_timestamp()
  where m.id = p_message_id;
end;
$$;
comment on function legacy_import.attach_files(uuid) is
  'Lets a message name those of its files that were copied; every device catches up by the new rev.';
