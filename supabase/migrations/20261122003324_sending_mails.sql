-- What the worker that sends mail asks and tells (supabase/functions/digest). A mail is given out under a lease and
-- counted before it is tried: whatever becomes of the worker, it is sent at least once, and not for ever.

create function private.mail_item(p_mail private.mail_outbox)
returns jsonb language plpgsql stable set search_path = '' as $$
declare
  c_listed constant integer := 10;
  v_to constant text := private.mail_address(p_mail.user_id);
  v_found jsonb;
begin
  if v_to is null then
    return null;
  end if;
  select jsonb_build_object('total', count(*), 'notifications', jsonb_agg(
    i.item - '{id,read_at,silent,version,announcement_id,created_at,updated_at,expires_at,last_seq}'::text[]
    order by (i.item -> 'priority') desc, i.raised_at desc, i.id desc
  ))
  into v_found
  from private.notification_items i
  where i.id = any (p_mail.notification_ids) and i.user_id = p_mail.user_id and i.read_at is null
    and not exists (
      select 1 from public.notification_preferences p where p.user_id = i.user_id and p.type = i.type and not p.email
    )
    -- The words of others only as long as the person may read them where they were said.
    and (i.type <> 'message_received' or exists (
      select 1 from public.participants p
      where p.session_id = (i.item ->> 'session_id')::uuid and p.user_id = i.user_id and p.left_at is null
    ));
  if v_found -> 'notifications' = 'null' then
    return null;
  end if;
  return jsonb_build_object(
    'id', p_mail.id,
    'to', v_to,
    'name', (select p.full_name from public.profiles p where p.id = p_mail.user_id),
    'timezone', private.timezone_of(p_mail.user_id),
    'token', (select t.token from private.mail_tokens t where t.user_id = p_mail.user_id),
    'total', v_found -> 'total',
    'notifications', jsonb_path_query_array(v_found -> 'notifications', '$[0 to $last]', jsonb_build_object('last', c_listed - 1))
  );
end;
$$;

comment on function private.mail_item(private.mail_outbox) is
  'What is to be written in a mail, as it is true now; null when there is nothing left to tell, or nobody to tell it to.';

create function private.claim_mails(p_limit integer)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_limit constant integer := least(greatest(coalesce(p_limit, 10), 1), 100);
  v_now constant timestamptz := clock_timestamp();
  v_attempts constant integer := private.setting('mail_attempts');
  v_mail private.mail_outbox;
  v_item jsonb;
  v_items jsonb := '[]';
begin
  for v_mail in
    update private.mail_outbox m set
      status = case when m.attempts < v_attempts then 'sending' else 'failed' end,
      attempts = m.attempts + case when m.attempts < v_attempts then 1 else 0 end,
      lease_until = case when m.attempts < v_attempts then v_now + private.seconds('mail_lease') end,
      last_error = case when m.attempts < v_attempts then m.last_error else coalesce(m.last_error, 'No worker came to the end of it.') end
    where m.id in (
      select d.id from private.mail_outbox d
      where d.status in ('queued', 'sending') and coalesce(d.lease_until, d.next_attempt_at) <= v_now
      order by coalesce(d.lease_until, d.next_attempt_at)
      limit v_limit
      for no key update skip locked
    )
    returning m.*
  loop
    continue when v_mail.status = 'failed';
    v_item := private.mail_item(v_mail);
    if v_item is null then
      update private.mail_outbox m set status = 'cancelled', lease_until = null where m.id = v_mail.id;
    else
      v_items := v_items || jsonb_build_array(v_item);
    end if;
  end loop;
  return v_items;
end;
$$;

create function private.finish_mail(p_id uuid, p_error text)
returns void language plpgsql security definer set search_path = '' as $$
declare
  c_longest_wait constant interval := '1 hour';
  c_max_error constant integer := 500;
  v_now constant timestamptz := clock_timestamp();
