-- Demo people and conversations. Ids, names and words never change; times are counted back from the
-- moment of loading, so that "today" and "yesterday" look right. Every password is: password

------------------------------------------------------------------------------------------------------------------------
-- People
------------------------------------------------------------------------------------------------------------------------

create temporary table seed_people (n integer, email text, full_name text, role text) on commit drop;
insert into seed_people values
  (1, 'student@example.com', 'Amara Okafor', 'student'),
  (2, 'student2@example.com', 'Jonas Lindqvist', 'student'),
  (3, 'mentor@example.com', 'Priya Raman', 'mentor'),
  (4, 'mentor2@example.com', 'Marco Bellini', 'mentor'),
  (5, 'buyer@example.com', 'Hannah Weiss', 'buyer'),
  (6, 'supplier@example.com', 'Kenji Sato', 'supplier'),
  (7, 'admin@example.com', 'Elena Petrova', 'student'),
  (8, 'mentor3@example.com', 'Aoife Brennan', 'mentor'),
  (9, 'mentor4@example.com', 'Samuel Adeyemi', 'mentor'),
  (10, 'mentor5@example.com', 'Lucía Fernández', 'mentor'),
  (11, 'mentor6@example.com', 'Tomasz Wójcik', 'mentor'),
  (12, 'mentor7@example.com', 'Mei-Ling Chen', 'mentor'),
  (13, 'mentor8@example.com', 'Yusuf Demir', 'mentor'),
  (14, 'mentor9@example.com', 'Ingrid Solberg', 'mentor'),
  (15, 'mentor10@example.com', 'Rafael Moreira', 'mentor'),
  (16, 'mentor11@example.com', 'Nadia Haddad', 'mentor'),
  (17, 'mentor12@example.com', 'Caleb Whitaker', 'mentor'),
  (18, 'supplier2@example.com', 'Ana Kovač', 'supplier'),
  (19, 'mentor13@example.com', 'Oluwaseun Bakare', 'mentor'),
  (20, 'student3@example.com', 'Freya Nilsen', 'student'),
  (21, 'student4@example.com', 'Diego Salazar', 'student'),
  (22, 'student5@example.com', 'Hana Yamada', 'student');

