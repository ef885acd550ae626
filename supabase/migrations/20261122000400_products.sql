-- What suppliers offer and buyers ask about.

create table public.products (
  id uuid primary key default gen_random_uuid(),
  supplier_id uuid not null default auth.uid() references public.profiles (id) on delete cascade,
  name text not null check (char_length(name) between 1 and 200),
  -- No userinfo, blanks or control characters: nothing that looks like another address than it is.
  image_url text check (char_length(image_url) <= 2048 and image_url ~ '^https://[A-Za-z0-9.-]+(:[0-9]{1,5})?/[!-~]*$'),
  price_cents integer not null check (price_cents >= 0),
  currency text not null default 'EUR' check (currency ~ '^[A-Z]{3}$'),
  active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

alter table public.products enable row level security;

create index products_supplier_idx on public.products (supplier_id);

create trigger products_touch before update on public.products
  for each row execute function private.touch_updated_at();

comment on table public.products is
  'Offers. They are retired with active = false rather than deleted, so that conversations keep their subject.';
comment on column public.products.image_url is
  'Chosen by the supplier, on any host, because catalogues bring their own pictures: whoever loads it tells that host so. Not to be shown but through a proxy of ours or under a Content-Security-Policy that names the hosts.';
comment on column public.products.price_cents is 'price in hundredths of the currency''s unit';

create function private.product_item(p_product public.products, p_snapshot jsonb)
returns json language sql stable set search_path = '' as $$
  select json_build_object(
    'id', p_product.id,
    'name', p_product.name,
    'image_url', p_product.image_url,
    'price_cents', p_product.price_cents,
    'currency', p_product.currency,
    'active', p_product.active,
    'updated_at', p_product.updated_at,
    'changed', cardinality(c.changes) > 0,
    'changes', to_json(c.changes)
  )
  from (
    select array_remove(array[
      case when p_product.name is distinct from p_snapshot ->> 'name' then 'name' end,
      case when p_product.image_url is distinct from p_snapshot ->> 'image_url' then 'image_url' end,
      case when p_product.price_cents is distinct from (p_snapshot ->> 'price_cents')::integer then 'price_cents' end,
      case when p_product.currency is distinct from p_snapshot ->> 'currency' then 'currency' end,
      -- Only what is on offer can be asked about.
      case when not p_product.active then 'active' end
    ], null) as changes
  ) c
$$;

comment on function private.product_item(public.products, jsonb) is
  'A product as it is now, with the names of the columns that changed since the snapshot was taken.';

revoke execute on function private.product_item(public.products, jsonb) from public;

create function private.is_supplier()
returns boolean language sql stable security definer set search_path = '' as $$
  select exists (
    select 1 from public.profiles p
    where p.id = (select auth.uid()) and p.role = 'supplier' and not private.is_suspended(p.id)
  );
$$;

comment on function private.is_supplier() is
  'Whether the caller may offer products: a supplier who is not suspended. Definer so that the policy costs one key lookup and not a second pass through the policies of profiles.';

revoke execute on function private.is_supplier() from public;
grant execute on function private.is_supplier() to authenticated;

create policy "signed-in people read active products and suppliers their own" on public.products
  for select to authenticated using (active or supplier_id = (select auth.uid()));
create policy "suppliers offer products" on public.products
  for insert to authenticated with check (supplier_id = (select auth.uid()) and (select private.is_supplier()));
create policy "suppliers edit their own products" on public.products
  for update to authenticated
  using (supplier_id = (select auth.uid()))
  with check (supplier_id = (select auth.uid()) and (select private.is_supplier()));

revoke all on table public.products from anon, authenticated, service_role;
grant select on table public.products to authenticated, service_role;
grant insert (id, name, image_url, price_cents, currency, active) on table public.products to authenticated;
grant update (name, image_url, price_cents, currency, active) on table public.products to authenticated;
