-- Finding a mentor.

create table private.mentor_directory (
  user_id uuid primary key references public.profiles (id) on delete cascade,
  accepting boolean not null,
  full_name text not null,
  skills text[] not null,
  terms tsvector not null
);

alter table private.mentor_directory enable row level security;

-- A page is one ordered read: those who take requests first, then by name.
create index mentor_directory_list_idx on private.mentor_directory ((not accepting), full_name, user_id);
-- Words and skills alike.
create index mentor_directory_terms_idx on private.mentor_directory using gin (terms);

comment on column private.mentor_directory.skills is 'without repetitions in other capitals, and without blanks around them';
comment on table private.mentor_directory is
  'The mentors who can be found: approved and not suspended. Apart from profiles, whose policies would keep the search from its index.';

create policy "the mentor directory is closed to clients" on private.mentor_directory
  for all to authenticated using (false) with check (false);

revoke all on table private.mentor_directory from anon, authenticated, service_role;

create function private.skill_key(p_skill text)
returns text language sql immutable set search_path = '' as $$
  select lower(btrim(p_skill) collate pg_catalog.pg_c_utf8)
$$;

create function private.skill_labels(p_skills text[])
returns text[] language sql immutable set search_path = '' as $$
  select array(select '@k' || md5(private.skill_key(k)) from unnest(p_skills) k)
$$;

comment on function private.skill_labels(text[]) is
  'Whole skills as terms of the search, whatever their case and characters; beside them their words are terms, too.';

create function private.refresh_mentor_directory(p_user_id uuid)
returns void language plpgsql set search_path = '' as $$
begin
  insert into private.mentor_directory (user_id, accepting, full_name, skills, terms)
  select p.id, p.accepting, p.full_name, array(
    select distinct on (private.skill_key(k)) btrim(k) from unnest(p.skills) with ordinality u (k, n)
    order by private.skill_key(k), n
  ), private.search_terms(
    concat_ws(' ', p.full_name, p.headline, p.bio, array_to_string(p.skills, ' ')), private.skill_labels(p.skills)
  )
  from public.profiles p
  where p.id = p_user_id and p.role = 'mentor' and p.mentor_status = 'approved' and not private.is_suspended(p.id)
  on conflict (user_id) do update set
    accepting = excluded.accepting, full_name = excluded.full_name, skills = excluded.skills, terms = excluded.terms;
  if not found then
    delete from private.mentor_directory d where d.user_id = p_user_id;
  end if;
end;
$$;

create function private.on_mentor_changed()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.refresh_mentor_directory(new.id);
  return null;
end;
$$;

create function private.on_account_state_changed()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.refresh_mentor_directory(coalesce(new.user_id, old.user_id));
  return null;
end;
$$;

comment on function private.on_mentor_changed() is
  'Definer because people write their own profiles and nobody writes the directory.';

create trigger profiles_directory
  after insert or update of full_name, headline, bio, skills, role, mentor_status, accepting on public.profiles
  for each row execute function private.on_mentor_changed();
create trigger account_states_directory after insert or update or delete on private.account_states
  for each row execute function private.on_account_state_changed();

create function private.directory_query(p_text text, p_labels text[])
returns tsquery language plpgsql immutable set search_path = '' as $$
declare
  c_max_characters constant integer := 100;
  v_text constant text := nullif(btrim(p_text), '');
begin
  if char_length(v_text) > c_max_characters then
    perform private.invalid('query', format('Search for %s characters at most.', c_max_characters));
  end if;
  if v_text is not null and private.search_query(v_text, '{}') is null then
    perform private.invalid('query', 'Search for letters, digits or emoji.');
  end if;
  return private.search_query(v_text, p_labels);
end;
$$;

comment on function private.directory_query(text, text[]) is
  'What somebody types into a directory, and labels that are required, too; null for all of it.';

create function private.list_mentors(p_query text, p_skills text[], p_available boolean, p_cursor text, p_limit integer)
returns jsonb language plpgsql stable security definer set search_path = ''
-- A plan for any words and filters would read everything.
set plan_cache_mode = force_custom_plan as $$
declare
  c_max_skills constant integer := 10;
  v_limit constant integer := least(greatest(coalesce(p_limit, 50), 1), 100);
  v_hidden constant uuid[] := private.blocked_either_way((select auth.uid()));
  v_query tsquery;
  v_after jsonb;
