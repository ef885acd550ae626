-- The link at the end of every mail: it works without signing in, on whatever device the mail is read.

-- To reach this one function: every other there is granted by name, and not to visitors.
grant usage on schema private to anon;

create function private.unsubscribe(p_token uuid)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_user_id uuid;
  v_changed boolean;
begin
  select t.user_id into v_user_id from private.mail_tokens t where t.token = p_token;
  if not found then
    perform private.fail(404, 'not_found', 'This link is not valid.');
  end if;
  insert into public.notification_settings as s (user_id, email) values (v_user_id, false)
  on conflict (user_id) do update set email = false where s.email;
  v_changed := found;
  if v_changed then
    perform private.tell_notification_settings(v_user_id);
  end if;
end;
$$;

comment on function private.unsubscribe(uuid) is
  'Definer because whoever has the link need not be signed in; the token says whose mails, and allows this only. A mail that is queued is cancelled when it would be sent.';

create function public.unsubscribe(p_token uuid)
returns void language sql set search_path = '' as $$ select private.unsubscribe(p_token) $$;

comment on function public.unsubscribe(uuid) is
  'Stops the mails to the person whose mail this token was in, also without sign-in. Repeating changes nothing; mail is switched on again in the settings.';

revoke execute on function private.unsubscribe(uuid) from public;
revoke execute on function public.unsubscribe(uuid) from public, service_role;
grant execute on function private.unsubscribe(uuid) to anon, authenticated;
grant execute on function public.unsubscribe(uuid) to anon, authenticated;
