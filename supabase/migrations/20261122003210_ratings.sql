-- What students say about a session once it is completed: for admins to read, and from three on an average for all.

create table public.ratings (
  session_id uuid primary key references public.sessions (id) on delete cascade,
  rater_id uuid references public.profiles (id) on delete set null,
  ratee_id uuid not null references public.profiles (id) on delete cascade,
  stars smallint not null check (stars between 1 and 5),
  comment text check (char_length(comment) between 1 and 1000),
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);

create table private.rating_totals (
  user_id uuid primary key references public.profiles (id) on delete cascade,
  stars integer not null,
  ratings integer not null
);

alter table public.ratings enable row level security;
alter table private.rating_totals enable row level security;

create index ratings_rater_idx on public.ratings (rater_id);
-- Read by admins, person by person, newest first; it also serves the foreign key.
create index ratings_ratee_idx on public.ratings (ratee_id, updated_at desc, session_id desc);

comment on table public.ratings is 'One per session, by its student about its mentor, who reads neither stars nor words.';
comment on column public.ratings.rater_id is 'Null when the student''s account is gone: the stars still count, the words went with it.';
comment on table private.rating_totals is 'Sum and number of a person''s ratings: lists of people never add them up.';

create policy "students read what they gave" on public.ratings
  for select to authenticated using (rater_id = (select auth.uid()));
create policy "rating totals are closed to clients" on private.rating_totals
  for all to authenticated using (false) with check (false);

revoke all on table public.ratings, private.rating_totals from anon, authenticated, service_role;
grant select on table public.ratings to authenticated, service_role;

create function private.count_rating()
returns trigger language plpgsql set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    insert into private.rating_totals as t (user_id, stars, ratings) values (new.ratee_id, new.stars, 1)
    on conflict (user_id) do update set stars = t.stars + excluded.stars, ratings = t.ratings + 1;
  elsif tg_op = 'UPDATE' then
    update private.rating_totals t set stars = t.stars + new.stars - old.stars where t.user_id = new.ratee_id;
  else
    -- The person's own row may be gone already, with the person.
    update private.rating_totals t set stars = t.stars - old.stars, ratings = t.ratings - 1 where t.user_id = old.ratee_id;
  end if;
  return null;
end;
$$;

create trigger ratings_count after insert or update of stars or delete on public.ratings
  for each row execute function private.count_rating();

create function private.forget_words_of_rating()
returns trigger language plpgsql set search_path = '' as $$
begin
  new.comment := null;
  return new;
end;
$$;

create trigger ratings_forget_words before update of rater_id on public.ratings
  for each row when (new.rater_id is null) execute function private.forget_words_of_rating();

create function private.rating_item(p_user_id uuid, out average numeric, out ratings integer)
language plpgsql stable set search_path = '' as $$
declare
  -- Of fewer, each could be told from the average.
  c_shown_from constant integer := 3;
begin
  select round(t.stars::numeric / t.ratings, 2), t.ratings into average, ratings
  from private.rating_totals t where t.user_id = p_user_id and t.ratings >= c_shown_from;
  ratings := coalesce(ratings, 0);
end;
$$;

comment on function private.rating_item(uuid) is
  'What everybody may know of a person''s ratings: average in stars with two decimals, and how many; null and 0 below three.';

insert into public.app_settings (key, value, description) values
  ('rating_window', '604800', 'seconds during which a student may change a rating');

create function private.rate_session(p_session_id uuid, p_stars integer, p_comment text)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  c_max_characters constant integer := 1000;
  v_me constant uuid := auth.uid();
  v_now constant timestamptz := clock_timestamp();
  v_comment constant text := case when private.has_visible_character(p_comment) then btrim(p_comment) end;
  v_session public.sessions;
  v_rating public.ratings;
