-- Messages of some conversations at a time: judged, written in the order of their time, then who has read how far.

create or replace function legacy_import.judge_messages(p_zone text)
returns void language plpgsql set search_path = '' as $$
declare
  c_max_characters constant integer := 10000;
  c_max_files constant integer := 10;
  -- Clocks go wrong by hours; what is said to be later than this was not written by a clock.
  c_ahead constant interval := '1 day';
begin
  update legacy_import.staged s set
    legacy_id = s."row" ->> 'id',
    target_id = legacy_import.stable_id('message', s."row" ->> 'id'),
    session_id = t.session_id,
    sender_id = t.sender_id,
    receiver_id = t.receiver_id,
    created_at = legacy_import.moment(s."row" ->> 'created_at', p_zone),
    content = left(s."row" ->> 'content', c_max_characters),
    urls = t.urls[:c_max_files],
    notes = array_remove(array[
      case when char_length(s."row" ->> 'content') > c_max_characters then 'content_cut' end,
      case when cardinality(t.urls) > c_max_files then 'too_many_files' end,
      case when jsonb_typeof(s."row" -> 'attachments') not in ('array', 'null') then 'attachments_unreadable' end
    ], null),
    reason = case
      when coalesce(s."row" ->> 'id', '') = '' then 'no_id'
      when t.session_id is null then 'conversation_unknown'
      when t.sender_id is null and t.anybody is null then 'sender_unknown'
      when t.sender_id is null then 'sender_not_in_conversation'
    end
  from (
    select m.n, o.id as session_id, sender.user_id as sender_id, receiver.user_id as receiver_id,
      coalesce(person.user_id, supplier.user_id) as anybody,
      array(
        select u.url
        from jsonb_array_elements_text(
          case when jsonb_typeof(m."row" -> 'attachments') = 'array' then m."row" -> 'attachments' else '[]' end
        ) with ordinality u (url, place)
        where btrim(u.url) <> ''
        group by u.url order by min(u.place)
      ) as urls
    from legacy_import.staged m
    left join legacy_import.conversations c on c.legacy_id = m."row" ->> 'conversation_id'
    left join public.sessions o on o.id = c.session_id
    left join legacy_import.people person on person.legacy_id = m."row" ->> 'sender_id'
    left join legacy_import.suppliers supplier on supplier.legacy_id = m."row" ->> 'sender_id'
    -- Users and supplier rows may have the same ids: who takes part decides, and then what the row says of the sender.
    left join lateral (
      select p.user_id from public.participants p
      where p.session_id = c.session_id and p.user_id in (person.user_id, supplier.user_id)
      order by (p.user_id is not distinct from supplier.user_id) = (m."row" ->> 'sender_type' is not distinct from 'supplier') desc
      limit 1
    ) sender on true
    left join lateral (
      select p.user_id from public.participants p
      where p.session_id = c.session_id and p.user_id <> sender.user_id and p.user_id in (
        (select k.user_id from legacy_import.people k where k.legacy_id = m."row" ->> 'receiver_id'),
        (select k.user_id from legacy_import.suppliers k where k.legacy_id = m."row" ->> 'receiver_id')
      )
      limit 1
    ) receiver on true
  ) t
  where t.n = s.n;

  -- Only rows that are refused are written again.
  update legacy_import.staged s set reason = t.reason
  from (
    select m.n, case
      when m.created_at is null then 'time_unknown'
      when m.created_at > now() + c_ahead then 'time_in_future'
      when m.urls = '{}' and (m.content is null or not private.has_visible_character(m.content)) then 'empty'
    end as reason
    from legacy_import.staged m where m.reason is null
  ) t
  where t.n = s.n and t.reason is not null;
  perform legacy_import.mark_repeated('id_used_twice');
end;
$$;

create or replace function legacy_import.write_messages(p_run integer)
returns void language plpgsql set search_path = '' as $$
begin
  perform 1 from public.sessions o
  where o.id in (select s.session_id from legacy_import.staged s where s.reason is null)
  order by o.id for no key update;

  with fresh as materialized (
    select s.*, s.urls <> '{}' and (s.content is null or not private.has_visible_character(s.content)) as alone,
      o.last_seq, o.last_rev,
      row_number() over (partition by s.session_id order by s.created_at, s.legacy_id collate "C") as place
    from legacy_import.staged s
    join public.sessions o on o.id = s.session_id
    where s.reason is null and not exists (select 1 from public.messages m where m.id = s.target_id)
  ), files as (
    insert into legacy_import.files (message_id, n, url, folder, file_id, alone, run_id)
    select f.target_id, u.n, btrim(u.url), f.session_id || '/' || f.sender_id,
      legacy_import.stable_id('file', f.target_id || ':' || u.n), f.alone, p_run
    from fresh f cross join lateral unnest(f.urls) with ordinality u (url, n)
    on conflict (message_id, n) do nothing
  ), written as (
    insert into public.messages (id, session_id, seq, rev, sender_id, content, created_at, updated_at)
    select f.target_id, f.session_id, f.last_seq + f.place, f.last_rev + f.place, f.sender_id,
      case when f.alone then (
        select left(string_agg(coalesce(nullif(regexp_replace(u, '^.*/|[?#].*$', '', 'g'), ''), 'file'), ', '), 200)
        from unnest(f.urls) u
      ) else f.content end,
      f.created_at, f.created_at
    from fresh f
    order by f.session_id, f.place
    returning 1
  )
  update legacy_import.runs r set messages_imported = r.messages_imported + (select count(*) from written)
  where r.id = p_run;