begin
  if cardinality(p_skills) > c_max_skills then
    perform private.invalid('skills', format('Choose %s skills at most.', c_max_skills));
  end if;
  v_query := private.directory_query(p_query, private.skill_labels(coalesce(p_skills, '{}')));
  v_after := private.read_name_cursor(p_cursor);

  return (
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(i.item order by page.n) filter (where page.n <= v_limit), '[]'),
      'has_more', count(*) > v_limit,
      'next_cursor', max(private.write_name_cursor(not page.accepting, page.full_name, page.user_id))
        filter (where page.n = v_limit and page.more)
    )
    from (
      select k.*, row_number() over (order by not k.accepting, k.full_name, k.user_id) as n, count(*) over () > v_limit as more
      from (
        select d.user_id, d.accepting, d.full_name
        from private.mentor_directory d
        where (v_query is null or d.terms @@ v_query)
          and (p_available is not true or d.accepting)
          and d.user_id <> all (v_hidden)
          and (
            v_after is null
            or (not d.accepting, d.full_name, d.user_id)
              > ((v_after ->> 0)::boolean, v_after ->> 1, (v_after ->> 2)::uuid)
          )
        order by not d.accepting, d.full_name, d.user_id
        limit v_limit + 1
      ) k
    ) page
    join private.person_items i on i.user_id = page.user_id
  );
end;
$$;

create function private.read_name_cursor(p_cursor text)
returns jsonb language plpgsql immutable set search_path = '' as $$
declare
  v_cursor jsonb;
begin
  v_cursor := convert_from(decode(p_cursor, 'base64'), 'utf8')::jsonb;
  -- Whatever does not become these is refused here, too.
  perform (v_cursor ->> 0)::boolean, (v_cursor ->> 2)::uuid;
  if p_cursor is not null and num_nulls(v_cursor ->> 0, v_cursor ->> 1, v_cursor ->> 2) > 0 then
    perform private.invalid('cursor', 'This list cursor is not valid.');
  end if;
  return v_cursor;
exception when data_exception then
  perform private.invalid('cursor', 'This list cursor is not valid.');
end;
$$;

create function private.write_name_cursor(p_last boolean, p_name text, p_id uuid)
returns text language sql immutable set search_path = '' as $$
  select translate(encode(convert_to(jsonb_build_array(p_last, p_name, p_id)::text, 'utf8'), 'base64'), E'\n', '')
$$;

comment on function private.read_name_cursor(text) is
  'Where a page begins in a list of two parts that is sorted by name, then id: [in the second part, name, id], null for the beginning.';

create function private.mentor_skills()
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  c_most constant integer := 200;
begin
  -- Walks the directory, once for each time that somebody opens the page: some 20 ms for 10,000 mentors. The key is
  -- private.skill_key, written out because a call for each row costs ten times as much.
  return (
    select coalesce(jsonb_agg(jsonb_build_object('skill', s.skill, 'mentors', s.mentors) order by s.mentors desc, s.key), '[]')
    from (
      -- Shown as most of them write it.
      select w.key, (array_agg(w.skill order by w.mentors desc, w.skill))[1] as skill, sum(w.mentors) as mentors
      from (
        select k as skill, lower(k collate pg_catalog.pg_c_utf8) as key, count(*) as mentors
        from private.mentor_directory d
        cross join unnest(d.skills) k
        group by k
      ) w
      group by w.key
      order by sum(w.mentors) desc, w.key
      limit c_most
    ) s
  );
end;
$$;

comment on function private.list_mentors(text, text[], boolean, text, integer) is
  'Definer because the directory is closed; shows nobody who is suspended, or blocked by or blocking the caller.';
comment on function private.mentor_skills() is 'Definer as list_mentors; numbers only.';
create function public.list_mentors(
  p_query text default null,
  p_skills text[] default null,
  p_available boolean default null,
  p_cursor text default null,
  p_limit integer default 50
)
returns jsonb language sql stable set search_path = '' as $$
  select private.list_mentors(p_query, p_skills, p_available, p_cursor, p_limit)
$$;

create function public.mentor_skills()
returns jsonb language sql stable set search_path = '' as $$ select private.mentor_skills() $$;

comment on function public.list_mentors(text, text[], boolean, text, integer) is
  'Approved mentors with words that begin like every word of the query and with all of the skills, those who take requests first (or only, if p_available), then by name, at most 100: {items, next_cursor, has_more}. reply_seconds is a median, rating_average null below three ratings.';
comment on function public.mentor_skills() is 'What mentors can help with: [{skill, mentors}], most mentors first.';
revoke execute on function private.skill_key(text) from public;
revoke execute on function private.skill_labels(text[]) from public;
revoke execute on function private.refresh_mentor_directory(uuid) from public;
revoke execute on function private.on_mentor_changed() from public;
revoke execute on function private.on_account_state_changed() from public;
revoke execute on function private.directory_query(text, text[]) from public;
revoke execute on function private.read_name_cursor(text) from public;
revoke execute on function private.write_name_cursor(boolean, text, uuid) from public;
revoke execute on function private.list_mentors(text, text[], boolean, text, integer) from public;
revoke execute on function private.mentor_skills() from public;
revoke execute on function public.list_mentors(text, text[], boolean, text, integer) from public, anon, service_role;
revoke execute on function public.mentor_skills() from public, anon, service_role;
grant execute on function private.list_mentors(text, text[], boolean, text, integer) to authenticated;
grant execute on function private.mentor_skills() to authenticated;
grant execute on function public.list_mentors(text, text[], boolean, text, integer) to authenticated;
grant execute on function public.mentor_skills() to authenticated;
