-- What people may know about a person: a row of a directory, or a page.

create view private.person_items with (security_invoker = true) as
select
  p.id as user_id,
  p.role = 'mentor' and p.mentor_status = 'approved' as shows_presence,
  jsonb_build_object(
    'id', p.id,
    'full_name', p.full_name,
    'avatar_url', p.avatar_url,
    'headline', p.headline,
    'skills', p.skills,
    'timezone', p.timezone,
    'accepting', p.accepting,
    'reply_seconds', reply.reply_seconds,
    'presence', case
      when u.last_seen > now() - (select private.seconds('presence_stale_seconds')) then u.status
      else 'offline'
    end,
    'last_seen', u.last_seen,
    'rating_average', rating.average,
    'rating_count', rating.ratings
  ) as item
from public.profiles p
left join public.user_presence u on u.user_id = p.id
left join private.reply_times reply on reply.user_id = p.id
cross join lateral private.rating_item(p.id) rating;

comment on view private.person_items is
  'People as the directory and profile pages show them. Presence is everybody''s to see only where shows_presence.';

revoke all on table private.person_items from anon, authenticated, service_role;

create function private.get_profile(p_user_id uuid)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_me constant uuid := auth.uid();
  v_item jsonb;
begin
  select i.item
    || case
      when i.shows_presence or p.id = any (private.visible_presence_ids()) then '{}'
      else jsonb_build_object('presence', 'offline', 'last_seen', null)
    end
    || jsonb_build_object(
      'bio', p.bio,
      'role', p.role,
      'mentor_status', p.mentor_status,
      'created_at', p.created_at,
      'blocked_by_me', exists (select 1 from public.blocks b where b.user_id = v_me and b.blocked_id = p.id)
    )
  into v_item
  from private.person_items i
  join public.profiles p on p.id = i.user_id
  where i.user_id = p_user_id;
  if not found then
    perform private.fail(404, 'not_found', 'This person is not here.');
  end if;
  return v_item;
end;
$$;

comment on function private.get_profile(uuid) is
  'Definer because ratings and reply times are closed. Does not tell whom the person blocked: their profile is there for everybody.';

create function public.get_profile(p_user_id uuid)
returns jsonb language sql stable set search_path = '' as $$ select private.get_profile(p_user_id) $$;

comment on function public.get_profile(uuid) is
  'A person as list_mentors shows mentors, with bio, role, mentor_status, created_at and blocked_by_me; not_found for who is gone.';

revoke execute on function private.get_profile(uuid) from public;
revoke execute on function public.get_profile(uuid) from public, anon, service_role;
grant execute on function private.get_profile(uuid) to authenticated;
grant execute on function public.get_profile(uuid) to authenticated;
