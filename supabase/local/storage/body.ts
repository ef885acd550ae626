import * as v from 'valibot';
import { faults } from './errors.ts';

const MAX_JSON_BYTES = 1024 * 1024;

/** The JSON body of a request, checked. Throws InvalidRequest naming the first wrong property. */
export async function readJson<T extends v.GenericSchema>(
  request: Request,
  schema: T,
): Promise<v.InferOutput<T>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MAX_JSON_BYTES) throw faults.tooLarge();
    chunks.push(chunk);
  }
  const result = v.safeParse(schema, parse(Buffer.concat(chunks).toString('utf8')));
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw faults.invalidRequest(`body/${v.getDotPath(issue) ?? ''} ${issue.message}`);
}

function parse(text: string): unknown {
  try {
    return text === '' ? {} : (JSON.parse(text) as unknown);
  } catch {
    throw faults.invalidRequest('Body is not valid JSON');
  }
}
