-- How long one request may keep the database busy. The platform has such limits of its own; these are said here so
-- that they hold on every project and are not lost. Functions that may take longer say so themselves.

alter role anon set statement_timeout = '3s';
alter role anon set lock_timeout = '2s';
alter role anon set idle_in_transaction_session_timeout = '10s';

alter role authenticated set statement_timeout = '8s';
-- Whoever waits for a lock holds one of the few connections of the API: they come back later instead.
alter role authenticated set lock_timeout = '5s';
alter role authenticated set idle_in_transaction_session_timeout = '10s';

-- Read when the API starts, and when it is told.
notify pgrst, 'reload config';
