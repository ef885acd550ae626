import type { ImmediateFault, LastingFault } from './fault.ts';
import type { FaultSet } from './fault-set.ts';
import { parseFault } from './parse-fault.ts';

export const FAULTS_PATH = '/__faults';

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * `GET /__faults` lists the active faults, `POST` adds one (201) or does an immediate one (204),
 * `DELETE` clears them; a fault that makes no sense is 400 `{"message":…}`. Pages of this machine
 * may call it, those of others may not: 403.
 */
export async function handleFaultRequest(
  request: Request,
  faults: FaultSet,
  run: (fault: ImmediateFault) => Promise<void>,
  clear: () => void,
): Promise<Response> {
  const origin = request.headers.get('origin');
  if (!isLocal(request.url) || (origin !== null && !isLocal(origin)))
    return Response.json({ message: 'Faults are for this machine only.' }, { status: 403 });
  const headers: Record<string, string> =
    origin === null ? {} : { 'access-control-allow-origin': origin };
  switch (request.method) {
    case 'GET':
      return Response.json(faults.list(), { headers });
    case 'DELETE':
      clear();
      return new Response(null, { status: 204, headers });
    case 'POST': {
      const fault = parseFault(await request.json().catch(() => null));
      if (typeof fault === 'string')
        return Response.json({ message: fault }, { status: 400, headers });
      if (isLasting(fault)) return Response.json(faults.add(fault), { status: 201, headers });
      await run(fault);
      return new Response(null, { status: 204, headers });
    }
    default:
      return new Response(null, { status: 405, headers });
  }
}

function isLasting(fault: LastingFault | ImmediateFault): fault is LastingFault {
  switch (fault.kind) {
    case 'kill-sockets':
    case 'half-open':
    case 'expire-token':
    case 'crash-channel':
    case 'restart-database':
      return false;
    default:
      return true;
  }
}

function isLocal(url: string): boolean {
  return URL.canParse(url) && LOOPBACK_NAMES.includes(new URL(url).hostname);
}
