-- Finding products, and somebody of the house to talk to.

create table private.product_directory (
  product_id uuid primary key references public.products (id) on delete cascade,
  supplier_id uuid not null,
  name text not null,
  terms tsvector not null
);

alter table private.product_directory enable row level security;

-- A page is one ordered read, of everything or of one supplier's.
create index product_directory_list_idx on private.product_directory (name, product_id);
create index product_directory_supplier_idx on private.product_directory (supplier_id, name, product_id);
-- Names are looked up as in messages: words or their beginnings, accents and case aside.
create index product_directory_terms_idx on private.product_directory using gin (terms);

comment on table private.product_directory is
  'The products on offer. Apart from products, whose policies would keep the search from its index.';

create policy "the product directory is closed to clients" on private.product_directory
  for all to authenticated using (false) with check (false);

revoke all on table private.product_directory from anon, authenticated, service_role;

create function private.keep_product_directory()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.active then
    insert into private.product_directory (product_id, supplier_id, name, terms)
    values (new.id, new.supplier_id, new.name, private.search_terms(new.name, '{}'))
    on conflict (product_id) do update set name = excluded.name, terms = excluded.terms;
  else
    delete from private.product_directory d where d.product_id = new.id;
  end if;
  return null;
end;
$$;

comment on function private.keep_product_directory() is
  'Definer because suppliers write their products and nobody the directory.';

create trigger products_directory after insert or update of name, active on public.products
  for each row execute function private.keep_product_directory();

create function private.list_products(p_query text, p_supplier_id uuid, p_cursor text, p_limit integer)
returns jsonb language plpgsql stable security definer set search_path = ''
-- A plan for any words and filters would read everything.
set plan_cache_mode = force_custom_plan as $$
declare
  v_limit constant integer := least(greatest(coalesce(p_limit, 50), 1), 100);
  v_hidden constant uuid[] := private.blocked_either_way((select auth.uid()));
  v_query constant tsquery := private.directory_query(p_query, '{}');
  v_after jsonb;
begin
  v_after := private.read_name_cursor(p_cursor);

  return (
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(jsonb_build_object(
        'id', page.id,
        'name', page.name,
        'image_url', page.image_url,
        'price_cents', page.price_cents,
        'currency', page.currency,
        'active', page.active,
        'updated_at', page.updated_at,
        'supplier', jsonb_build_object('id', page.supplier_id, 'full_name', page.full_name, 'avatar_url', page.avatar_url)
      ) order by page.n) filter (where page.n <= v_limit), '[]'),
      'has_more', count(*) > v_limit,
      'next_cursor', case when count(*) > v_limit then
        max(private.write_name_cursor(false, page.name, page.id)) filter (where page.n = v_limit)
      end
    )
    from (
      select k.*, row_number() over (order by k.name, k.id) as n
      from (
        select p.*, f.full_name, f.avatar_url
        from private.product_directory d
        join public.products p on p.id = d.product_id
        join public.profiles f on f.id = d.supplier_id
        where (p_supplier_id is null or d.supplier_id = p_supplier_id)
          and (v_query is null or d.terms @@ v_query)
          and (v_after is null or (d.name, d.product_id) > (v_after ->> 1, (v_after ->> 2)::uuid))
          -- Nobody can be asked about these.
          and d.supplier_id <> all (v_hidden)
          and not private.is_suspended(d.supplier_id)
        order by d.name, d.product_id
        limit v_limit + 1
      ) k
    ) page
  );
end;
$$;

comment on function private.list_products(text, uuid, text, integer) is
  'Definer because row-level security keeps the search from its index; shows what everybody may read.';

create function public.list_products(
  p_query text default null, p_supplier_id uuid default null, p_cursor text default null, p_limit integer default 50
)
returns jsonb language sql stable set search_path = '' as $$
  select private.list_products(p_query, p_supplier_id, p_cursor, p_limit)
$$;

comment on function public.list_products(text, uuid, text, integer) is
  'Products on offer with words that begin like every word of the query, by name, at most 100: {items: [{id, name, image_url, price_cents, currency, active, updated_at, supplier}], next_cursor, has_more}.';

create function private.list_available_admins()
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  c_most constant integer := 50;
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'id', a.id,
      'full_name', p.full_name,
      'avatar_url', p.avatar_url,
      'presence', a.presence,
      'open_conversations', a.open_conversations
    ) order by a.place), '[]')
    from private.available_admins() a
    join public.profiles p on p.id = a.id
    where a.id <> (select auth.uid()) and a.place <= c_most
  );
end;
$$;

comment on function private.list_available_admins() is
  'Definer because presence and the numbers of others'' conversations are not the caller''s to read.';

create function public.list_available_admins()
returns jsonb language sql stable set search_path = '' as $$ select private.list_available_admins() $$;

comment on function public.list_available_admins() is
  'Who can help now, those who are online first, then by how many conversations they have: [{id, full_name, avatar_url, presence, open_conversations}].';

revoke execute on function private.keep_product_directory() from public;
revoke execute on function private.list_products(text, uuid, text, integer) from public;
revoke execute on function private.list_available_admins() from public;
revoke execute on function public.list_products(text, uuid, text, integer) from public, anon, service_role;
revoke execute on function public.list_available_admins() from public, anon, service_role;
grant execute on function private.list_products(text, uuid, text, integer) to authenticated;
grant execute on function private.list_available_admins() to authenticated;
grant execute on function public.list_products(text, uuid, text, integer) to authenticated;
grant execute on function public.list_available_admins() to authenticated;
