-- Who calls the scheduled work: a round of everything, and a job for each part where there is pg_cron. Some of what
-- they call is made further on; it is there when they run.

create function private.run_scheduled_work(p_batch integer default 500)
returns jsonb language plpgsql set search_path = '' as $$
declare
  -- A few seconds, in which nobody waits for it: an admin's own request takes less at a time.
  c_recipients constant integer := 100000;
  v_faded integer;
  v_purged integer;
  v_reminded integer;
  v_escalated integer;
  v_announced integer;
  v_cleared integer;
  v_forgotten integer;
  v_mailed integer;
  v_mails_forgotten integer;
  v_messages_purged integer;
  v_versions_purged integer;
  v_marks_purged integer;
  v_lines_purged integer;
  v_counted integer;
  v_expired integer;
begin
  -- The sessions come last: their locks, which senders wait for, are then held for nothing but themselves.
  begin
    v_purged := private.purge_connections(p_batch);
  exception when others then
    raise warning 'connections were not purged: %', sqlerrm;
  end;
  begin
    v_faded := private.fade_presence(p_batch);
  exception when others then
    raise warning 'presence was not refreshed: %', sqlerrm;
  end;
  begin
    v_reminded := private.send_reminders(p_batch);
  exception when others then
    raise warning 'reminders were not sent: %', sqlerrm;
  end;
  begin
    v_escalated := private.escalate_requests(p_batch);
  exception when others then
    raise warning 'requests were not escalated: %', sqlerrm;
  end;
  -- Set-based, so with batches of their own.
  begin
    v_announced := private.publish_announcements(c_recipients);
  exception when others then
    raise warning 'announcements were not published: %', sqlerrm;
  end;
  begin
    v_cleared := private.clear_announcements();
  exception when others then
    raise warning 'withdrawn announcements were not cleared away: %', sqlerrm;
  end;
  begin
    v_forgotten := private.purge_notifications();
  exception when others then
    raise warning 'notifications were not purged: %', sqlerrm;
  end;
  begin
    v_mailed := private.fill_digests();
  exception when others then
    raise warning 'digests were not queued: %', sqlerrm;
  end;
  begin
    v_mails_forgotten := private.purge_mails();
  exception when others then
    raise warning 'mails were not purged: %', sqlerrm;
  end;
  begin
    v_versions_purged := private.purge_versions();
  exception when others then
    raise warning 'former versions were not purged: %', sqlerrm;
  end;
  begin
    v_marks_purged := private.purge_marks();
  exception when others then
    raise warning 'receipt marks were not purged: %', sqlerrm;
  end;
  begin
    v_lines_purged := private.purge_audit_log();
  exception when others then
    raise warning 'the audit log was not purged: %', sqlerrm;
  end;
  begin
    v_counted := private.count_for_analytics();
  exception when others then
    raise warning 'analytics were not counted: %', sqlerrm;
  end;
  begin
    v_messages_purged := private.purge_messages(p_batch);
  exception when others then
    raise warning 'messages were not purged: %', sqlerrm;
  end;
  begin
    v_expired := private.expire_sessions(p_batch);
  exception when others then
    raise warning 'sessions were not expired: %', sqlerrm;
  end;
  return jsonb_build_object(
    'expired_sessions', v_expired, 'sent_reminders', v_reminded, 'escalated_requests', v_escalated,
    'purged_connections', v_purged, 'faded_presence', v_faded,
    'announced_to', v_announced, 'cleared_notifications', v_cleared, 'purged_notifications', v_forgotten,
    'queued_mails', v_mailed, 'purged_mails', v_mails_forgotten,
    'purged_messages', v_messages_purged, 'purged_versions', v_versions_purged, 'purged_marks', v_marks_purged,
    'purged_audit_lines', v_lines_purged, 'counted_sessions', v_counted
  );
end;
$$;

comment on function private.run_scheduled_work(integer) is
  'One round of everything that time does, at most p_batch rows of each kind but of those that are written as sets, null for what failed; called every minute where there is no pg_cron.';

revoke execute on function private.run_scheduled_work(integer) from public;

-- A job of its own for each: a transaction of its own, and a line of its own in the log.
do $$
begin
  if exists (select 1 from pg_catalog.pg_available_extensions where name = 'pg_cron') then
    create extension if not exists pg_cron with schema pg_catalog;
    perform cron.schedule('chat-expire-sessions', '* * * * *', 'select private.expire_sessions()');
    perform cron.schedule('chat-send-reminders', '* * * * *', 'select private.send_reminders()');
    perform cron.schedule('chat-escalate-requests', '*/10 * * * *', 'select private.escalate_requests()');
    perform cron.schedule('chat-purge-connections', '* * * * *', 'select private.purge_connections()');
    perform cron.schedule('chat-fade-presence', '* * * * *', 'select private.fade_presence()');
    perform cron.schedule('chat-publish-announcements', '* * * * *', 'select private.publish_announcements(100000)');
    perform cron.schedule('chat-clear-announcements', '* * * * *', 'select private.clear_announcements()');
    perform cron.schedule('chat-purge-notifications', '*/5 * * * *', 'select private.purge_notifications()');
    perform cron.schedule('chat-fill-digests', '* * * * *', 'select private.fill_digests()');
    perform cron.schedule('chat-send-digests', '* * * * *', 'select private.call_digest_worker()');
    perform cron.schedule('chat-purge-mails', '40 * * * *', 'select private.purge_mails()');
    perform cron.schedule('chat-purge-messages', '* * * * *', 'select private.purge_messages()');
    perform cron.schedule('chat-purge-versions', '*/5 * * * *', 'select private.purge_versions()');
    perform cron.schedule('chat-purge-marks', '*/5 * * * *', 'select private.purge_marks()');
    perform cron.schedule('chat-purge-audit-log', '*/5 * * * *', 'select private.purge_audit_log()');
    perform cron.schedule('chat-count-for-analytics', '* * * * *', 'select private.count_for_analytics()');
    perform cron.schedule('chat-purge-cron-log', '20 3 * * *', 'select private.purge_cron_log()');
  end if;
end;
$$;
