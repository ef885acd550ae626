-- People, the rows that say who is a supplier, and products.

create or replace function legacy_import.take_people(p_run integer)
returns void language plpgsql set search_path = '' as $$
begin
  update legacy_import.staged s set
    legacy_id = s."row" ->> 'id',
    target_id = coalesce(k.user_id, u.id, legacy_import.stable_id('user', s."row" ->> 'id')),
    reason = case
      when coalesce(s."row" ->> 'id', '') = '' then 'no_id'
      when k.user_id is not null and p.id is null then 'account_deleted_here'
      when k.user_id is not null then null
      when coalesce(btrim(s."row" ->> 'email'), '') !~ '^[^@\s]+@[^@\s]+$' then 'email_missing'
      when coalesce(s."row" ->> 'role', '') not in ('buyer', 'supplier', 'admin') then 'role_unknown'
      -- Anybody may sign up with an address that is not theirs, and would be given its owner's history.
      when u.id is not null and u.email_confirmed_at is null then 'email_unconfirmed_here'
      when exists (select 1 from legacy_import.people o where o.user_id = u.id) then 'email_used_twice'
    end
  from legacy_import.staged t
  left join legacy_import.people k on k.legacy_id = t."row" ->> 'id'
  left join public.profiles p on p.id = k.user_id
  left join auth.users u on lower(u.email) = lower(btrim(t."row" ->> 'email'))
  where t.n = s.n;
  perform legacy_import.mark_repeated('id_used_twice');
  update legacy_import.staged s set reason = 'email_used_twice'
  from (
    select t.n, row_number() over (
      partition by lower(btrim(t."row" ->> 'email')) order by k.legacy_id is null, t."row" ->> 'created_at', t.n
    ) as place, k.legacy_id as known
    from legacy_import.staged t
    left join legacy_import.people k on k.legacy_id = t.legacy_id
    where t.reason is null
  ) o
  where o.n = s.n and o.place > 1 and o.known is null;

  -- The auth service reads these token columns as strings, so they are empty rather than null.
  insert into auth.users (
    instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data,
    created_at, updated_at, confirmation_token, recovery_token, email_change, email_change_token_new,
    email_change_token_current, phone_change, phone_change_token, reauthentication_token
  )
  select
    '00000000-0000-0000-0000-000000000000', s.target_id, 'authenticated', 'authenticated', m.email,
    -- bcrypt is what the auth service uses itself. Whoever has another hash asks for a new password.
    case when s."row" ->> 'password' ~ '^\$2[aby]\$\d\d\$.{53}$' then s."row" ->> 'password' else '' end,
    now(), '{"provider": "email", "providers": ["email"]}',
    jsonb_strip_nulls(jsonb_build_object(
      'full_name', s."row" ->> 'name', 'role', s."row" ->> 'role', 'email', m.email, 'email_verified', true, 'sub', s.target_id
    )),
    now(), now(), '', '', '', '', '', '', '', ''
  from legacy_import.staged s
  cross join lateral (select lower(btrim(s."row" ->> 'email')) as email) m
  where s.reason is null and not exists (select 1 from auth.users u where u.id = s.target_id);

  insert into auth.identities (id, provider_id, user_id, identity_data, provider, created_at, updated_at)
  select gen_random_uuid(), u.id::text, u.id,
    jsonb_build_object('sub', u.id, 'email', u.email, 'email_verified', true, 'phone_verified', false), 'email', now(), now()
  from legacy_import.staged s
  join auth.users u on u.id = s.target_id
  where s.reason is null and not exists (select 1 from auth.identities i where i.user_id = u.id);

  -- Nobody becomes an admin by signing up. Accounts that were here before keep the role that they have.
  update public.profiles p set role = 'admin'
  from legacy_import.staged s
  where s.reason is null and s."row" ->> 'role' = 'admin' and p.id = s.target_id
    and s.target_id = legacy_import.stable_id('user', s.legacy_id)
    and not exists (select 1 from legacy_import.people k where k.legacy_id = s.legacy_id);

  insert into legacy_import.people (legacy_id, user_id, run_id)
  select s.legacy_id, s.target_id, p_run from legacy_import.staged s where s.reason is null
  on conflict (legacy_id) do nothing;
  update legacy_import.runs r set people_read = (select count(*) from legacy_import.staged) where r.id = p_run;
  perform legacy_import.set_aside(p_run, 'users');
