-- A name that leaves no mark is none: nobody could be told apart, reported or addressed by it.

create function private.require_visible_name()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_column constant text := tg_argv[0];
begin
  if not private.has_visible_character(to_jsonb(new) ->> v_column) then
    perform private.invalid(v_column, 'A name needs a letter, a digit or another visible sign.');
  end if;
  return new;
end;
$$;

comment on function private.require_visible_name() is
  'Refuses a row whose column, the trigger''s argument, shows nothing. Definer because whoever writes the row may call nothing of this.';

create trigger profiles_name_is_visible before insert or update of full_name on public.profiles
  for each row execute function private.require_visible_name('full_name');
create trigger products_name_is_visible before insert or update of name on public.products
  for each row execute function private.require_visible_name('name');

revoke execute on function private.require_visible_name() from public;
