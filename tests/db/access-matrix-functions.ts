/** Who may call a function, and what they may get out of it. */
export type Callers =
  /** Everybody, signed in or not. */
  | 'visitors'
  /** Only programs with the secret key. */
  | 'workers'
  /** Admins who are neither demoted nor suspended; nobody else gets as far as a question. */
  | 'admins'
  /** Signed-in people, about themselves and what everybody may know. */
  | 'people'
  /** Who takes part in the session; to the others it does not exist. */
  | 'taking part'
  /** Who takes part or has: to leave again is no mistake. */
  | 'having taken part'
  /** Who takes part and is not suspended. */
  | 'acting'
  /** The same, and admins, who know of every session that there is. */
  | 'acting, admins'
  /** Who takes part, and admins under a grant. */
  | 'reading'
  /** Who takes part, and admins. */
  | 'taking part, admins'
  /** Admins under a grant. */
  | 'reviewing';

const all = (callers: Callers, names: string): [string, Callers][] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => [name, callers]);

export const FUNCTIONS: Record<string, Callers> = Object.fromEntries([
  ...all('visitors', 'unsubscribe'),
  ...all('workers', 'claim_mails finish_mail'),
  ...all(
    'admins',
    `admin_count_sessions admin_export_sessions admin_list_sessions admin_say analytics announce assign_report
     decide_mentor end_review export_audit get_report get_suspension hide_message join_session
     list_announcements list_audit list_mentor_applications list_ratings list_reports list_settings
     release_report resolve_report restore_user review_session set_role set_setting suspend_user
     withdraw_announcement`,
  ),
  ...all(
    'people',
    `apply_as_mentor claim_connection delete_account download_my_data get_profile heartbeat
     list_available_admins list_bookmarks list_mentors list_notifications list_products list_sessions
     mark_all_notifications_read mark_notifications_read mentor_skills my_notification_settings
     my_reports my_settings my_suspension open_conversation overlapping_sessions release_connection
     request_session search_messages sessions_with set_block set_notification_preference
     set_notification_settings set_read_receipts unread_count`,
  ),
  ...all(
    'reading',
    'export_session get_messages get_messages_by_id get_session seq_at sync_session',
  ),
  ...all('taking part', 'list_attachments list_pins set_session_state'),
  ...all('having taken part', 'leave_session'),
  ...all('acting, admins', 'transition_session'),
  ...all('taking part, admins', 'list_reviews'),
  ...all('reviewing', 'review_timeline'),
  ...all(
    'acting',
    `answer_extension delete_message edit_message mark_delivered mark_read mark_unread_from
     pin_message rate_session report request_extension reschedule_session set_bookmark set_reaction
     show_history`,
  ),
]);