end;
$$;

create or replace function legacy_import.take_suppliers(p_run integer)
returns void language plpgsql set search_path = '' as $$
begin
  update legacy_import.staged s set
    legacy_id = s."row" ->> 'id',
    target_id = k.user_id,
    reason = case
      when coalesce(s."row" ->> 'id', '') = '' then 'no_id'
      when k.user_id is null or p.id is null then 'user_unknown'
    end
  from legacy_import.staged t
  left join legacy_import.people k on k.legacy_id = t."row" ->> 'user_id'
  left join public.profiles p on p.id = k.user_id
  where t.n = s.n;
  perform legacy_import.mark_repeated('id_used_twice');
  insert into legacy_import.suppliers (legacy_id, user_id, run_id)
  select s.legacy_id, s.target_id, p_run from legacy_import.staged s where s.reason is null
  on conflict (legacy_id) do nothing;
  update legacy_import.runs r set suppliers_read = (select count(*) from legacy_import.staged) where r.id = p_run;
  perform legacy_import.set_aside(p_run, 'suppliers');
end;
$$;

create or replace function legacy_import.supplier(p_legacy_id text)
returns uuid language sql stable set search_path = '' as $$
  select p.id from public.profiles p where p.id = coalesce(
    (select k.user_id from legacy_import.suppliers k where k.legacy_id = p_legacy_id),
    (select k.user_id from legacy_import.people k where k.legacy_id = p_legacy_id)
  )
$$;
comment on function legacy_import.supplier(text) is
  'The account of a supplier, named by the supplier''s row or, as some rows do, by the user''s.';

create or replace function legacy_import.take_products(p_run integer, p_currency text)
returns void language plpgsql set search_path = '' as $$
begin
  update legacy_import.staged s set
    legacy_id = s."row" ->> 'id',
    target_id = legacy_import.stable_id('product', s."row" ->> 'id'),
    founder_b = legacy_import.supplier(s."row" ->> 'supplier_id'),
    content = case
      when pg_catalog.pg_input_is_valid(s."row" ->> 'price', 'numeric') then round((s."row" ->> 'price')::numeric * 100)::text
    end;
  update legacy_import.staged s set
    reason = case
      when coalesce(s.legacy_id, '') = '' then 'no_id'
      when s.founder_b is null then 'supplier_unknown'
      when coalesce(btrim(s."row" ->> 'name'), '') = '' then 'name_missing'
      when s.content is null or not pg_catalog.pg_input_is_valid(s.content, 'integer') or s.content::integer < 0 then 'price_unusable'
      when upper(coalesce(s."row" ->> 'currency', p_currency, '')) !~ '^[A-Z]{3}$' then 'currency_unknown'
    end,
    notes = case
      when s."row" ->> 'image_url' !~ '^https://[A-Za-z0-9.-]+(:[0-9]{1,5})?/[!-~]*$' or char_length(s."row" ->> 'image_url') > 2048
      then array['image_left_out'] else '{}'
    end;
  perform legacy_import.mark_repeated('id_used_twice');
  insert into public.products (id, supplier_id, name, image_url, price_cents, currency, active)
  select s.target_id, s.founder_b, left(btrim(s."row" ->> 'name'), 200),
    case when s.notes = '{}' then s."row" ->> 'image_url' end, s.content::integer,
    upper(coalesce(s."row" ->> 'currency', p_currency)), coalesce(s."row" ->> 'is_active', 'true') in ('true', 't', '1')
  from legacy_import.staged s
  where s.reason is null and not exists (select 1 from legacy_import.products k where k.legacy_id = s.legacy_id)
  on conflict (id) do nothing;
  insert into legacy_import.products (legacy_id, product_id, run_id)
  select s.legacy_id, s.target_id, p_run from legacy_import.staged s where s.reason is null
  on conflict (legacy_id) do nothing;
  update legacy_import.runs r set products_read = (select count(*) from legacy_import.staged) where r.id = p_run;
  perform legacy_import.set_aside(p_run, 'products');
end;
$$;
