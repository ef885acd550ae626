import type {
  ActiveFault,
  Fault,
  ImmediateFault,
  LastingFault,
} from '../../supabase/local/faults/fault.ts';

/** Breaks a stack that was started with faults: see supabase/local/README.md. */
export interface FaultClient {
  /** Adds a lasting fault and returns it with its number, or does an immediate one. */
  add(fault: LastingFault): Promise<ActiveFault>;
  do(fault: ImmediateFault): Promise<void>;
  list(): Promise<ActiveFault[]>;
  /** Ends all lasting faults. */
  clear(): Promise<void>;
}

/** @param apiUrl of the stack; every call rejects with the stack's own words when it is refused */
export function faultsOf(apiUrl: string): FaultClient {
  const call = async (method: string, fault?: Fault): Promise<Response> => {
    const response = await fetch(`${apiUrl}/__faults`, {
      method,
      // A connection that is kept would be a dead one after the stack was killed.
      headers: { 'content-type': 'application/json', connection: 'close' },
      ...(fault === undefined ? {} : { body: JSON.stringify(fault) }),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return response;
  };
  return {
    add: async (fault) => (await (await call('POST', fault)).json()) as ActiveFault,
    do: async (fault) => {
      await call('POST', fault);
    },
    list: async () => (await (await call('GET')).json()) as ActiveFault[],
    clear: async () => {
      await call('DELETE');
    },
  };
}
