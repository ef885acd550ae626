import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { secretsIn } from '../../support/secrets.ts';

const letters = (count: number): string => 'Ab3dE6gH9'.repeat(count).slice(0, count);
const segment = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });

/** Put together here, so that this file is not itself a find. */
const secrets = {
  'the secret key of a project': `const key = '${['sb', 'secret', letters(32)].join('_')}';`,
  'an access token': `SUPABASE_ACCESS_TOKEN=${['sbp', 'a1'.repeat(20)].join('_')}`,
  'a service key of the older kind': `${segment({ alg: 'HS256', typ: 'JWT' })}.${segment({
    role: 'service_role',
    iss: 'supabase',
  })}.${letters(43)}`,
  'a private key': String(privateKey.export({ type: 'pkcs1', format: 'pem' })),
  'the password of a database': `postgresql://postgres:${letters(20)}@db.example.com:5432/postgres`,
};

test.each(Object.entries(secrets))('%s is found', async (_what, text) => {
  expect(await secretsIn('notes.md', `first line\n${text}\n`)).toEqual([
    expect.stringMatching(/^notes\.md:2: /),
  ]);
});

test('the demo keys of the local stack are none, where they are said to be so, and only there', async () => {
  const text = secrets['the secret key of a project'];
  expect(await secretsIn('supabase/local/local-keys.ts', text)).toEqual([]);
  expect(await secretsIn('src/backend/config.ts', text)).toHaveLength(1);
});

test('examples that people fill in, and databases on this machine, are none', async () => {
  const texts = [
    'sb_secret_…',
    'postgresql://postgres:postgres@127.0.0.1:54322/postgres',
    'postgresql://postgres:<password>@db.<ref>.supabase.co:5432/postgres',
    'sb_publishable_ACJWlzQHlZjBrEguHvfOxg',
  ];
  expect(await secretsIn('README.md', texts.join('\n'))).toEqual([]);
});
