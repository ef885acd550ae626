-- Bookmarks: messages that a person keeps at hand for themselves, from all their sessions.

create function private.set_bookmark(p_message_id uuid, p_on boolean)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_me constant uuid := auth.uid();
  v_message public.messages;
begin
  if p_on is null then
    perform private.invalid('on', 'Say whether to keep or to drop the bookmark.');
  end if;
  if p_on then
    v_message := private.lock_message(p_message_id);
    if v_message.deleted_at is not null then
      perform private.message_deleted();
    end if;
    insert into public.bookmarks (session_id, message_id, user_id)
    values (v_message.session_id, p_message_id, v_me)
    on conflict do nothing;
  else
    perform private.refuse_suspended(v_me);
    -- Also of a message that may not be read any more.
    delete from public.bookmarks b using public.messages m
    where m.id = p_message_id and b.session_id = m.session_id and b.message_id = m.id and b.user_id = v_me
    returning m.* into v_message;
  end if;
  if found then
    perform private.tell(v_me, 'bookmark', jsonb_build_object(
      'message_id', p_message_id, 'session_id', v_message.session_id, 'on', p_on
    ));
  end if;
end;
$$;

create function private.list_bookmarks(p_before text, p_limit integer)
returns json language plpgsql stable security definer set search_path = '' as $$
declare
  v_me constant uuid := auth.uid();
  v_limit constant integer := least(greatest(coalesce(p_limit, 50), 1), 100);
  v_before record;
begin
  select c.at, c.id into v_before from private.read_cursor(p_before) c;
  return (
    select json_build_object(
      'items', coalesce(json_agg(json_build_object(
        'message', page.item, 'session_subject', page.subject, 'bookmarked_at', page.created_at
      ) order by page.n) filter (where page.n <= v_limit), '[]'),
      'has_more', count(*) > v_limit,
      'next_cursor', case when count(*) > v_limit then
        max(private.write_cursor(page.created_at, page.message_id)) filter (where page.n = v_limit)
      end
    )
    from (
      select k.*, row_number() over (order by k.created_at desc, k.message_id desc) as n
      from (
        select b.created_at, b.message_id, s.subject, i.item
        from public.bookmarks b
        join public.participants p on p.session_id = b.session_id and p.user_id = v_me and p.left_at is null
        -- Of a deleted message nothing is left to come back to.
        join public.messages m
          on m.session_id = b.session_id and m.id = b.message_id and m.seq >= p.from_seq and m.deleted_at is null
        join public.sessions s on s.id = b.session_id
        join private.message_items i on i.id = b.message_id
        where b.user_id = v_me and (b.created_at, b.message_id) < (v_before.at, v_before.id)
        order by b.created_at desc, b.message_id desc
        limit v_limit + 1
      ) k
    ) page
  );
end;
$$;

comment on function private.set_bookmark(uuid, boolean) is
  'Definer because nobody may write bookmarks; the caller is auth.uid() and must see the message.';
comment on function private.list_bookmarks(text, integer) is
  'Definer as get_messages; only what the caller may read now.';

create function public.set_bookmark(p_message_id uuid, p_on boolean)
returns void language sql set search_path = '' as $$ select private.set_bookmark(p_message_id, p_on) $$;

create function public.list_bookmarks(p_before text default null, p_limit integer default 50)
returns json language sql stable set search_path = '' as $$ select private.list_bookmarks(p_before, p_limit) $$;

comment on function public.set_bookmark(uuid, boolean) is
  'Keeps a message at hand for me, or no longer. Repeating changes nothing.';
comment on function public.list_bookmarks(text, integer) is
  'The messages I keep at hand, newest bookmark first, at most 100: {items: [{message, session_subject, bookmarked_at}], next_cursor, has_more}.';

revoke execute on function private.set_bookmark(uuid, boolean) from public;
revoke execute on function private.list_bookmarks(text, integer) from public;
revoke execute on function public.set_bookmark(uuid, boolean) from public, anon, service_role;
revoke execute on function public.list_bookmarks(text, integer) from public, anon, service_role;
grant execute on function private.set_bookmark(uuid, boolean) to authenticated;
grant execute on function private.list_bookmarks(text, integer) to authenticated;
grant execute on function public.set_bookmark(uuid, boolean) to authenticated;
grant execute on function public.list_bookmarks(text, integer) to authenticated;
