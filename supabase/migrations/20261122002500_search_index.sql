-- What search looks things up in: a row of terms for every message that can be found. Apart from messages, because
-- reactions and pins update those all the time and must not touch the large index.

create function private.search_parts(p_text text, out words text[], out runs text[])
language plpgsql immutable parallel safe set search_path = '' as $$
declare
  -- Scripts that are written without spaces (Thai to Burmese, Khmer, Han, kana, Hangul) and emoji.
  c_unspaced constant text := '\u0E01-\u0EFF\u1000-\u109F\u1780-\u17FF\u2600-\u27BF\u3005-\u3007\u3040-\u30FF'
    || '\u3100-\u312F\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF'
    || '\U0001F1E6-\U0001FAFF\U00020000-\U0003FFFF';
  -- Accents, soft hyphens, joiners, directions and variation selectors: what one does not type when searching.
  c_ignored constant text := '[\u00AD\u0300-\u036F\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFE00-\uFE0F\uFEFF]+';
  -- The longest piece that is told from others, in characters.
  c_word_length constant integer := 64;
  v_text text := p_text;
begin
  runs := '{}';
  if octet_length(v_text) > char_length(v_text) then
    v_text := normalize(regexp_replace(normalize(v_text, nfkd), c_ignored, '', 'g'), nfkc);
    runs := array(select m[1] from regexp_matches(v_text, '[' || c_unspaced || ']+', 'g') m);
    if runs <> '{}' then
      v_text := regexp_replace(v_text, '[' || c_unspaced || ']+', ' ', 'g');
    end if;
  end if;
  -- This collation is part of PostgreSQL and the same everywhere; the database's own decides nothing here.
  words := array(
    select distinct left(w, c_word_length)
    from regexp_split_to_table(
      lower(v_text collate pg_catalog.pg_c_utf8), '[[:space:][:punct:][:cntrl:]]+' collate pg_catalog.pg_c_utf8
    ) w
    where w <> ''
  );
end;
$$;

comment on function private.search_parts(text) is
  'Cuts a text, or what somebody types to find it, into folded words and runs of scripts without spaces. PostgreSQL''s text search parser depends on the locale and takes a Chinese sentence for one word.';

create function private.search_terms(p_text text, p_labels text[])
returns tsvector language plpgsql immutable parallel safe set search_path = '' as $$
declare
  -- The last position that text search can tell from later ones.
  c_last_position constant integer := 16383;
  v_parts record;
  v_terms tsvector;
begin
  select p.words, p.runs into v_parts from private.search_parts(p_text) p;
  v_terms := array_to_tsvector(v_parts.words || p_labels);
  if v_parts.runs <> '{}' then
    -- Each character alone, for queries of one; each with its successor and a position, for longer ones. The last of a
    -- run has no successor, so that runs do not touch. Runs hold no quotes and no backslashes.
    v_terms := v_terms || (
      select string_agg(
        case
          when k.next is null then format('''%s''', k.this)
          else format('''%s'' ''%s%s'':%s', k.this, k.this, k.next, least(k.position, c_last_position))
        end, ' '
      )
      from (
        select c.this, lead(c.this) over (partition by r.n order by c.n) as next,
          row_number() over (order by r.n, c.n) as position
        from unnest(v_parts.runs) with ordinality r (run, n)
        cross join lateral unnest(string_to_array(r.run, null)) with ordinality c (this, n)
      ) k
    )::tsvector;
  end if;
  return v_terms;
end;
$$;

create function private.search_query(p_text text, p_labels text[])
returns tsquery language plpgsql immutable parallel safe set search_path = '' as $$
declare
  -- Every beginning of a word makes the index collect all that begin so: of a pasted paragraph, the longest decide.
  c_max_words constant integer := 12;
  v_parts record;
begin
  select p.words, p.runs into v_parts from private.search_parts(p_text) p;
  return (
    select string_agg(term, ' & ')
    from (
      select format('''%s''', label) from unnest(p_labels) label
      union all
      -- Every word may be the beginning of one.
      (
        select format('''%s'':*', word) from unnest(v_parts.words) word
        order by char_length(word) desc, word collate "C" limit c_max_words
      )
      union all
      select case
        when char_length(run) = 1 then format('''%s''', run)
        else (
          select string_agg(format('''%s''', substr(run, n, 2)), ' <-> ' order by n)
          from generate_series(1, char_length(run) - 1) n
        )
      end
      from unnest(v_parts.runs) run
    ) terms (term)
  )::tsquery;
