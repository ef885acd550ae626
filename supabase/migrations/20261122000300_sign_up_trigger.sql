-- On its own because it locks auth.users, a table the auth service owns.

create trigger create_profile_on_sign_up after insert on auth.users
  for each row execute function private.create_profile();
