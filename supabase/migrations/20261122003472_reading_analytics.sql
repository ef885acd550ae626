-- What admins see of the numbers: a range of days, of one kind of session and one role, or of all.

create function private.check_days(p_from date, p_to date)
returns void language plpgsql set search_path = '' as $$
declare
  c_max_days constant integer := 400;
begin
  if p_from is null or not isfinite(p_from) then
    perform private.invalid('from', 'Choose the first day.');
  elsif p_to is null or not isfinite(p_to) then
    perform private.invalid('to', 'Choose the last day.');
  elsif p_to < p_from then
    perform private.invalid('to', 'The last day lies before the first.');
  elsif p_to - p_from >= c_max_days then
    perform private.invalid('from', format('Choose %s days at most.', c_max_days));
  end if;
end;
$$;

create function private.analytics(p_from date, p_to date, p_role public.app_role, p_kind public.session_kind)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  c_mentors constant integer := 10;
  -- Up to how many seconds a first reply counts into which bar; the last has no end.
  c_borders constant integer[] := array[300, 900, 3600, 14400, 43200, 86400, 259200];
  v_days jsonb;
  v_first_reply jsonb;
  v_mentors jsonb;
begin
  perform private.require_admin();
  perform private.check_days(p_from, p_to);

  with sessions as materialized (
    select f.day, f.status, f.kind, f.asked_id, f.first_by, f.reply_seconds,
      f.reply_seconds is not null and (p_role is null or f.reply_role = p_role) as replied
    from private.session_facts f
    where f.day between p_from and p_to
      and (p_kind is null or f.kind = p_kind) and (p_role is null or p_role in (f.role_a, f.role_b))
  ), opened as (
    select g.day, jsonb_object_agg(g.status, g.n) as by_status
    from (select s.day, s.status, count(*) as n from sessions s group by s.day, s.status) g
    group by g.day
  ), replies as (
    select s.day, count(*) as n, percentile_disc(0.5) within group (order by s.reply_seconds) as median
    from sessions s where s.replied group by s.day
  ), activity as (
    select a.day, sum(a.messages) as messages, sum(a.people) as people
    from private.activity_days a
    where a.day between p_from and p_to and a.kind = coalesce(p_kind::text, 'any') and (p_role is null or a.role = p_role::text)
    group by a.day
  ), reported as (
    -- Few enough to be looked at one by one.
    select (r.created_at at time zone 'UTC')::date as day, count(*) as n
    from public.reports r
    join public.sessions s on s.id = r.session_id
    left join public.profiles p on p.id = r.reporter_id
    where r.created_at >= p_from::timestamp at time zone 'UTC' and r.created_at < (p_to + 1)::timestamp at time zone 'UTC'
      and (p_kind is null or s.kind = p_kind) and (p_role is null or p.role = p_role)
    group by 1
  ), bars as (
    select width_bucket(s.reply_seconds - 1, array[0] || c_borders) as n, count(*) as replies
    from sessions s where s.replied group by 1
  ), mentors as (
    select s.asked_id as id, count(*) as sessions,
      count(*) filter (where s.status = 'completed') as completed,
      percentile_disc(0.5) within group (order by s.reply_seconds) filter (where s.first_by <> s.asked_id) as median
    from sessions s where s.kind = 'mentoring' group by s.asked_id
  ), open_now as (
    select f.asked_id as id, count(*) as open
    from private.session_facts f
    where f.kind = 'mentoring' and f.status in ('requested', 'accepted', 'in_progress')
      and (p_kind is null or p_kind = 'mentoring') and (p_role is null or p_role in (f.role_a, f.role_b))
    group by f.asked_id
  ), busiest as (
    select coalesce(m.id, o.id) as id, coalesce(o.open, 0) as open, coalesce(m.sessions, 0) as sessions,
      coalesce(m.completed, 0) as completed, m.median
    from mentors m full join open_now o on o.id = m.id
    order by 2 desc, 3 desc, 1 limit c_mentors
  )
  select
    (
      select jsonb_agg(jsonb_build_object(
        'day', d.day::date,
        'messages', coalesce(a.messages, 0),
        'people', coalesce(a.people, 0),
        'sessions', coalesce(o.by_status, '{}'),
        'reports', coalesce(r.n, 0),
        'first_replies', coalesce(f.n, 0),
        'first_reply_seconds', f.median
      ) order by d.day)
      from generate_series(p_from::timestamp, p_to::timestamp, '1 day') d (day)
      left join activity a on a.day = d.day::date
      left join opened o on o.day = d.day::date
      left join reported r on r.day = d.day::date
      left join replies f on f.day = d.day::date
    ),
    (
      select jsonb_build_object(
        'count', count(*),
        'median_seconds', percentile_disc(0.5) within group (order by s.reply_seconds),
        'p90_seconds', percentile_disc(0.9) within group (order by s.reply_seconds),
        'bars', (
          select jsonb_agg(jsonb_build_object('up_to_seconds', c_borders[b.n], 'count', coalesce(bars.replies, 0)) order by b.n)
          from generate_series(1, cardinality(c_borders) + 1) b (n)
          left join bars on greatest(bars.n, 1) = b.n
        )
      )
      from sessions s where s.replied
    ),
    (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', b.id, 'name', p.full_name, 'open', b.open, 'sessions', b.sessions, 'completed', b.completed,
        'first_reply_seconds', b.median
      ) order by b.open desc, b.sessions desc, b.id), '[]')
      from busiest b left join public.profiles p on p.id = b.id
    )
  into v_days, v_first_reply, v_mentors;

  return jsonb_build_object(
    'from', p_from,
    'to', p_to,
    'as_of', (select c.at from private.analytics_counted c),
    'days', v_days,
    'first_reply', v_first_reply,
    'mentors', v_mentors
  );
end;
$$;

comment on function private.analytics(date, date, public.app_role, public.session_kind) is
  'Definer because the numbers are closed; the caller must be an admin.';

create function public.analytics(
  p_from date, p_to date, p_role public.app_role default null, p_kind public.session_kind default null
)
returns jsonb language sql stable set search_path = '' as $$
  select private.analytics(p_from, p_to, p_role, p_kind)
$$;

comment on function public.analytics(date, date, public.app_role, public.session_kind) is
  'For admins: {from, to, as_of, days, first_reply, mentors}, by days of UTC, at most 400. days: each day with {day, messages, people (who wrote), sessions (opened that day, {status now: n}), reports, first_replies, first_reply_seconds (median, by the day the session was opened)}. first_reply: {count, median_seconds, p90_seconds, bars: [{up_to_seconds (null: longer), count}]}. mentors: the ten with most open sessions, [{id, name, open (now), sessions, completed (of those opened in the range), first_reply_seconds (median)}]. p_role: messages and people of that role, sessions in which it takes part, first replies and reports by it.';

revoke execute on function private.check_days(date, date) from public;
revoke execute on function private.analytics(date, date, public.app_role, public.session_kind) from public;
revoke execute on function public.analytics(date, date, public.app_role, public.session_kind) from public, anon, service_role;
grant execute on function private.analytics(date, date, public.app_role, public.session_kind) to authenticated;
grant execute on function public.analytics(date, date, public.app_role, public.session_kind) to authenticated;