create function pg_temp.person(p_n integer) returns uuid language sql immutable as $$
  select ('a0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid
$$;

create function pg_temp.session(p_n integer) returns uuid language sql immutable as $$
  select ('b0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid
$$;

-- The auth service reads these token columns as strings, so they are empty rather than null. The salt
-- is fixed, which keeps the seed deterministic; these are demo passwords.
insert into auth.users (
  instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data,
  created_at, updated_at, confirmation_token, recovery_token, email_change, email_change_token_new,
  email_change_token_current, phone_change, phone_change_token, reauthentication_token
)
select
  '00000000-0000-0000-0000-000000000000', pg_temp.person(n), 'authenticated', 'authenticated', email,
  (select extensions.crypt('password', '$2a$10$Qm9vdHN0cmFwU2FsdERlbO')), now(),
  '{"provider": "email", "providers": ["email"]}',
  jsonb_build_object('full_name', full_name, 'role', role, 'email', email, 'email_verified', true, 'sub', pg_temp.person(n)),
  now() - interval '90 days', now() - interval '90 days', '', '', '', '', '', '', '', ''
from seed_people;

insert into auth.identities (id, provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
select
  ('d0000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, pg_temp.person(n)::text, pg_temp.person(n),
  jsonb_build_object('sub', pg_temp.person(n), 'email', email, 'email_verified', true, 'phone_verified', false),
  'email', now(), now() - interval '90 days', now() - interval '90 days'
from seed_people;

update public.profiles p set
  role = about.role::public.app_role,
  mentor_status = about.mentor_status::public.mentor_status,
  headline = about.headline,
  bio = about.bio,
  skills = about.skills,
  timezone = about.timezone,
  created_at = now() - interval '90 days'
from (values
  (1, 'student', 'none', 'Second-year computer science, learning to build things people use',
    'I am working on a small app for my neighbourhood library and would like to get better at databases and at asking good questions.',
    array['TypeScript', 'React', 'SQL basics'], 'Africa/Lagos'),
  (2, 'student', 'none', 'Moving from mechanical engineering to data engineering',
    'Ten years of turbines, one year of Python. I learn best from real data and honest reviews.',
    array['Python', 'pandas', 'Statistics'], 'Europe/Stockholm'),
  (3, 'mentor', 'approved', 'Staff engineer, PostgreSQL and distributed systems',
    'I have run databases for hospitals and for games. I like whiteboards, query plans and questions that begin with "why".',
    array['PostgreSQL', 'System design', 'Code review', 'Career'], 'Asia/Kolkata'),
  (4, 'mentor', 'approved', 'Data platform lead, formerly physics',
    'I help people who come to software from other fields. Bring something unfinished; we will finish part of it together.',
    array['Python', 'Data pipelines', 'Teaching', 'Interviews'], 'Europe/Rome'),
  (5, 'buyer', 'none', 'Purchasing for a group of seven cafés in Berlin',
    null, array[]::text[], 'Europe/Berlin'),
  (6, 'supplier', 'none', 'Sato Ceramics, tableware from Mashiko',
    'A family workshop in its third generation. We fire twice a month and ship everywhere.', array[]::text[], 'Asia/Tokyo'),
  (7, 'admin', 'none', 'Support and community', null, array[]::text[], 'Europe/Sofia'),
  (8, 'mentor', 'approved', 'Front-end engineer who cares about people with slow phones',
    'Fifteen years of interfaces, the last six for public services. Show me something that feels slow, and we will measure it first.',
    array['React', 'TypeScript', 'Accessibility', 'Performance'], 'Europe/Dublin'),
  (9, 'mentor', 'approved', 'Payments engineer, formerly mobile network operations',
    'Money must never be counted twice. I teach idempotency, queues and how to sleep while on call.',
    array['Go', 'Distributed systems', 'System design', 'Career'], 'Africa/Lagos'),
  (10, 'mentor', 'approved', 'Machine learning in medicine, from notebook to clinic',
    'I help with the part after the notebook: data that changes, models that age, and doctors who ask good questions.',
    array['Python', 'Machine learning', 'Statistics', 'Data pipelines'], 'Europe/Madrid'),
  (11, 'mentor', 'approved', 'Embedded software for trains',
    'C, Rust and oscilloscopes. Bring a stack trace or a board that does not boot.',
    array['Rust', 'C', 'Embedded', 'Debugging'], 'Europe/Warsaw'),
  (12, 'mentor', 'approved', 'Product designer turned design engineer',
    'We look at what you built together with somebody who has never seen it. It is the fastest teacher there is.',
    array['Design', 'User research', 'Accessibility', 'React'], 'Asia/Taipei'),
  (13, 'mentor', 'approved', 'Security engineer and former teacher',
    'Threat models on one page, reviews without fear, and how to report what you find.',
    array['Security', 'Code review', 'Teaching', 'Networks'], 'Europe/Istanbul'),
  (14, 'mentor', 'approved', 'Engineering manager, twelve teams in fifteen years',
    'Interviews from the other side of the table, first weeks as a lead, and when not to become one.',
    array['Career', 'Interviews', 'Leadership'], 'Europe/Oslo'),
  (15, 'mentor', 'approved', 'Open-source maintainer, documentation first',
    'Your first contribution, or your hundredth. I read diffs slowly and kindly.',
    array['Open source', 'Code review', 'Writing', 'Python'], 'America/Sao_Paulo'),
  (16, 'mentor', 'approved', 'Database administrator for a hospital group',
    'Backups that were restored, upgrades nobody noticed, and permissions that say what they mean.',
    array['PostgreSQL', 'SQL basics', 'Security', 'Operations'], 'Asia/Beirut'),
  (17, 'mentor', 'approved', 'Game developer, tools and build systems',
    'From an empty window to something a friend can play. Away until spring.',
    array['C', 'Graphics', 'Performance', 'Debugging'], 'America/Denver'),
  (18, 'supplier', 'none', 'Kovač Linen, woven in Slavonia',
    'Table linen and aprons from flax that we grow, spin and weave within sixty kilometres.', array[]::text[], 'Europe/Zagreb'),
  (19, 'mentor', 'pending', 'Site reliability engineer', 'Incidents, dashboards that help, and calm.',
    array['Operations', 'Linux', 'Networks'], 'Africa/Lagos'),
  (20, 'student', 'none', 'Learning to program after twenty years of sailing', null, array['Python'], 'Europe/Oslo'),
  (21, 'student', 'none', 'Building a bus map for my town', null, array['React'], 'America/Bogota'),
  (22, 'student', 'none', 'Linguistics, and the code that comes with it', null, array['Python', 'Statistics'], 'Asia/Tokyo')
) about (n, role, mentor_status, headline, bio, skills, timezone)
where p.id = pg_temp.person(about.n);

insert into public.products (id, supplier_id, name, price_cents, currency, active) values
  ('c0000000-0000-4000-8000-000000000001', pg_temp.person(6), 'Stoneware cup, 250 ml, ash glaze', 1450, 'EUR', true),
  ('c0000000-0000-4000-8000-000000000002', pg_temp.person(6), 'Breakfast plate, 22 cm, iron glaze', 1900, 'EUR', true),
  ('c0000000-0000-4000-8000-000000000003', pg_temp.person(6), 'Teapot with side handle, 600 ml', 6800, 'EUR', true),
  ('c0000000-0000-4000-8000-000000000004', pg_temp.person(6), 'Serving bowl, 28 cm, first series', 5200, 'EUR', false),
  ('c0000000-0000-4000-8000-000000000005', pg_temp.person(6), 'Espresso cup, 80 ml, iron glaze', 1150, 'EUR', true),
  ('c0000000-0000-4000-8000-000000000006', pg_temp.person(6), 'Ramen bowl, 1 l, ash glaze', 3400, 'EUR', true),
  ('c0000000-0000-4000-8000-000000000007', pg_temp.person(6), 'Sake set, flask and two cups', 4900, 'EUR', true),
  ('c0000000-0000-4000-8000-000000000008', pg_temp.person(6), 'Serving bowl, 30 cm, second series', 5600, 'EUR', true),
  ('c0000000-0000-4000-8000-000000000009', pg_temp.person(18), 'Linen tablecloth, 140 × 240 cm, natural', 8900, 'EUR', true),
  ('c0000000-0000-4000-8000-000000000010', pg_temp.person(18), 'Napkins, set of six, washed linen', 4200, 'EUR', true),
  ('c0000000-0000-4000-8000-000000000011', pg_temp.person(18), 'Barista apron, dark green, crossed straps', 5400, 'EUR', true),
  ('c0000000-0000-4000-8000-000000000012', pg_temp.person(18), 'Kitchen towel, herringbone, set of three', 2700, 'EUR', true),
  ('c0000000-0000-4000-8000-000000000013', pg_temp.person(18), 'Bread bag, unbleached', 1600, 'EUR', true);

update public.profiles set accepting = false where id in (pg_temp.person(14), pg_temp.person(17));
update public.mentor_applications set
  statement = 'I have carried a pager for nine years and would like to pass on how to be on call without losing sleep. '
    'I mentor two colleagues already, and have time for two students a week.',
  applied_at = now() - interval '2 days'
where user_id = pg_temp.person(19);

------------------------------------------------------------------------------------------------------------------------
-- Sessions
------------------------------------------------------------------------------------------------------------------------

insert into public.sessions (
  id, kind, status, subject, founder_a, founder_b, created_by, created_at, updated_at, scheduled_at, expires_at
) values
  (pg_temp.session(1), 'mentoring', 'in_progress', 'Designing my first real database',
    pg_temp.person(1), pg_temp.person(3), pg_temp.person(1), now() - interval '6 days', now() - interval '5 days', null, null),
  (pg_temp.session(2), 'mentoring', 'accepted', 'Preparing for a data internship interview',
    pg_temp.person(1), pg_temp.person(4), pg_temp.person(1), now() - interval '2 days', now() - interval '1 day',
    now() + interval '3 days', now() + interval '10 days'),
  (pg_temp.session(3), 'mentoring', 'requested', 'Is my pipeline design sensible?',
    pg_temp.person(2), pg_temp.person(3), pg_temp.person(2), now() - interval '5 hours', now() - interval '5 hours',
    null, now() + interval '7 days'),
  (pg_temp.session(4), 'mentoring', 'completed', 'First steps with query plans',
    pg_temp.person(2), pg_temp.person(3), pg_temp.person(2), now() - interval '40 days', now() - interval '32 days', null, null),
  (pg_temp.session(5), 'mentoring', 'in_progress', 'Long history (10,000 messages)',
    pg_temp.person(2), pg_temp.person(4), pg_temp.person(2), now() - interval '80 days', now() - interval '80 days', null, null);

insert into public.sessions (
  id, kind, status, subject, product_id, product_snapshot, founder_a, founder_b, conversation_key, created_by,
  created_at, updated_at
)
select
  pg_temp.session(6), 'buyer_supplier', 'in_progress', 'Cups for seven cafés', p.id,
  jsonb_build_object('id', p.id, 'name', p.name, 'image_url', p.image_url, 'price_cents', p.price_cents, 'currency', p.currency),
  pg_temp.person(5), pg_temp.person(6), concat_ws(':', 'buyer_supplier', pg_temp.person(5), pg_temp.person(6), p.id),
  pg_temp.person(5), now() - interval '3 days', now() - interval '3 days'
from public.products p where p.id = 'c0000000-0000-4000-8000-000000000001';

-- Since then the cup has become dearer.
update public.products set price_cents = 1520 where id = 'c0000000-0000-4000-8000-000000000001';

insert into public.sessions (
  id, kind, status, subject, founder_a, founder_b, conversation_key, created_by, created_at, updated_at
) values (
  pg_temp.session(7), 'buyer_admin', 'in_progress', 'Invoice address',
  pg_temp.person(5), pg_temp.person(7), concat_ws(':', 'buyer_admin', pg_temp.person(5), pg_temp.person(7)),
  pg_temp.person(5), now() - interval '1 day', now() - interval '1 day'
);

insert into public.participants (session_id, user_id, role, joined_at, sort_at)
select s.id, p.id, p.role, s.created_at, s.created_at
from public.sessions s
join public.profiles p on p.id in (s.founder_a, s.founder_b);

------------------------------------------------------------------------------------------------------------------------
-- What was said: session, who, how long ago, words
------------------------------------------------------------------------------------------------------------------------

create temporary table seed_lines (
  n integer generated always as identity, session integer, person integer, ago interval, content text
) on commit drop;

insert into seed_lines (session, person, ago, content) values
  (1, 1, '6 days', 'Hi Priya! I am building a lending app for our neighbourhood library. I have tables for books and people, but lending feels wrong: I put a column "borrowed_by" on the book. Could you help me find out why it bothers me?'),
  (1, null, '5 days 20 hours', 'Priya Raman accepted the request.'),
  (1, 3, '5 days 20 hours', 'Hello Amara, what a nice project. And a good instinct! Tell me: with "borrowed_by" on the book, how would you answer who had this book last month?'),
  (1, 1, '5 days 19 hours 50 minutes', 'I… could not. It is overwritten.'),
  (1, 3, '5 days 19 hours 48 minutes', 'Exactly. The book did not change. Something happened *to* it. Things that happen usually deserve a row of their own.'),
  (1, null, '5 days 19 hours 40 minutes', 'The session started.'),
  (1, 1, '5 days 19 hours 30 minutes', 'So a table "loans" with book_id, person_id, lent_at, returned_at?'),
  (1, 3, '5 days 19 hours 28 minutes', 'Yes. And now a harder one: how do you make sure that a book is not lent to two people at the same time?'),
  (1, 1, '5 days 19 hours 5 minutes', 'Check before inserting whether there is a loan without returned_at?'),
  (1, 3, '5 days 19 hours', 'Two librarians press the button in the same second. Both check, both see nothing. What happens?'),
  (1, 1, '5 days 18 hours 58 minutes', 'Oh no.'),
  (1, 3, '5 days 18 hours 55 minutes', 'Let the database say no. This is one line:

create unique index one_open_loan on loans (book_id) where returned_at is null;

A promise that is kept by the database is kept by every program that will ever talk to it.'),
  (1, 1, '4 days 22 hours', 'I tried it with two terminals and the second one got an error immediately. That was strangely satisfying 😄'),
  (1, 3, '4 days 21 hours', 'It never gets old. Next: what do you show the second librarian? "duplicate key value violates unique constraint" is true, but not kind.'),
  (1, 1, '4 days 20 hours 40 minutes', 'I catch that error and say: "This book was just lent to somebody else." Is catching the error fine, or should I still check first?'),
  (1, 3, '4 days 20 hours 35 minutes', 'Both. Check first to be friendly, catch to be right.'),
  (1, 1, '3 days 2 hours', 'Today I loaded the real catalogue: 18,000 books. The list of open loans takes almost two seconds. Here is the plan, I do not understand it: Seq Scan on loans, Rows Removed by Filter: 211,034'),
  (1, 3, '3 days 1 hour', 'Read it like a story: it walked through every loan ever made and threw away 211,034 of them to find the open ones. Which index would let it walk straight there?'),
  (1, 1, '3 days 55 minutes', 'Wait. The unique index from before is only over open loans! But the query looks by person…'),
  (1, 3, '3 days 50 minutes', 'So?'),
  (1, 1, '3 days 48 minutes', 'create index on loans (person_id) where returned_at is null

0.4 ms!!'),
  (1, 3, '3 days 45 minutes', 'From two seconds to less than one millisecond, with one line, because you read the plan instead of guessing. Well done.'),
  (1, 1, '26 hours', 'The library said yes! They want to try it in January with forty people. Now I am nervous: what if I lose their data?'),
  (1, 3, '2 hours', 'Congratulations, Amara! Being nervous is the right feeling, let us turn it into a plan.'),
  (1, 3, '1 hour 55 minutes', 'Two questions until we talk again. First: where are your backups, and when did you last restore one? A backup nobody has restored is a hope.'),
  (1, 3, '1 hour 50 minutes', 'Second: who can read the loans table? What people read is private. Think about who should see a row, and let the database check that, too.'),

  (2, 1, '2 days', 'Hello Marco, I have an interview for a data internship in two weeks. Would you do a practice round with me?'),
  (2, null, '1 day 4 hours', 'Marco Bellini accepted the request.'),
  (2, 4, '1 day 4 hours', 'With pleasure! Send me the job description, and one project of yours that you are proud of, even if it is small.'),
  (2, 1, '1 day 3 hours', 'I will send the description tonight. The project is the library app: 18,000 books, and the first users come in January.'),
  (2, 4, '40 minutes', 'That is not small at all. Be ready to explain one decision you would make differently today; everybody asks that.'),

  (3, 2, '5 hours', 'Hello Priya, I read sensor data from 300 machines every minute, and the nightly job now takes until noon. I drew the whole pipeline on one page. Could you look at it with me?'),

  (4, 2, '40 days', 'Hi Priya, I can write SQL, but EXPLAIN looks like tea leaves to me. Where do I begin?'),
  (4, null, '39 days 20 hours', 'Priya Raman accepted the request.'),
  (4, 3, '39 days 20 hours', 'Begin from the inside. The most indented line happens first. What does yours say?'),
  (4, null, '39 days 19 hours', 'The session started.'),
  (4, 2, '39 days 18 hours', 'Index Scan on readings. And above it a Sort, which takes most of the time.'),
  (4, 3, '39 days 17 hours', 'Then the index finds the rows, but in the wrong order. What if the index had the order already?'),
  (4, 2, '38 days', '(machine_id, measured_at desc). The Sort is gone. It feels like cheating.'),
  (4, 3, '37 days', 'It is the opposite of cheating: you told the truth about what you need.'),
  (4, 2, '32 days 1 hour', 'I gave a short talk about it at work. Thank you, this changed how I look at slow things.'),
  (4, null, '32 days', 'The session was completed.'),

  (6, 5, '3 days', 'Good morning, we would need 420 of these cups for seven cafés, delivered in March. Is that possible, and what would the price per piece be?'),
  (6, 6, '2 days 20 hours', 'Good morning Ms Weiss, thank you for your interest. We fire about 160 cups a month, so 420 by March is possible if we begin in December. From 400 pieces the price is 12.30 € each.'),
  (6, 5, '2 days 18 hours', 'That sounds good. Are they safe in a commercial dishwasher? They will be washed thirty times a day.'),
  (6, 6, '2 days 17 hours', 'The ash glaze is fired at 1,280 °C and holds well. A restaurant in Osaka has used them for six years. I would gladly send two samples that you can try to destroy.'),
  (6, 5, '2 days 16 hours', 'An offer I cannot refuse. Please send them to our office, and I will put them through a week of mornings.'),
  (6, 6, '6 hours', 'They left Mashiko today. You should have them on Thursday.'),

  (7, 5, '1 day', 'Hello, how can I change the address on our invoices? Our accounting moved to another building.'),
  (7, 7, '22 hours', 'Hello Hannah, I can do that for you. Please send me the new address and the date from which it should hold.'),
  (7, 5, '21 hours', 'From the first of next month: Weiss Cafés, Accounting, Lindenstraße 14, 10969 Berlin. Thank you!'),
  (7, 7, '20 hours', 'Done. The next invoice will go there. Is there anything else I can do for you?');

select private.import_messages(
  pg_temp.session(l.session),
  jsonb_agg(
    jsonb_build_object(
      'sender_id', pg_temp.person(l.person),
      'message_type', case when l.person is null then 'system' else 'text' end,
      'content', l.content,
      'created_at', now() - l.ago
    )
    order by l.n
  )
)
from seed_lines l
group by l.session;

------------------------------------------------------------------------------------------------------------------------
-- Ten thousand messages, for looking at long histories
------------------------------------------------------------------------------------------------------------------------

insert into public.messages (id, session_id, seq, rev, sender_id, content, created_at, updated_at)
select
  md5('seed-long-' || n)::uuid, pg_temp.session(5), n, n,
  -- Runs of one to four messages by the same person.
  case when (n * 7 / 17) % 2 = 0 then pg_temp.person(2) else pg_temp.person(4) end,
  'No. ' || n || ': ' || (
    -- Mostly one or two sentences, now and then a long paragraph.
    select string_agg(s.sentences[1 + (n * 31 + n / 7 + k * 17) % cardinality(s.sentences)], ' ' order by k)
    from generate_series(1, case when n % 53 = 0 then 14 when n % 11 = 0 then 6 else 1 + n * 5 / 7 % 3 end) k
  ),
  t.at, t.at
from generate_series(1, 10000) n
cross join lateral (select now() - interval '80 days' + n * interval '11 minutes' as at) t
cross join (values (array[
  'The first batch is through.',
  'I compared both runs and the difference is smaller than the noise.',
  'Could you have a look at the outliers from machine 17?',
  'Yes.',
  'That column is in local time, which explains the hour that is missing in March.',
  'Let us keep the raw files, storage is cheaper than regret.',
  'I would rather fail loudly here than guess.',
  'Good idea 👍',
  'The median tells a different story than the mean.',
  'I wrote a test for it, and the test failed, which is good news.',
  'What happens when the sensor sends nothing for a whole day?',
  'Then we store nothing, and the report says so.',
  'I am not sure I understand, could you draw it?',
  'The new index brought the nightly job down to nine minutes.',
  'We should write that down before we forget why.',
  'Agreed.',
  'Two of the three vendors send decimals with a comma.',
  'I pushed a small fix and will watch it tonight.'
])) s (sentences);

select private.settle_sessions(array[pg_temp.session(5)]);

------------------------------------------------------------------------------------------------------------------------
-- What happened to the sessions, as the system messages above tell it
------------------------------------------------------------------------------------------------------------------------

insert into public.session_events (id, session_id, actor_id, event, from_status, to_status, reason, created_at)
select
  md5('seed-event-' || e.session || e.event)::uuid,
  pg_temp.session(e.session), pg_temp.person(e.person), e.event, e.from_status::public.session_status,
  e.to_status::public.session_status, e.reason, now() - e.ago::interval
from (values
  (1, 1, 'requested', null, 'requested', null, '6 days'),
  (1, 3, 'accepted', 'requested', 'accepted', null, '5 days 20 hours'),
  (1, 3, 'started', 'accepted', 'in_progress', null, '5 days 19 hours 40 minutes'),
  (2, 1, 'requested', null, 'requested', null, '2 days'),
  (2, 4, 'accepted', 'requested', 'accepted', null, '1 day 4 hours'),
  (3, 2, 'requested', null, 'requested', null, '5 hours'),
  (4, 2, 'requested', null, 'requested', null, '40 days'),
  (4, 3, 'accepted', 'requested', 'accepted', null, '39 days 20 hours'),
  (4, 3, 'started', 'accepted', 'in_progress', null, '39 days 19 hours'),
  (4, 2, 'completed', 'in_progress', 'completed', 'We read three plans together, from the inside out. Next: indexes that have the order already.', '32 days')
) e (session, person, event, from_status, to_status, reason, ago);

update public.sessions s set summary = e.reason
from public.session_events e
where e.session_id = s.id and e.event = 'completed';

-- The accepted one is still to come.
select private.plan_reminders(pg_temp.session(2));

-- Mentors answer about as fast as the words above say.
select private.note_reply(pg_temp.person(r.person), now() - r.waited::interval, now())
from (values
  (3, '4 hours'), (3, '2 minutes'), (3, '50 minutes'), (3, '24 hours'),
  (4, '20 hours'), (4, '6 hours'), (4, '3 hours')
) r (person, waited);

select private.notify(
  pg_temp.person(3), 'session_request', 'Jonas Lindqvist asks for a session', 'Is my pipeline design sensible?',
  pg_temp.session(3), '{"event": "requested"}', 2
);
select private.notify(
  pg_temp.person(1), 'session_accepted', 'Marco Bellini accepted your request', 'Preparing for a data internship interview',
  pg_temp.session(2), '{"event": "accepted", "from": "requested", "to": "accepted"}', 2
);
update public.notifications n set
  id = md5('seed-notification-' || e.id)::uuid, created_at = e.created_at, raised_at = e.created_at
from public.session_events e
where e.session_id = n.session_id and e.event = n.data ->> 'event';

------------------------------------------------------------------------------------------------------------------------
-- Former students and what they gave: session, mentor, student, stars, days ago, subject, thanks
------------------------------------------------------------------------------------------------------------------------

create temporary table seed_former (session integer, mentor integer, student integer, stars integer, days integer, subject text, thanks text)
  on commit drop;
insert into seed_former values
  (101, 3, 20, 5, 70, 'Reading my first query plan', 'Now I see the sort that was there all the time. Thank you!'),
  (102, 3, 21, 5, 66, 'Bus stops and their times in tables', 'The map is three times as fast, and I know why.'),
  (103, 3, 22, 4, 61, 'Full-text search for two languages', 'I will try the second index tonight.'),
  (104, 4, 20, 4, 58, 'Weather data that never ends', 'Small batches it is. Thank you for your patience.'),
  (105, 4, 21, 5, 55, 'Cleaning a timetable', 'I kept the raw files, as you said.'),
  (106, 4, 22, 5, 50, 'Preparing a talk about my corpus', 'They asked exactly the question we had practised.'),
  (107, 8, 20, 5, 64, 'A form that works offline', 'It even works in the harbour now.'),
  (108, 8, 21, 5, 47, 'Making a map usable by keyboard', 'My grandfather found his stop by himself.'),
  (109, 8, 22, 4, 44, 'Why is my page slow?', 'The picture was 9 MB. I am a little ashamed and very happy.'),
  (110, 9, 20, 3, 42, 'Do I need a queue?', 'No queue, then. That was good to hear.'),
  (111, 9, 21, 5, 39, 'Tickets that are paid twice', 'The key made all the difference.'),
  (112, 9, 22, 4, 35, 'A first job far from home', 'I sent the letter today.'),
  (113, 10, 21, 5, 33, 'Counting passengers from noisy sensors', 'The intervals are honest now.'),
  (114, 10, 22, 5, 30, 'Which test fits my data?', 'I finally know what I am assuming.');

insert into public.sessions (
  id, kind, status, subject, founder_a, founder_b, created_by, updated_by, created_at, updated_at, summary
)
select
  pg_temp.session(f.session), 'mentoring', 'completed', f.subject, pg_temp.person(f.student), pg_temp.person(f.mentor),
  pg_temp.person(f.student), pg_temp.person(f.student), now() - make_interval(days => f.days + 3), now() - make_interval(days => f.days), null
from seed_former f;

insert into public.participants (session_id, user_id, role, joined_at, sort_at)
select s.id, p.id, p.role, s.created_at, s.created_at
from seed_former f
join public.sessions s on s.id = pg_temp.session(f.session)
join public.profiles p on p.id in (s.founder_a, s.founder_b);

select private.import_messages(s.id, jsonb_build_array(
  jsonb_build_object('sender_id', s.founder_a, 'created_at', s.created_at, 'content', 'Hello! ' || s.subject || ': could we look at it together?'),
  jsonb_build_object('sender_id', s.founder_b, 'created_at', s.created_at + interval '5 hours', 'content', 'Gladly. Send me what you have, however unfinished.'),
  jsonb_build_object('sender_id', s.founder_a, 'created_at', s.updated_at - interval '1 hour', 'content', f.thanks),
  jsonb_build_object('message_type', 'system', 'created_at', s.updated_at, 'content', 'The session was completed.')
))
from seed_former f
join public.sessions s on s.id = pg_temp.session(f.session);

insert into public.ratings (session_id, rater_id, ratee_id, stars, comment, created_at, updated_at)
select s.id, s.founder_a, s.founder_b, f.stars, f.thanks, s.updated_at, s.updated_at
from seed_former f
join public.sessions s on s.id = pg_temp.session(f.session);

select private.note_reply(pg_temp.person(r.person), now() - r.waited::interval, now())
from (values
  (8, '25 minutes'), (8, '1 hour'), (8, '2 hours'), (9, '5 hours'), (9, '9 hours'), (9, '7 hours'),
  (10, '1 day'), (10, '20 hours'), (10, '2 days'), (12, '12 minutes'), (12, '40 minutes'), (12, '8 minutes')
) r (person, waited);

------------------------------------------------------------------------------------------------------------------------
-- Who has read what: everything, but for what came in last
------------------------------------------------------------------------------------------------------------------------

select private.import_read(
  s.id, p.user_id,
  s.last_seq - coalesce(pending.undelivered, 0),
  s.last_seq - coalesce(pending.unread, 0),
  s.last_message_at
)
from public.sessions s
join public.participants p on p.session_id = s.id
left join (values
  (1, 1, 0, 3), -- the student has received, but not read, the mentor's last three
  (2, 1, 0, 1),
  (3, 3, 1, 1),
  (5, 2, 0, 12),
  (6, 5, 1, 1),
  (7, 5, 0, 1)
) pending (session, person, undelivered, unread)
  on pg_temp.session(pending.session) = s.id and pg_temp.person(pending.person) = p.user_id;
