import { randomUUID } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import { afterAll } from 'vitest';
import { Fixture, type Person } from './fixture.ts';

/** The error body of the Storage API. */
export interface StorageRefusal {
  statusCode: string;
  code: string;
  error: string;
  message: string;
}

/**
 * A bucket of its own for one test file: everybody signed in reads and lists it, and writes, replaces
 * and deletes in a folder named by their id. No MIME rules unless the test sets them.
 */
export class StorageFixture {
  readonly bucket = `stack-test-${randomUUID().slice(0, 8)}`;
  readonly fixture: Fixture;

  private constructor(fixture: Fixture) {
    this.fixture = fixture;
  }

  static async prepare(): Promise<StorageFixture> {
    const storage = new StorageFixture(await Fixture.prepare());
    const { bucket, fixture } = storage;
    const mine = `bucket_id = '${bucket}' and (storage.foldername(name))[1] = (select auth.uid())::text`;
    await fixture.sql.unsafe(`
      insert into storage.buckets (id, name) values ('${bucket}', '${bucket}');
      create policy "${bucket} select" on storage.objects for select to authenticated
        using (bucket_id = '${bucket}' and (storage.foldername(name))[2] is distinct from 'secret');
      create policy "${bucket} insert" on storage.objects for insert to authenticated with check (${mine});
      create policy "${bucket} update" on storage.objects for update to authenticated using (${mine});
      create policy "${bucket} delete" on storage.objects for delete to authenticated using (${mine});`);
    afterAll(() => storage.dispose());
    return storage;
  }

  private async dispose(): Promise<void> {
    const server = this.fixture.client(this.fixture.facts.secretKey);
    await server.storage.emptyBucket(this.bucket);
    for (const verb of ['select', 'insert', 'update', 'delete'])
      await this.fixture.sql.unsafe(`drop policy "${this.bucket} ${verb}" on storage.objects`);
    await this.fixture.dispose();
  }

  /** The test bucket as somebody. */
  from(client: SupabaseClient) {
    return client.storage.from(this.bucket);
  }

  async rules(bytes: number | null, types: string[] | null): Promise<void> {
    await this.fixture.sql`
      update storage.buckets set file_size_limit = ${bytes}, allowed_mime_types = ${types}
      where id = ${this.bucket}`;
  }

  /** A path in somebody's own folder. */
  path(person: Person, name: string = `${randomUUID()}.txt`): string {
    return `${person.id}/${name}`;
  }

  url(path: string): string {
    return `${this.fixture.facts.apiUrl}/storage/v1/${path}`;
  }

  /** A plain request as somebody; null for nobody. */
  request(person: Person | null, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (person) headers.set('authorization', `Bearer ${person.token}`);
    return fetch(this.url(path), { ...init, headers });
  }
}

/** The body of a refusal, with the HTTP status. */
export async function refused(
  response: Response,
): Promise<StorageRefusal & { httpStatus: number }> {
  const body = (await response.json()) as StorageRefusal;
  return { ...body, httpStatus: response.status };
}
