-- Uses of indexes that neither an API function nor a policy makes by itself. One line why each.

-- A stored file is found by the message that names it; asked as the owner of the file.
select private.may_delete_attachment(
  gen_random_uuid() || '/' || auth.uid() || '/' || gen_random_uuid() || '.pdf'
);
