-- Who may join which topic. On their own because they lock realtime.messages, which the platform owns.
-- The policies see topic, extension and claims, never the payload.

create function private.can_read_topic(p_topic text)
returns boolean language plpgsql stable security definer set search_path = '' as $$
begin
  return p_topic = 'user:' || (select auth.uid()) and private.has_connection() and private.is_active((select auth.uid()))
    or private.can_write_topic(p_topic);
end;
$$;

create function private.can_write_topic(p_topic text)
returns boolean language plpgsql stable security definer set search_path = '' as $$
begin
  return private.is_participant(substring(p_topic from '^session:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$')::uuid);
end;
$$;

comment on function private.can_read_topic(text) is
  'user:{uid} for that person while this sign-in holds a claim; session:{id} for current participants; nothing for the suspended. Definer to look at claims and membership once, outside the policies of those tables.';
comment on function private.can_write_topic(text) is
  'session:{id} for current participants; user topics are written by triggers only.';

revoke execute on function private.can_read_topic(text) from public;
revoke execute on function private.can_write_topic(text) from public;
grant execute on function private.can_read_topic(text) to authenticated;
grant execute on function private.can_write_topic(text) to authenticated;

-- `topic = (select realtime.topic())` keeps each policy from covering every row of the table.
create policy "people hear their own topic and the sessions they take part in" on realtime.messages
  for select to authenticated using (
    topic = (select realtime.topic())
    and extension in ('broadcast', 'presence')
    and (select private.can_read_topic(realtime.topic()))
  );
create policy "participants type and are present in their sessions" on realtime.messages
  for insert to authenticated with check (
    topic = (select realtime.topic())
    and extension in ('broadcast', 'presence')
    and (select private.can_write_topic(realtime.topic()))
  );
