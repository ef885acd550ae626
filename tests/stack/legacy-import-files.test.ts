import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import type { ImportOptions } from '../../supabase/import/options.ts';
import { runImport } from '../../supabase/import/run.ts';
import { MAX_FILE_BYTES } from '../../src/core/file-kinds.ts';
import { useDatabase } from '../support/accounts.ts';
import { connect, type Sql } from '../support/database.ts';
import { makeOldMarketplace } from '../support/old-marketplace.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const facts = inject('stack');
const database = useDatabase();
const oldName = `old_${randomUUID().replaceAll('-', '')}`;
const oldUrl = Object.assign(new URL(facts.dbUrl), { pathname: oldName }).href;
const PNG = Buffer.from('\x89PNG\r\n\x1a\nand so on', 'latin1');
const PDF = Buffer.from('%PDF-1.7 and so on');

/** Where the old system keeps its files. */
const asked: string[] = [];
let later = false;
const server = createServer((request, response) => {
  const path = (request.url ?? '').replace(/\?.*/, '');
  asked.push(path);
  if (path === '/moved.pdf') response.writeHead(302, { location: '/invoice.pdf' }).end();
  else if (path === '/later.pdf' && !later) response.writeHead(503).end();
  else if (path === '/huge.pdf') response.end(Buffer.concat([PDF, Buffer.alloc(MAX_FILE_BYTES)]));
  else if (path === '/page.html') response.end('<script>alert(1)</script>');
  else if (path === '/lies.pdf') response.end('<script>alert(1)</script>');
  else if (path === '/empty.pdf') response.end();
  else if (path === '/photo.jpg') response.end(PNG);
  else if (path.endsWith('.pdf')) response.end(PDF);
  else response.writeHead(404).end();
});
let host: string;
let old: Sql;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  await database().unsafe(`create database ${oldName}`);
  old = connect(oldUrl, 1);
  await makeOldMarketplace(old, { conversations: 1, messages: 1 });
  await old.unsafe(`delete from messages; delete from conversations where id <> 'conv-1'`);
  const at = (name: string) => `http://${host}/${name}`;
  const files: [string, string | null, (string | null)[]][] = [
    ['only', null, [at('Invoice%20M%C3%A4rz.pdf?v=2'), at('photo.jpg')]],
    ['later', null, [at('later.pdf')]],
    ['text', 'please see', [at('invoice.pdf'), at('huge.pdf'), at('lies.pdf'), at('page.html')]],
    ['none', 'nothing of these', [at('empty.pdf'), at('moved.pdf'), at('missing.png')]],
    ['foreign', 'elsewhere', ['http://169.254.169.254/latest', 'file:///etc/passwd', 'not a url']],
  ];
  for (const [n, [id, content, urls]] of files.entries())
    await old`insert into messages values (${`msg-${id}`}, 'conv-1', 'buyer-1', 'sup-1', 'buyer', ${content},
              ${urls}, true, timestamp '2023-05-01' + ${n} * interval '1 minute')`;
});
afterAll(async () => {
  server.close();
  await old.end();
  await database().unsafe(`drop database ${oldName} with (force)`);
  // Other tests look at this project, too.
  await database().unsafe(`
    delete from public.sessions s using legacy_import.conversations c where s.id = c.session_id;
    delete from auth.users u using legacy_import.people k where u.id = k.user_id;
    drop schema legacy_import cascade;`);
});

const importFiles = () =>
  runImport(
    {
      from: oldUrl,
      timeZone: 'UTC',
      currency: null,
      fileHosts: [host],
      dryRun: false,
      backupFile: null,
      reportFile: '',
      to: facts.dbUrl,
      storage: { apiUrl: facts.apiUrl, secretKey: facts.secretKey },
    } satisfies ImportOptions,
    () => undefined,
  );

interface Named {
  content: string | null;
  message_type: string;
  rev: number;
  files: { path: string; name: string; size: number; mime: string }[];
}
const messages = () => database()<Named[]>`
  select m.content, m.message_type, m.rev, m.attachments as files from public.messages m
  where m.session_id = legacy_import.stable_id('conversation', 'conv-1') order by m.seq`;

test('files are copied into Storage and named by their messages; the others are set aside', async () => {
  const report = await importFiles();
  const [only, waiting, text, none, foreign] = await messages();
  expect(only).toMatchObject({ content: null, message_type: 'file' });
  expect(only!.files.map(({ name, size, mime }) => ({ name, size, mime }))).toEqual([
    { name: 'Invoice März.pdf', size: PDF.length, mime: 'application/pdf' },
    { name: 'photo.png', size: PNG.length, mime: 'image/png' },
  ]);
  expect(waiting).toMatchObject({ content: 'later.pdf', message_type: 'text', files: [] });
  expect(text).toMatchObject({ content: 'please see', message_type: 'file' });
  expect(text!.files.map(({ name }) => name)).toEqual(['invoice.pdf']);
  expect(none!.files).toEqual([]);
  expect(foreign!.files).toEqual([]);

  const stored = await fetch(
    `${facts.apiUrl}/storage/v1/object/attachments/${only!.files[0]!.path}`,
    {
      headers: { apikey: facts.secretKey, authorization: `Bearer ${facts.secretKey}` },
    },
  );
  expect(Buffer.from(await stored.arrayBuffer())).toEqual(PDF);
  expect(
    report.setAside
      .filter(({ source }) => source === 'files')
      .map(({ reason, count }) => [reason, count])
      .sort(),
  ).toEqual([
    ['file_empty', 1],
    ['file_mismatch', 1],
    ['file_status_404', 1],
    ['file_status_503', 1],
    ['file_too_large', 1],
    ['file_type', 1],
    ['file_unreachable', 1],
    ['host_not_named', 1],
    ['url_unusable', 2],
  ]);
});

test('the next run copies what could not be had, and asks for nothing that is there', async () => {
  const before = await messages();
  asked.length = 0;
  later = true;
  await importFiles();
  const after = await messages();
  expect(after[1]).toMatchObject({ content: null, message_type: 'file' });
  expect(after[1]!.files.map(({ name }) => name)).toEqual(['later.pdf']);
  // Every device catches up by it.
  expect(after[1]!.rev).toBeGreaterThan(Math.max(...before.map(({ rev }) => rev)));
  expect(asked).not.toContain('/invoice.pdf');
  expect([after[0], ...after.slice(2)]).toEqual([before[0], ...before.slice(2)]);
});