end;
$$;

comment on function private.search_terms(text, text[]) is
  'What a message can be found by. Labels begin with @, which no word can, and say who, where and what: one index answers for words and filters.';
comment on function private.search_query(text, text[]) is
  'The same for what somebody types, all of it required; null for nothing. Words hold no quotes and no backslashes: nothing typed can become an operator.';

create function private.search_label(p_kind text, p_id uuid)
returns text language sql immutable parallel safe set search_path = '' as $$
  select '@' || p_kind || encode(uuid_send(p_id), 'base64')
$$;

comment on function private.search_label(text, uuid) is
  'Kinds: s the session, f from whom, r who may read. In a third less space than the id as text; none of its characters needs quoting.';

create table private.message_search (
  session_id uuid not null,
  seq bigint not null,
  created_at timestamptz not null,
  terms tsvector not null,
  primary key (session_id, seq),
  foreign key (session_id, seq) references public.messages (session_id, seq) on delete cascade
);

alter table private.message_search enable row level security;

-- New rows wait in a list, which costs a send 0.2 ms instead of a millisecond or more; the limit, in kB, keeps both
-- short: the search through that list, and the wait of whoever's message makes it full (some 50 ms, once in 2,000).
create index message_search_terms_idx on private.message_search using gin (terms)
  with (fastupdate = on, gin_pending_list_limit = 1024);
-- Newest first over everything: common words are found here sooner than in the other.
create index message_search_time_idx on private.message_search (created_at desc, session_id desc, seq desc);

comment on table private.message_search is
  'One row per message that can be found: none for system messages, deleted ones and former versions.';

create policy "the search index is closed to clients" on private.message_search
  for all to authenticated using (false) with check (false);

revoke all on table private.message_search from anon, authenticated, service_role;

create function private.index_message()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.deleted_at is not null then
    delete from private.message_search x where x.session_id = new.session_id and x.seq = new.seq;
    return null;
  end if;
  insert into private.message_search as x (session_id, seq, created_at, terms)
  values (
    new.session_id,
    new.seq,
    new.created_at,
    private.search_terms(
      concat_ws(' ', new.content, (select string_agg(f ->> 'name', ' ') from jsonb_array_elements(new.attachments) f)),
      array[private.search_label('s', new.session_id), private.search_label('f', new.sender_id)]
        || case when new.attachments <> '[]' then array['@file'] else '{}' end
        || case when new.content ~* 'https?://[^[:space:]]' then array['@link'] else '{}' end
        || array(
          -- Those who left, too: whether somebody may read is asked when they search.
          select private.search_label('r', p.user_id) from public.participants p where p.session_id = new.session_id
        )
    )
  )
  on conflict (session_id, seq) do update set terms = excluded.terms;
  return null;
end;
$$;

comment on function private.index_message() is
  'Keeps the row of one message. Definer because nobody may write the index; sender, words and files are the row''s own.';

create trigger messages_index after insert on public.messages
  for each row when (new.message_type <> 'system' and new.deleted_at is null)
  execute function private.index_message();
-- Not on rev, reactions and their like.
create trigger messages_index_change after update of content, attachments, deleted_at on public.messages
  for each row when (
    new.message_type <> 'system'
    and (old.content, old.attachments, old.deleted_at) is distinct from (new.content, new.attachments, new.deleted_at)
  )
  execute function private.index_message();

create function private.index_reader()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update private.message_search x set
    terms = x.terms || array_to_tsvector(array[private.search_label('r', new.user_id)])
  where x.session_id = new.session_id and x.seq >= new.from_seq;
  return null;
end;
$$;

comment on function private.index_reader() is
  'Somebody who may read what was said before they came, as when history is brought in. Whoever joins from the next message on costs one look.';

create trigger participants_index after insert or update of from_seq on public.participants
  for each row execute function private.index_reader();

revoke execute on function private.search_parts(text) from public;
revoke execute on function private.search_terms(text, text[]) from public;
revoke execute on function private.search_query(text, text[]) from public;
revoke execute on function private.search_label(text, uuid) from public;
revoke execute on function private.index_message() from public;
revoke execute on function private.index_reader() from public;