begin
  perform private.lock_user(v_me);
  -- The student also after having left it. The share lock keeps the session from going in between.
  select s.* into v_session from public.sessions s
  where s.id = p_session_id
    and exists (
      select 1 from public.participants p
      where p.session_id = s.id and p.user_id = v_me and (p.left_at is null or s.founder_a = v_me)
    )
  for key share;
  if not found then
    perform private.session_not_found();
  end if;
  if v_session.kind <> 'mentoring' or v_session.founder_a <> v_me then
    raise exception using errcode = '42501', message = 'Only the student of a mentoring session can rate it.';
  end if;
  if p_stars is null or p_stars not between 1 and 5 then
    perform private.invalid('stars', 'Give one to five stars.');
  end if;
  if char_length(v_comment) > c_max_characters then
    perform private.invalid('comment', format('A comment may have %s characters at most.', c_max_characters));
  end if;
  if v_session.status <> 'completed' then
    perform private.fail(409, 'not_completed', 'You can rate this session once it is completed.');
  end if;
  if not exists (select 1 from public.profiles p where p.id = v_session.founder_b) then
    perform private.person_not_found();
  end if;

  select * into v_rating from public.ratings r where r.session_id = p_session_id;
  if found and v_rating.stars = p_stars and v_rating.comment is not distinct from v_comment then
    null; -- a retry, at any time
  elsif v_rating.created_at <= v_now - private.seconds('rating_window') then
    perform private.fail(409, 'rating_window_over', 'This rating is too old to be changed.');
  else
    insert into public.ratings as r (session_id, rater_id, ratee_id, stars, comment)
    values (p_session_id, v_me, v_session.founder_b, p_stars, v_comment)
    on conflict (session_id) do update set stars = excluded.stars, comment = excluded.comment, updated_at = v_now
    returning r.* into v_rating;
  end if;
  return to_jsonb(v_rating) || jsonb_build_object('changeable_until', v_rating.created_at + private.seconds('rating_window'));
end;
$$;

create function private.list_ratings(p_user_id uuid, p_before text, p_limit integer)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_limit constant integer := least(greatest(coalesce(p_limit, 50), 1), 100);
  v_before record;
begin
  perform private.require_admin();
  select c.at, c.id into v_before from private.read_cursor(p_before) c;
  return (
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(page.item order by page.n) filter (where page.n <= v_limit), '[]'),
      'has_more', count(*) > v_limit,
      'next_cursor', case when count(*) > v_limit then
        max(private.write_cursor(page.updated_at, page.session_id)) filter (where page.n = v_limit)
      end
    )
    from (
      select k.*, row_number() over (order by k.updated_at desc, k.session_id desc) as n
      from (
        select r.updated_at, r.session_id,
          to_jsonb(r) || jsonb_build_object('rater_name', f.full_name, 'session_subject', s.subject) as item
        from public.ratings r
        join public.sessions s on s.id = r.session_id
        left join public.profiles f on f.id = r.rater_id
        where r.ratee_id = p_user_id and (r.updated_at, r.session_id) < (v_before.at, v_before.id)
        order by r.updated_at desc, r.session_id desc
        limit v_limit + 1
      ) k
    ) page
  );
end;
$$;

comment on function private.rate_session(uuid, integer, text) is
  'Definer because nobody may write ratings; the caller is auth.uid() and must be the session''s student.';
comment on function private.list_ratings(uuid, text, integer) is
  'Definer because the policy of ratings shows each to its student only; the caller must be an admin.';

create function public.rate_session(p_session_id uuid, p_stars integer, p_comment text default null)
returns jsonb language sql set search_path = '' as $$ select private.rate_session(p_session_id, p_stars, p_comment) $$;

create function public.list_ratings(p_user_id uuid, p_before text default null, p_limit integer default 50)
returns jsonb language sql stable set search_path = '' as $$ select private.list_ratings(p_user_id, p_before, p_limit) $$;

comment on function public.rate_session(uuid, integer, text) is
  'Rates my completed mentoring session with 1 to 5 stars and up to 1,000 characters, or changes that within rating_window: the rating with changeable_until.';
comment on function public.list_ratings(uuid, text, integer) is
  'For admins: what students said about a mentor, last changed first, at most 100: {items, next_cursor, has_more}.';

revoke execute on function private.count_rating() from public;
revoke execute on function private.forget_words_of_rating() from public;
revoke execute on function private.rating_item(uuid) from public;
revoke execute on function private.rate_session(uuid, integer, text) from public;
revoke execute on function private.list_ratings(uuid, text, integer) from public;
revoke execute on function public.rate_session(uuid, integer, text) from public, anon, service_role;
revoke execute on function public.list_ratings(uuid, text, integer) from public, anon, service_role;
grant execute on function private.rate_session(uuid, integer, text) to authenticated;
grant execute on function private.list_ratings(uuid, text, integer) to authenticated;
grant execute on function public.rate_session(uuid, integer, text) to authenticated;
grant execute on function public.list_ratings(uuid, text, integer) to authenticated;
