-- Blocking: between two people, whoever began it, no new conversations and no new words in the old ones.

create table public.blocks (
  user_id uuid not null references public.profiles (id) on delete cascade,
  blocked_id uuid not null references public.profiles (id) on delete cascade,
  created_at timestamptz not null default clock_timestamp(),
  primary key (user_id, blocked_id),
  check (blocked_id <> user_id)
);

alter table public.blocks enable row level security;

-- "Who blocked me?"; it also serves the foreign key.
create index blocks_blocked_idx on public.blocks (blocked_id);

comment on table public.blocks is 'Who wants to hear nothing from whom. Nobody learns who blocked them.';

create policy "people read whom they blocked" on public.blocks
  for select to authenticated using (user_id = (select auth.uid()));

revoke all on table public.blocks from anon, authenticated, service_role;
grant select on table public.blocks to authenticated, service_role;

create function private.is_blocked(p_one uuid, p_other uuid)
returns boolean language plpgsql stable set search_path = '' as $$
begin
  return exists (select 1 from public.blocks b where b.user_id = p_one and b.blocked_id = p_other)
    or exists (select 1 from public.blocks b where b.user_id = p_other and b.blocked_id = p_one);
end;
$$;

comment on function private.is_blocked(uuid, uuid) is
  'Whether either of two people blocked the other. Asked by whatever begins something between them, which then says that the other cannot be reached, as of somebody who does not exist.';

create function private.blocked_either_way(p_user_id uuid)
returns uuid[] language plpgsql stable set search_path = '' as $$
begin
  return array(
    select b.blocked_id from public.blocks b where b.user_id = p_user_id
    union all
    select b.user_id from public.blocks b where b.blocked_id = p_user_id
  );
end;
$$;

comment on function private.blocked_either_way(uuid) is 'The same for lists: everybody whom a person shall not be shown.';

create function private.refuse_blocked(p_session_id uuid, p_user_id uuid)
returns void language plpgsql stable set search_path = '' as $$
begin
  if exists (
    select 1 from public.sessions s
    where s.id = p_session_id and p_user_id in (s.founder_a, s.founder_b)
      and private.is_blocked(s.founder_a, s.founder_b)
  ) then
    perform private.fail(403, 'blocked', 'You and this person cannot write to each other.');
  end if;
end;
$$;

comment on function private.refuse_blocked(uuid, uuid) is
  'Asked before a founder says something. An admin who joined may go on: to them nobody is blocked.';

create function private.set_block(p_user_id uuid, p_on boolean)
returns void language plpgsql security definer set search_path = '' as $$
declare
  c_max_blocks constant integer := 1000;
  v_me constant uuid := auth.uid();
  v_role public.app_role;
begin
  if p_on is null then
    perform private.invalid('on', 'Say whether to block or to unblock.');
  end if;
  perform private.lock_user(v_me);
  if not p_on then
    delete from public.blocks b where b.user_id = v_me and b.blocked_id = p_user_id;
    return;
  end if;

  if p_user_id = v_me then
    perform private.invalid('user_id', 'You cannot block yourself.');
  end if;
  select p.role into v_role from public.profiles p where p.id = p_user_id;
  if not found then
    perform private.person_not_found();
  end if;
  -- Whoever needs help or is reviewed must be reachable for those who do that.
  if v_role = 'admin' or exists (select 1 from public.profiles p where p.id = v_me and p.role = 'admin') then
    perform private.invalid('user_id', 'Admins neither block nor are blocked.');
  end if;
  if (select count(*) from public.blocks b where b.user_id = v_me) >= c_max_blocks then
    perform private.invalid('user_id', format('You can block %s people at most.', c_max_blocks));
  end if;
  insert into public.blocks (user_id, blocked_id) values (v_me, p_user_id) on conflict do nothing;
end;
$$;

create function private.person_not_found()
returns void language plpgsql set search_path = '' as $$
begin
  perform private.fail(404, 'not_found', 'This person cannot be reached.');
end;
$$;

comment on function private.person_not_found() is
  'One answer for who never was, is gone, is suspended or blocked, where only the difference would be news.';
comment on function private.set_block(uuid, boolean) is
  'Definer because nobody may write blocks; writes the caller''s own only. Sessions that run go on running: either may end them.';

create function public.set_block(p_user_id uuid, p_on boolean)
returns void language sql set search_path = '' as $$ select private.set_block(p_user_id, p_on) $$;

comment on function public.set_block(uuid, boolean) is
  'Blocks a person for me, or no longer; repeating changes nothing. Either way round: no requests, no conversations, no messages between us (403 blocked), and we are not in each other''s lists.';

revoke execute on function private.is_blocked(uuid, uuid) from public;
revoke execute on function private.blocked_either_way(uuid) from public;
revoke execute on function private.refuse_blocked(uuid, uuid) from public;
revoke execute on function private.person_not_found() from public;
revoke execute on function private.set_block(uuid, boolean) from public;
revoke execute on function public.set_block(uuid, boolean) from public, anon, service_role;
grant execute on function private.set_block(uuid, boolean) to authenticated;
grant execute on function public.set_block(uuid, boolean) to authenticated;
