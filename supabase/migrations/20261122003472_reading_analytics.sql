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

create function private.first_replies(p_from date, p_to date, p_role public.app_role, p_kind public.session_kind)
returns jsonb language plpgsql stable set search_path = '' as $$
declare
  -- Up to how many seconds a reply counts into which bar; the last has no end.
  c_borders constant integer[] := array[300, 900, 3600, 14400, 43200, 86400, 259200];
begin
  return (
    select jsonb_build_object(
      'count', r.upto[8],
      'median_seconds', r.percentiles[1],
      'p90_seconds', r.percentiles[2],
      'bars', (
        select jsonb_agg(jsonb_build_object(
          'up_to_seconds', c_borders[n], 'count', r.upto[n] - case when n = 1 then 0 else r.upto[n - 1] end
        ) order by n)
        from generate_series(1, 8) n
      )
    )
    from (
      select
        percentile_disc(array[0.5, 0.9]) within group (order by f.reply_seconds) as percentiles,
        array[
          count(*) filter (where f.reply_seconds <= c_borders[1]),
          count(*) filter (where f.reply_seconds <= c_borders[2]),
          count(*) filter (where f.reply_seconds <= c_borders[3]),
          count(*) filter (where f.reply_seconds <= c_borders[4]),
          count(*) filter (where f.reply_seconds <= c_borders[5]),
          count(*) filter (where f.reply_seconds <= c_borders[6]),
          count(*) filter (where f.reply_seconds <= c_borders[7]),
          count(*)
        ] as upto
      from private.session_facts f
      where f.day between p_from and p_to and f.reply_seconds is not null
        and (p_kind is null or f.kind = p_kind) and (p_role is null or f.reply_role = p_role)
    ) r
  );
end;
$$;

create function private.mentors_load(p_from date, p_to date, p_role public.app_role, p_kind public.session_kind)
returns jsonb language plpgsql stable set search_path = '' as $$
declare
  c_mentors constant integer := 10;
begin
  return (
    with opened as (
      select f.asked_id as id, count(*) as sessions, count(*) filter (where f.status = 'completed') as completed
      from private.session_facts f
      where f.kind = 'mentoring' and f.day between p_from and p_to
        and (p_kind is null or f.kind = p_kind) and (p_role is null or p_role in (f.role_a, f.role_b))
      group by f.asked_id
    ), open_now as (
      select f.asked_id as id, count(*) as open
      from private.session_facts f
      where f.kind = 'mentoring' and f.status in ('requested', 'accepted', 'in_progress')
        and (p_kind is null or f.kind = p_kind) and (p_role is null or p_role in (f.role_a, f.role_b))
      group by f.asked_id
    ), busiest as materialized (
      select coalesce(d.id, o.id) as id, coalesce(o.open, 0) as open, coalesce(d.sessions, 0) as sessions,
        coalesce(d.completed, 0) as completed
      from opened d full join open_now o on o.id = d.id
      order by 2 desc, 3 desc, 1 limit c_mentors
    ), replies as (
      -- Sorted for these few only.
      select f.asked_id as id, percentile_disc(0.5) within group (order by f.reply_seconds) as median
      from private.session_facts f
      where f.asked_id in (select b.id from busiest b) and f.kind = 'mentoring' and f.day between p_from and p_to
        and f.first_by <> f.asked_id and f.reply_seconds is not null
      group by f.asked_id
    )
    select coalesce(jsonb_agg(jsonb_build_object(
      'id', b.id, 'name', p.full_name, 'open', b.open, 'sessions', b.sessions, 'completed', b.completed,
      'first_reply_seconds', r.median
    ) order by b.open desc, b.sessions desc, b.id), '[]')
    from busiest b
    left join replies r on r.id = b.id
    left join public.profiles p on p.id = b.id
  );
end;
$$;

create function private.analytics(p_from date, p_to date, p_role public.app_role, p_kind public.session_kind)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_days jsonb;
begin
  perform private.require_admin();
  perform private.check_days(p_from, p_to);

  with sessions as materialized (
    select f.day, f.status, f.reply_seconds,
      f.reply_seconds is not null and (p_role is null or f.reply_role = p_role) as replied
    from private.session_facts f
    where f.day between p_from and p_to
      and (p_kind is null or f.kind = p_kind) and (p_role is null or p_role in (f.role_a, f.role_b))
  ), opened as (
    -- One pass: grouped by status as well, it would take two.
    select s.day,
      count(*) filter (where s.status = 'requested') as requested,
      count(*) filter (where s.status = 'accepted') as accepted,
      count(*) filter (where s.status = 'declined') as declined,
      count(*) filter (where s.status = 'in_progress') as in_progress,
      count(*) filter (where s.status = 'completed') as completed,
      count(*) filter (where s.status = 'expired') as expired
    from sessions s group by s.day
  ), replies as (
    select s.day, percentile_disc(0.5) within group (order by s.reply_seconds) as median
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
  )
  select jsonb_agg(jsonb_build_object(
    'day', d.day::date,
    'messages', coalesce(a.messages, 0),
    'people', coalesce(a.people, 0),
    'sessions', jsonb_strip_nulls(jsonb_build_object(
      'requested', nullif(o.requested, 0), 'accepted', nullif(o.accepted, 0), 'declined', nullif(o.declined, 0),
      'in_progress', nullif(o.in_progress, 0), 'completed', nullif(o.completed, 0), 'expired', nullif(o.expired, 0)
    )),
    'reports', coalesce(r.n, 0),
    'first_reply_seconds', f.median
  ) order by d.day)
  into v_days
  from generate_series(p_from::timestamp, p_to::timestamp, '1 day') d (day)
  left join activity a on a.day = d.day::date
  left join opened o on o.day = d.day::date
  left join reported r on r.day = d.day::date
  left join replies f on f.day = d.day::date;

  return jsonb_build_object(
    'from', p_from,
    'to', p_to,
    'as_of', (select c.at from private.analytics_counted c),
    'days', v_days,
    'first_reply', private.first_replies(p_from, p_to, p_role, p_kind),
    'mentors', private.mentors_load(p_from, p_to, p_role, p_kind)
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
  'For admins: {from, to, as_of, days, first_reply, mentors}, by days of UTC, at most 400. days: each day with {day, messages, people (who wrote), sessions (opened that day, {status now: n}), reports, first_reply_seconds (median, by the day the session was opened)}. first_reply: {count, median_seconds, p90_seconds, bars: [{up_to_seconds (null: longer), count}]}. mentors: the ten with most open sessions, [{id, name, open (now), sessions, completed (of those opened in the range), first_reply_seconds (median)}]. p_role: messages and people of that role, sessions in which it takes part, first replies and reports by it.';

revoke execute on function private.check_days(date, date) from public;
revoke execute on function private.first_replies(date, date, public.app_role, public.session_kind) from public;
revoke execute on function private.mentors_load(date, date, public.app_role, public.session_kind) from public;
revoke execute on function private.analytics(date, date, public.app_role, public.session_kind) from public;
revoke execute on function public.analytics(date, date, public.app_role, public.session_kind) from public, anon, service_role;
grant execute on function private.analytics(date, date, public.app_role, public.session_kind) to authenticated;
grant execute on function public.analytics(date, date, public.app_role, public.session_kind) to authenticated;
