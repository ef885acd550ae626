import { createHmac, randomUUID } from 'node:crypto';
import {
  createClient,
  type SupabaseClient,
  type SupabaseClientOptions,
} from '@supabase/supabase-js';
import postgres from 'postgres';
import { afterAll, inject } from 'vitest';
import { WebSocket } from 'ws';
import type { StackFacts } from '../../support/stack.ts';
import { RawSocket } from './raw-socket.ts';

export type Extension = 'broadcast' | 'presence';
export type Verb = 'read' | 'write';

export interface Person {
  id: string;
  client: SupabaseClient;
  token: string;
}

const PASSWORD = 'correct horse battery';
const TOKEN_SECONDS = 3600;

/**
 * What one test file needs, apart from every other file: a table of who may do what on which
 * topic, policies on realtime.messages that read it, and people of its own.
 */
export class Fixture {
  readonly facts: StackFacts;
  readonly sql: postgres.Sql;
  private readonly id = randomUUID().slice(0, 8);
  private readonly table = `stack_test_${this.id}`;
  private readonly sockets: RawSocket[] = [];
  private readonly clients: SupabaseClient[] = [];

  private constructor(facts: StackFacts) {
    this.facts = facts;
    this.sql = postgres(facts.dbUrl, { max: 4, onnotice: () => undefined });
  }

  /** Call at the top of a file, inside `beforeAll`. */
  static async prepare(facts: StackFacts = inject('stack')): Promise<Fixture> {
    const fixture = new Fixture(facts);
    await fixture.sql.unsafe(`
      create table public.${fixture.table} (topic text, user_id uuid, extension text, verb text);
      alter table public.${fixture.table} enable row level security;
      create policy "own rights" on public.${fixture.table}
        for select to authenticated using (user_id = (select auth.uid()));
      grant select on public.${fixture.table} to authenticated;
      create policy "${fixture.table} read" on realtime.messages for select to authenticated
        using (exists (
          select from public.${fixture.table} t
          where t.topic = (select realtime.topic()) and t.extension = messages.extension and t.verb = 'read'
        ));
      create policy "${fixture.table} write" on realtime.messages for insert to authenticated
        with check (exists (
          select from public.${fixture.table} t
          where t.topic = (select realtime.topic()) and t.extension = messages.extension and t.verb = 'write'
        ));`);
    return fixture;
  }

  async dispose(): Promise<void> {
    for (const client of this.clients) {
      await client.removeAllChannels();
      await client.auth.stopAutoRefresh();
      await client.realtime.disconnect();
    }
    for (const socket of this.sockets) socket.close();
    await this.sql.unsafe(`
      drop policy "${this.table} read" on realtime.messages;
      drop policy "${this.table} write" on realtime.messages;
      drop table public.${this.table};`);
    await this.sql.end();
  }

  /** A topic nobody else uses, without the `realtime:` prefix. */
  topic(): string {
    return `test:${this.id}:${randomUUID()}`;
  }

  async allow(person: Person, topic: string, ...rights: [Extension, Verb][]): Promise<void> {
    for (const [extension, verb] of rights)
      await this.sql`
        insert into ${this.sql(`public.${this.table}`)} values
          (${topic}, ${person.id}, ${extension}, ${verb})`;
  }

  async forbid(person: Person, topic: string, extension?: Extension, verb?: Verb): Promise<void> {
    await this.sql`
      delete from ${this.sql(`public.${this.table}`)}
      where topic = ${topic} and user_id = ${person.id}
        and extension = coalesce(${extension ?? null}, extension)
        and verb = coalesce(${verb ?? null}, verb)`;
  }

  /** A new signed-up person with a client of their own. */
  async person(): Promise<Person> {
    const client = this.client();
    const { data, error } = await client.auth.signUp({
      email: `${randomUUID()}@example.com`,
      password: PASSWORD,
      options: { data: { full_name: 'Test Person' } },
    });
    if (error) throw error;
    if (!data.user || !data.session) throw new Error('Sign-up gave no session.');
    await client.realtime.setAuth();
    return { id: data.user.id, client, token: data.session.access_token };
  }

  /** A client that is not signed in. */
  client(
    key = this.facts.publishableKey,
    realtime: SupabaseClientOptions<'public'>['realtime'] = {},
  ): SupabaseClient {
    const client = createClient(this.facts.apiUrl, key, {
      auth: { persistSession: false, autoRefreshToken: false },
      realtime: { transport: WebSocket as never, ...realtime },
    });
    this.clients.push(client);
    return client;
  }

  /** @param apiUrl another server than the one under test */
  async socket(query: Record<string, string> = {}, apiUrl = this.facts.apiUrl): Promise<RawSocket> {
    const socket = await RawSocket.connect(apiUrl, {
      apikey: this.facts.publishableKey,
      vsn: '2.0.0',
      ...query,
    });
    this.sockets.push(socket);
    return socket;
  }

  /** A signed token for a person; `claims` replace the usual ones, undefined removes one. */
  sign(
    person: Pick<Person, 'id'>,
    claims: Record<string, unknown> = {},
    secret = this.secret(),
  ): string {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const now = Math.floor(Date.now() / 1000);
    const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({
      sub: person.id,
      role: 'authenticated',
      exp: now + TOKEN_SECONDS,
      ...claims,
    })}`;
    return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
  }

  /** A signed token of nobody, as a legacy API key is. */
  anonToken(claims: Record<string, unknown> = {}): string {
    return this.sign({ id: '' }, { sub: undefined, role: 'anon', ...claims });
  }

  /** A token that ended so many seconds ago, or will end in minus as many. */
  expired(person: Person, secondsAgo: number): string {
    return this.sign(person, { exp: Math.floor(Date.now() / 1000) - secondsAgo });
  }

  /** Broadcasts from the database, committed when this resolves. */
  async send(topic: string, payload: Record<string, unknown>, isPrivate = true): Promise<void> {
    const body = JSON.stringify(payload);
    await this.sql`
      select realtime.send(${body}::text::jsonb, 'event', ${topic}, ${isPrivate})`;
  }

  private secret(): string {
    if (this.facts.jwtSecret === null)
      throw new Error('Set SUPABASE_JWT_SECRET: these tests sign tokens.');
    return this.facts.jwtSecret;
  }
}

/** The fixture of a test file, disposed of after its last test. */
export async function fixtureForFile(facts?: StackFacts): Promise<Fixture> {
  const fixture = await Fixture.prepare(facts);
  afterAll(() => fixture.dispose());
  return fixture;
}

export const fullTopic = (topic: string) => `realtime:${topic}`;

/** The payload of a private join. */
export function privateJoin(token: string | null, extra: Record<string, unknown> = {}) {
  return {
    config: { private: true, ...extra },
    ...(token === null ? {} : { access_token: token }),
  };
}

/** A JSON body as bytes. */
export const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
