-- Everything that is stored about a person, for that person.

insert into public.app_settings (key, value, description) values
  ('downloads_per_day', '5', 'times one person may download their data within a day');

create function private.download_my_data()
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  c_day constant interval := '24 hours';
  v_me constant uuid := auth.uid();
begin
  -- Also the suspended: it is theirs.
  if not exists (select 1 from public.profiles p where p.id = v_me) then
    perform private.fail(401, 'unauthorized', 'Sign in to continue.');
  end if;
  perform private.lock_rate(v_me, 'download');
  perform private.take_token(v_me, 'download', private.setting('downloads_per_day'), c_day);

  return jsonb_build_object(
    'downloaded_at', clock_timestamp(),
    'account', (
      select jsonb_build_object('id', u.id, 'email', u.email, 'created_at', u.created_at, 'last_sign_in_at', u.last_sign_in_at)
      from auth.users u where u.id = v_me
    ),
    'profile', (select to_jsonb(p) from public.profiles p where p.id = v_me),
    'account_state', (select to_jsonb(a) from private.account_states a where a.user_id = v_me),
    'settings', (select to_jsonb(s) from private.personal_settings s where s.user_id = v_me),
    'presence', (select to_jsonb(u) from public.user_presence u where u.user_id = v_me),
    'devices', to_jsonb(array(select to_jsonb(c) from public.realtime_connections c where c.user_id = v_me)),
    'mentor_application', (select to_jsonb(a) - 'decided_by' from public.mentor_applications a where a.user_id = v_me),
    'reply_times', (select to_jsonb(t) from private.reply_times t where t.user_id = v_me),
    'rating_totals', (select to_jsonb(t) from private.rating_totals t where t.user_id = v_me),
    'products', to_jsonb(array(select to_jsonb(p) from public.products p where p.supplier_id = v_me)),
    'blocks', to_jsonb(array(select to_jsonb(b) from public.blocks b where b.user_id = v_me)),
    'ratings', to_jsonb(array(select to_jsonb(r) from public.ratings r where r.rater_id = v_me)),
    'notifications', to_jsonb(array(
      -- Of messages without their words and who wrote them: those are the other side's.
      select case when n.type = 'message_received' then to_jsonb(n) - '{title,message}'::text[] else to_jsonb(n) end
      from public.notifications n where n.user_id = v_me order by n.created_at
    )),
    'notification_settings', (select to_jsonb(s) from public.notification_settings s where s.user_id = v_me),
    'notification_preferences', to_jsonb(array(
      select to_jsonb(p) from public.notification_preferences p where p.user_id = v_me
    )),
    'mails', to_jsonb(array(
      select to_jsonb(m) from private.mail_outbox m where m.user_id = v_me order by m.created_at
    )),
    'sessions', to_jsonb(array(
      -- Whoever joined and left is told nothing of what came after.
      select to_jsonb(s) - 'last_message' - 'last_sender_id' - 'last_rev' - case
        when p.left_at is null or v_me in (s.founder_a, s.founder_b) then '{}'::text[]
        else '{summary,ended_reason,metadata,awaiting_user_id,awaiting_since,last_seq,last_message_at}'
      end || jsonb_build_object(
        'participation', to_jsonb(p),
        'state', to_jsonb(st),
        'receipt', to_jsonb(r),
        'receipt_marks', (
          select coalesce(jsonb_agg(to_jsonb(k) order by k.at), '[]') from public.receipt_marks k
          where k.session_id = p.session_id and k.user_id = v_me
        )
      )
      from public.participants p
      join public.sessions s on s.id = p.session_id
      left join public.participant_state st on st.session_id = p.session_id and st.user_id = p.user_id
      left join public.receipts r on r.session_id = p.session_id and r.user_id = p.user_id
      where p.user_id = v_me
      order by s.created_at
    )),
    'session_events', to_jsonb(array(
      select to_jsonb(e) from public.participants p
      join public.session_events e on e.session_id = p.session_id and e.actor_id = v_me
      where p.user_id = v_me
      order by e.created_at
    )),
    'messages', to_jsonb(array(
      select to_jsonb(m) from public.participants p
      join public.messages m on m.session_id = p.session_id and m.sender_id = v_me
      where p.user_id = v_me
      order by m.session_id, m.seq
    )),
    -- As participants read them: of what was deleted, nothing.
    'message_versions', to_jsonb(array(
      select to_jsonb(v) from public.participants p
      join public.messages m on m.session_id = p.session_id and m.sender_id = v_me and m.deleted_at is null
      join public.message_versions v on v.session_id = m.session_id and v.message_id = m.id
      where p.user_id = v_me
      order by v.session_id, v.message_id, v.version
    )),
    'reactions', to_jsonb(array(
      select to_jsonb(r) from public.participants p
      join public.message_reactions r on r.session_id = p.session_id and r.user_id = v_me
      where p.user_id = v_me
    )),
    'pins', to_jsonb(array(
      select to_jsonb(n) from public.participants p
      join public.pins n on n.session_id = p.session_id and n.pinned_by = v_me
      where p.user_id = v_me
    )),
    'bookmarks', to_jsonb(array(select to_jsonb(b) from public.bookmarks b where b.user_id = v_me)),
    'reports', to_jsonb(array(
      select to_jsonb(r) - '{assigned_to,resolved_by}'::text[] from public.reports r
      where r.reporter_id = v_me order by r.created_at
    )),
    'rate_limits', to_jsonb(array(select to_jsonb(l) from private.rate_limits l where l.user_id = v_me))
  );
end;
$$;

comment on function private.download_my_data() is
  'Definer because parts of it are closed to clients; the caller''s own rows, and of others no words.';

create function public.download_my_data()
returns jsonb language sql set search_path = '' set statement_timeout = '60s' as $$ select private.download_my_data() $$;

comment on function public.download_my_data() is
  'Everything that is stored about me, by kind; files are named in messages, and their contents are not in it. At most downloads_per_day times.';

revoke execute on function private.download_my_data() from public;
revoke execute on function public.download_my_data() from public, anon, service_role;
grant execute on function private.download_my_data() to authenticated;
grant execute on function public.download_my_data() to authenticated;
