import * as v from 'valibot';
import type { StackFaults } from '../../store/developer-tools.ts';

const PATH = '/__faults';
const ABSENT =
  'The fault hooks of the local stack are not there: start stack and app with “npm run dev”.';

const refusal = v.object({ message: v.string() });
const activeFaults = v.array(
  v.objectWithRest({ kind: v.string() }, v.union([v.string(), v.number()])),
);

/** @param request `fetch` of the page, whose development server passes the path on to the stack */
export function stackFaults(request: typeof fetch): StackFaults {
  async function ask(init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await request(PATH, init);
    } catch {
      throw new Error(ABSENT);
    }
    if (response.ok) return response;
    const said = v.safeParse(refusal, await response.json().catch(() => null));
    // Where there are no hooks, somebody else answers: 404, or a proxy with nobody behind it.
    const byHooks = response.status === 400 || response.status === 403;
    throw new Error(byHooks && said.success ? said.output.message : ABSENT);
  }
  return {
    list: async () => {
      const response = await ask({ headers: { accept: 'application/json' } });
      const active = v.safeParse(activeFaults, await response.json().catch(() => null));
      if (!active.success) throw new Error(ABSENT);
      return active.output;
    },
    add: async (fault) => {
      await ask({
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(fault),
      });
    },
    clear: async () => {
      await ask({ method: 'DELETE' });
    },
  };
}