end;
$$;
comment on function legacy_import.write_messages(integer) is
  'Appends what is not here yet. What comes late, because both systems ran for a while, comes after what is here, with its own time.';

create or replace function legacy_import.write_reading()
returns void language plpgsql set search_path = '' as $$
begin
  -- Two systems disagree about what "read" is: there a flag on every message, here one position. The position is the
  -- one before the earliest unread message, so nothing unread is ever taken for read.
  perform 1 from public.participant_state st
  where st.session_id in (select s.session_id from legacy_import.staged s where s.reason is null)
  order by st.session_id, st.user_id for no key update;

  with far as (
    select p.session_id, p.user_id, coalesce(
      min(m.seq) filter (
        where m.sender_id <> p.user_id
          and (s.receiver_id is null or s.receiver_id = p.user_id)
          and coalesce(s."row" ->> 'is_read', '') not in ('true', 't', '1')
      ) - 1,
      max(m.seq)
    ) as seq
    from legacy_import.staged s
    join public.messages m on m.id = s.target_id
    join public.participants p on p.session_id = s.session_id
    where s.reason is null
    group by p.session_id, p.user_id
  ), states as (
    update public.participant_state st set last_read_seq = far.seq
    from far
    where st.session_id = far.session_id and st.user_id = far.user_id and st.last_read_seq < far.seq
  )
  -- When it was read nobody wrote down; it was not before it was said.
  update public.receipts r set
    delivered_seq = greatest(r.delivered_seq, far.seq),
    delivered_at = coalesce(m.created_at, r.delivered_at),
    read_seq = case when r.read_seq is not null then greatest(r.read_seq, far.seq) end,
    read_at = case when r.read_seq is not null then coalesce(m.created_at, r.read_at) end
  from far
  join public.messages m on m.session_id = far.session_id and m.seq = far.seq
  where r.session_id = far.session_id and r.user_id = far.user_id and r.delivered_seq < far.seq;
end;
$$;

create or replace function legacy_import.take_messages(p_run integer, p_zone text, p_conversations text[], p_dry boolean)
returns void language plpgsql set search_path = '' as $$
declare
  v_sessions uuid[];
begin
  perform legacy_import.judge_messages(p_zone);
  if p_dry then
    update legacy_import.runs r set messages_imported = r.messages_imported + (
      select count(*) from legacy_import.staged s
      where s.reason is null and not exists (select 1 from public.messages m where m.id = s.target_id)
    )
    where r.id = p_run;
    insert into legacy_import.files (message_id, n, url, folder, file_id, alone, run_id)
    select s.target_id, u.n, btrim(u.url), '', s.target_id, false, p_run
    from legacy_import.staged s cross join lateral unnest(s.urls) with ordinality u (url, n)
    where s.reason is null
    on conflict (message_id, n) do nothing;
  else
    perform legacy_import.write_messages(p_run);
    perform legacy_import.write_reading();
    v_sessions := array(select distinct s.session_id from legacy_import.staged s where s.reason is null);
    perform private.settle_sessions(v_sessions);
    update public.sessions o set created_at = first.at
    from (
      select s.session_id, min(s.created_at) as at from legacy_import.staged s where s.reason is null group by s.session_id
    ) first
    where o.id = first.session_id and o.created_at > first.at;
  end if;
  update legacy_import.conversations c set done_run = p_run where c.legacy_id = any (p_conversations);
  update legacy_import.runs r set messages_read = r.messages_read + (select count(*) from legacy_import.staged)
  where r.id = p_run;
  perform legacy_import.set_aside(p_run, 'messages');
end;
$$;

create or replace function legacy_import.take_other_messages(p_run integer, p_zone text)
returns void language plpgsql set search_path = '' as $$
begin
  perform legacy_import.judge_messages(p_zone);
  update legacy_import.staged s set reason = 'conversation_set_aside'
  where s.reason = 'conversation_unknown' and exists (
    select 1 from legacy_import.rejects r
    where r.source = 'conversations' and r.legacy_id = s."row" ->> 'conversation_id' and not r.kept
  );
  update legacy_import.runs r set other_messages_read = (select count(*) from legacy_import.staged) where r.id = p_run;
  perform legacy_import.set_aside(p_run, 'messages');
end;
$$;
comment on function legacy_import.take_other_messages(integer, text) is
  'All messages of conversations that did not come in: none can, each is set aside.';