begin
  update private.mail_outbox m set
    status = case
      when p_error is null then 'sent'
      when m.attempts >= private.setting('mail_attempts') then 'failed'
      else 'queued'
    end,
    sent_at = case when p_error is null then v_now end,
    lease_until = null,
    last_error = left(p_error, c_max_error),
    next_attempt_at = v_now + least(private.seconds('mail_retry') * power(2, greatest(m.attempts, 1) - 1), c_longest_wait)
  -- Who comes late with good news has sent it, whatever was thought meanwhile; late bad news changes nothing.
  where m.id = p_id and (m.status = 'sending' or p_error is null and m.status in ('queued', 'failed'));
end;
$$;

comment on function private.claim_mails(integer) is 'Definer because the outbox is closed; granted to service_role only.';
comment on function private.finish_mail(uuid, text) is 'Definer as claim_mails.';

create function public.claim_mails(p_limit integer default 10)
returns jsonb language sql set search_path = '' as $$ select private.claim_mails(p_limit) $$;

create function public.finish_mail(p_id uuid, p_error text default null)
returns void language sql set search_path = '' as $$ select private.finish_mail(p_id, p_error) $$;

comment on function public.claim_mails(integer) is
  'For the worker that sends mail: at most p_limit (100) that are due, each for mail_lease seconds: [{id, to, name, timezone, token, total, notifications: [{type, title, message, data, session_id, count, priority, raised_at}]}], of which the first ten are listed.';
comment on function public.finish_mail(uuid, text) is
  'For the worker that sends mail: it was sent, or failed with p_error and is tried again later. Repeating changes nothing.';

-- On hosted projects pg_cron calls this, and this the worker; elsewhere something else calls the worker.
create function private.call_digest_worker()
returns bigint language plpgsql set search_path = '' as $$
declare
  c_timeout_ms constant integer := 55000;
  v_url text;
  v_key text;
  v_request bigint;
begin
  if to_regclass('vault.decrypted_secrets') is null or to_regnamespace('net') is null or not exists (
    select 1 from private.mail_outbox m
    where m.status in ('queued', 'sending') and coalesce(m.lease_until, m.next_attempt_at) <= clock_timestamp()
  ) then
    return null;
  end if;
  -- As text, because neither is there everywhere.
  execute 'select max(s.decrypted_secret) filter (where s.name = $1), max(s.decrypted_secret) filter (where s.name = $2)
    from vault.decrypted_secrets s where s.name in ($1, $2)'
    into v_url, v_key using 'project_url', 'secret_key';
  if v_url is null or v_key is null then
    raise warning 'mails wait: the Vault has no project_url or no secret_key';
    return null;
  end if;
  execute 'select net.http_post(url := $1, headers := $2, timeout_milliseconds := $3)'
    into v_request
    using
      rtrim(v_url, '/') || '/functions/v1/digest',
      jsonb_build_object('content-type', 'application/json', 'authorization', 'Bearer ' || v_key),
      c_timeout_ms;
  return v_request;
end;
$$;

comment on function private.call_digest_worker() is
  'Calls the edge function digest if there is something to send, with the address and key that the Vault keeps; returns pg_net''s number for the request, null if none was made.';

revoke execute on function private.mail_item(private.mail_outbox) from public;
revoke execute on function private.claim_mails(integer) from public;
revoke execute on function private.finish_mail(uuid, text) from public;
revoke execute on function private.call_digest_worker() from public;
revoke execute on function public.claim_mails(integer) from public, anon, authenticated;
revoke execute on function public.finish_mail(uuid, text) from public, anon, authenticated;
grant execute on function private.claim_mails(integer) to service_role;
grant execute on function private.finish_mail(uuid, text) to service_role;
grant execute on function public.claim_mails(integer) to service_role;
grant execute on function public.finish_mail(uuid, text) to service_role;

-- The jobs are in scheduled_rounds; this is what the last of them needs.
do $$
begin
  if exists (select 1 from pg_catalog.pg_available_extensions where name = 'pg_net') then
    create extension if not exists pg_net;
  end if;
end;
$$;
