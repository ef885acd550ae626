import { randomUUID } from 'node:crypto';
import type { Tx } from '../support/database.ts';
import { DONE, FORBIDDEN, type Answer, type Attempt } from './access-matrix-attempts.ts';
import type { Actor, Scene } from './access-matrix-scene.ts';

/** Every actor × Realtime topic, to hear and to say something. Asked as Realtime asks: by rows. */
export async function planTopics(tx: Tx, scene: Scene): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  const { life, session } = scene;
  for (const who of scene.actors) {
    const topics = [
      `user:${life.person}`,
      `user:${who.id}`,
      `user:${session}`,
      'user:*',
      `session:${session}`,
      `session:${session.toUpperCase()}`,
      `session:${session} `,
      `session:${randomUUID()}`,
      `session:${life.person}`,
      'session:',
      '',
    ];
    for (const topic of topics) {
      const heard = mayHear(who, topic, scene) ? await countOf(tx, topic) : 0;
      attempts.push({
        ...{ who, topic, what: `hear ${topic}`, asks: true },
        sql: 'select count(*) from realtime.messages',
        wanted: `${heard} broadcasts`,
        isFine: ({ code, text }) => code === DONE && text === String(heard),
      });
      attempts.push(say(who, topic, topic, maySay(who, topic, scene)));
    }
    // Asked about one topic, written to another.
    attempts.push(say(who, `session:${session}`, `user:${life.person}`, false));
  }
  return attempts;
}

const isAbout = (topic: string, { session }: Scene): boolean => topic === `session:${session}`;
const maySay = (who: Actor, topic: string, scene: Scene): boolean =>
  isAbout(topic, scene) && who.sessions.includes(scene.session) && !who.suspended;
const mayHear = (who: Actor, topic: string, scene: Scene): boolean =>
  maySay(who, topic, scene) || (topic === `user:${who.id}` && who.claims && !who.suspended);

function say(who: Actor, asked: string, topic: string, may: boolean): Attempt {
  return {
    ...{ who, topic: asked, what: `say something on ${topic} (asked about ${asked})`, asks: false },
    sql: `insert into realtime.messages (topic, extension, private) values ('${topic}', 'broadcast', true)`,
    wanted: may ? 'said' : 'refused',
    isFine: ({ code }: Answer) => code === (may ? DONE : FORBIDDEN),
  };
}

async function countOf(tx: Tx, topic: string): Promise<number> {
  const [row] = await tx<{ n: number }[]>`
    select count(*)::int as n from realtime.messages where topic = ${topic}`;
  return row!.n;
}
