import { expect, vi } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import type { Waits } from '../../src/sync/waits.ts';
import type { ChaosBench } from './chaos.ts';
import { makeSession } from './database.ts';
import type { View } from './exactly-once.ts';
import './node-websocket.ts';
import { createPerson, type Person } from './people.ts';
import { startRealEngine, type RealEngine } from './real-engine.ts';

/** Tries lie up to half a minute apart (see lib/backoff.ts); a busy machine adds its own. In milliseconds. */
const DRAINED_WITHIN_MS = 45_000;
const LOOK_EVERY_MS = 50;

/** Somebody with the whole app but its faces, and the session open. */
export interface ChaosEngine extends RealEngine {
  person: Person;
  /** Writes each of the texts, as fast as a program can. */
  say(texts: readonly string[]): void;
  view: View;
  /** Waits until nothing is left in the outbox. */
  drained(): Promise<void>;
}

interface EngineOptions {
  /** Puts something between the engine and its backend. */
  meddle?: (backend: Backend) => Backend;
  waits?: Partial<Waits>;
}

export interface Engines {
  student: ChaosEngine;
  mentor: ChaosEngine;
  sessionId: string;
}

/** A student and a mentor, live in one session, both through the cable. */
export async function startEngines(
  chaos: ChaosBench,
  options: { student?: EngineOptions; mentor?: EngineOptions } = {},
): Promise<Engines> {
  const address = { ...chaos.stack().facts, apiUrl: chaos.cable().url };
  const [student, mentor] = await Promise.all([
    createPerson(address, { fullName: 'Nora Lind' }),
    createPerson(address, { role: 'mentor', fullName: 'Theo Brandt' }),
  ]);
  const sessionId = await makeSession(chaos.database(), student.id, mentor.id);
  const [atStudent, atMentor] = await Promise.all([
    startOpen(student, sessionId, options.student),
    startOpen(mentor, sessionId, options.mentor),
  ]);
  return { student: atStudent, mentor: atMentor, sessionId };
}

/** An engine for `person` that is live with the session open. */
export async function startOpen(
  person: Person,
  sessionId: string,
  { meddle, waits }: EngineOptions = {},
): Promise<ChaosEngine> {
  const engine = startRealEngine(person, {
    ...(meddle === undefined ? {} : { backend: meddle(person.backend) }),
    ...(waits === undefined ? {} : { waits }),
  });
  await engine.live();
  await engine.open(sessionId);
  return {
    ...engine,
    person,
    say: (texts) => {
      for (const text of texts) expect(engine.actions.send(sessionId, text)).toBeNull();
    },
    view: () => engine.messages(sessionId).map((message) => message.content),
    drained: () =>
      vi.waitFor(() => expect(engine.state().outbox).toEqual([]), {
        timeout: DRAINED_WITHIN_MS,
        interval: LOOK_EVERY_MS,
      }),
  };
}
