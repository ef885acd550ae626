import { describe, expect, test } from 'vitest';
import {
  transcriptFileName,
  transcriptJson,
  transcriptLines,
  transcriptText,
  type Transcript,
} from '../../../src/core/transcript.ts';
import { ANNA, BEN, NOON, sampleMessage, sampleSession, uuid } from '../../support/samples.ts';

const person = (userId: string, fullName: string, leftAt: number | null = null) =>
  ({ userId, fullName, role: 'student', joinedAt: NOON, leftAt }) as const;

const transcript: Transcript = {
  session: sampleSession({ subject: 'Plans: "A/B"\u202e' }),
  people: [person(ANNA, 'Anna'), person(BEN, 'Ben', NOON + 1)],
  messages: [
    sampleMessage(1, { senderId: null, type: 'system', content: 'Session started' }),
    sampleMessage(2, { content: 'Hello\n<b>there</b>', editedAt: NOON }),
    sampleMessage(3, {
      senderId: ANNA,
      content: null,
      replyTo: uuid(1002),
      attachments: [
        {
          path: 'p',
          name: 'plan.pdf',
          size: 2048,
          mime: 'application/pdf',
          width: null,
          height: null,
        },
      ],
    }),
    sampleMessage(4, { content: null, deletedAt: NOON, deletedBy: 'sender' }),
    sampleMessage(5, { senderId: uuid(77), content: 'who?', replyTo: uuid(1004), forwarded: true }),
  ],
};

describe('a transcript', () => {
  test('says who said what, when, and what else is to be known of it', () => {
    expect(
      transcriptLines(transcript).map(({ sender, notes, text, files }) => [
        sender,
        notes.join('; '),
        text,
        files.join(),
      ]),
    ).toEqual([
      [null, '', 'Session started', ''],
      ['Ben', 'edited', 'Hello\n<b>there</b>', ''],
      ['Anna', 'in reply to Ben: “Hello <b>there</b>”', '', 'plan.pdf (2 kB)'],
      ['Ben', '', 'This message was deleted', ''],
      ['Somebody', 'forwarded; in reply to a deleted message', 'who?', ''],
    ]);
  });

  test('as text: facts, then one paragraph for each message, its lines indented', () => {
    const text = transcriptText(transcript, NOON);
    expect(text).toContain('People: Anna (Student), Ben (Student, left)');
    expect(text).toContain('[2026-01-05 12:00 UTC] Ben (edited)\n    Hello\n    <b>there</b>');
    expect(text).toContain('    [File: plan.pdf (2 kB)]');
  });

  test('as JSON: complete, with times in ISO 8601', () => {
    const parsed = JSON.parse(transcriptJson(transcript, NOON)) as {
      exported_at: string;
      messages: { content: string | null; attachments: unknown[]; deleted_at: string | null }[];
    };
    expect(parsed.exported_at).toBe('2026-01-05T12:00:00.000Z');
    expect(parsed.messages).toHaveLength(5);
    expect(parsed.messages[2]?.attachments).toEqual([
      { name: 'plan.pdf', size: 2048, mime: 'application/pdf' },
    ]);
    expect(parsed.messages[3]).toMatchObject({
      content: null,
      deleted_at: '2026-01-05T12:00:00.000Z',
    });
  });

  test('its file is named after people and subject, without what a file name cannot hold', () => {
    expect(transcriptFileName(transcript, NOON, 'txt')).toBe('Ben – Plans A B 2026-01-05.txt');
  });
});
