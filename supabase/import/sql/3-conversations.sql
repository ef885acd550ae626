-- Conversations, with who takes part in them. Their messages come later, batch by batch.

create or replace function legacy_import.judge_conversations(p_zone text)
returns void language plpgsql set search_path = '' as $$
begin
  update legacy_import.staged s set
    legacy_id = s."row" ->> 'id',
    target_id = legacy_import.stable_id('conversation', s."row" ->> 'id'),
    founder_a = (
      select p.id from legacy_import.people k join public.profiles p on p.id = k.user_id where k.legacy_id = s."row" ->> 'buyer_id'
    ),
    founder_b = legacy_import.supplier(s."row" ->> 'supplier_id'),
    -- Its name says a count; what it holds is the id of an admin. Real counts name nobody.
    third_id = (
      select p.id from legacy_import.people k join public.profiles p on p.id = k.user_id and p.role = 'admin'
      where k.legacy_id = s."row" ->> 'unread_count_admin'
    ),
    product_id = (
      select p.id from legacy_import.products k join public.products p on p.id = k.product_id
      where k.legacy_id = s."row" ->> 'product_id' and p.supplier_id = legacy_import.supplier(s."row" ->> 'supplier_id')
    ),
    created_at = legacy_import.moment(s."row" ->> 'created_at', p_zone);

  update legacy_import.staged s set
    reason = case
      when coalesce(s.legacy_id, '') = '' then 'no_id'
      when coalesce(s."row" ->> 'buyer_id', '') <> '' and s.founder_a is null then 'buyer_unknown'
      when coalesce(s."row" ->> 'supplier_id', '') <> '' and s.founder_b is null then 'supplier_unknown'
      when num_nonnulls(s.founder_a, s.founder_b, s.third_id) < 2 then
        case when coalesce(s."row" ->> 'unread_count_admin', '') ~ '[^0-9]' then 'admin_unknown' else 'one_person' end
      when s.founder_a = s.founder_b or s.founder_a = s.third_id or s.founder_b = s.third_id then 'same_person_twice'
      when exists (select 1 from legacy_import.conversations k where k.legacy_id = s.legacy_id)
        and not exists (select 1 from public.sessions o where o.id = s.target_id) then 'conversation_deleted_here'
    end,
    notes = array_remove(array[
      case when s.third_id is null and s."row" ->> 'unread_count_admin' ~ '[^0-9]' then 'admin_left_out' end,
      case when s.product_id is null and coalesce(s."row" ->> 'product_id', '') <> '' then 'product_left_out' end,
      case when s.created_at is null then 'time_unknown' end
    ], null),
    kind = case
      when s.founder_a is not null and s.founder_b is not null then 'buyer_supplier'
      when s.founder_a is not null then 'buyer_admin'
      else 'support'
    end::public.session_kind;
  perform legacy_import.mark_repeated('id_used_twice');

  -- Founders in the order of the kind: first whoever needs something.
  update legacy_import.staged s set
    founder_a = coalesce(s.founder_a, s.founder_b),
    founder_b = case when s.kind = 'buyer_supplier' then s.founder_b else s.third_id end,
    third_id = case when s.kind = 'buyer_supplier' then s.third_id end
  where s.reason is null;
end;
$$;

create or replace function legacy_import.write_sessions(p_open boolean)
returns void language sql set search_path = '' as $$
  insert into public.sessions (
    id, kind, status, subject, product_id, product_snapshot, founder_a, founder_b, conversation_key, created_by,
    created_at, updated_at
  )
  select s.target_id, s.kind, case when p_open then 'in_progress' else 'completed' end::public.session_status,
    nullif(left(btrim(s."row" ->> 'subject'), 200), ''), s.product_id,
    case when p.id is not null then jsonb_build_object(
      'id', p.id, 'name', p.name, 'image_url', p.image_url, 'price_cents', p.price_cents, 'currency', p.currency
    ) end,
    s.founder_a, s.founder_b, concat_ws(':', s.kind, s.founder_a, s.founder_b, s.product_id), s.founder_a,
    coalesce(s.created_at, now()), coalesce(s.created_at, now())
  from legacy_import.staged s
  left join public.products p on p.id = s.product_id
  where s.reason is null
    and not exists (select 1 from public.sessions o where o.id = s.target_id)
    and (not p_open or coalesce(s."row" ->> 'status', '') not in ('closed', 'completed', 'resolved', 'archived'))
  order by s.n
  on conflict do nothing
$$;
comment on function legacy_import.write_sessions(boolean) is
  'Rows come with the latest activity first. A pair has one open conversation per product: the first to come, unless there is one here already.';

create or replace function legacy_import.take_conversations(p_run integer, p_zone text)
returns void language plpgsql set search_path = '' as $$
begin
  perform legacy_import.judge_conversations(p_zone);
  perform legacy_import.write_sessions(true);
  perform legacy_import.write_sessions(false);

  insert into public.participants (session_id, user_id, role, joined_at)
  select s.target_id, p.id, p.role, o.created_at
  from legacy_import.staged s
  join public.sessions o on o.id = s.target_id
  join public.profiles p on p.id in (s.founder_a, s.founder_b, s.third_id)
  where s.reason is null
    and not exists (select 1 from legacy_import.conversations k where k.legacy_id = s.legacy_id)
  on conflict do nothing;

  insert into legacy_import.conversations (legacy_id, session_id, run_id)
  select s.legacy_id, s.target_id, p_run from legacy_import.staged s where s.reason is null
  on conflict (legacy_id) do nothing;
  update legacy_import.runs r set conversations_read = r.conversations_read + (select count(*) from legacy_import.staged)
  where r.id = p_run;
  perform legacy_import.set_aside(p_run, 'conversations');
end;
$$;
