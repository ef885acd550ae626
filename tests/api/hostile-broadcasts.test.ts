import { expect, test } from 'vitest';
import { eventually } from '../support/people.ts';
import { enter, listen } from './listening.ts';
import { say } from './say.ts';
import { facts, mentor, outsider, sessionId, student } from './stage.ts';
import { liveClaims, signToken, unsignedToken } from './tokens.ts';

/** The endpoint that takes one broadcast; the one for many is tried in outsider-topics.test.ts. */
const broadcast = (token: string, topic: string, event: string, payload: object, query: string) =>
  fetch(
    `${facts.apiUrl}/realtime/v1/api/broadcast/${encodeURIComponent(topic)}/events/${event}${query}`,
    {
      method: 'POST',
      headers: {
        apikey: facts.publishableKey,
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(payload),
    },
  );

test('one forged event by REST reaches nobody, whoever sends it and whatever token they show', async () => {
  const [atStudent, inRoom] = [await listen(student), await enter(student, sessionId)];
  const forged = [
    [`user:${student.id}`, 'connection_revoked', { auth_session_id: student.authSessionId }],
    [`user:${student.id}`, 'session', { session: { id: sessionId }, removed: true }],
    [`user:${student.id}`, 'message', { message: { session_id: sessionId, content: 'forged' } }],
    [`session:${sessionId}`, 'typing', { user_id: mentor.id, typing: true }],
  ] as const;
  const secret = 'a secret that is long enough to be one, but another';
  const senders: [string, boolean][] = [
    [outsider.accessToken, true],
    [facts.publishableKey, true],
    [signToken(secret, liveClaims(mentor)), false],
    [unsignedToken(liveClaims(mentor)), false],
  ];
  for (const [topic, event, payload] of forged) {
    for (const [token, known] of senders) {
      const closed = await broadcast(token, topic, event, payload, '?private=true');
      expect(closed.status, `${event} ${closed.status}`).toBe(known ? 403 : 401);
      // Taken, for the public namesake, which nobody here listens to.
      const open = await broadcast(token, topic, event, payload, '');
      expect(open.status, event).toBe(known ? 202 : 401);
    }
    // Nor on one's own, or the other's, if one takes part.
    if (topic.startsWith('user:'))
      for (const { accessToken } of [student, mentor]) {
        const own = await broadcast(accessToken, topic, event, payload, '?private=true');
        expect(own.status, event).toBe(403);
      }
  }
  await say(mentor, sessionId, 'the only true one');
  await eventually(() => expect(atStudent.heard('message')).toHaveLength(1));
  for (const type of ['revoked', 'session'] as const) expect(atStudent.heard(type)).toEqual([]);
  expect(inRoom.typing).toEqual([]);
  atStudent.stop();
  inRoom.stop();
});
