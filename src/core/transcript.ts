import { byteWords } from '../lib/byte-words.ts';
import { deletedWords, quoteWords } from './message-words.ts';
import type { AppRole, Attachment, Message, Session } from './model.ts';
import { kindWords, productName, roleWords, statusWords } from './session-words.ts';
import { sessionTitle } from './selectors.ts';

/** Somebody who takes or took part. */
export interface TranscriptPerson {
  readonly userId: string;
  readonly fullName: string;
  readonly role: AppRole;
  readonly joinedAt: number;
  readonly leftAt: number | null;
}

/** All that one person may read of a session, oldest message first. */
export interface Transcript {
  readonly session: Session;
  /** Also those who left: every message has a name. */
  readonly people: readonly TranscriptPerson[];
  readonly messages: readonly Message[];
}

export interface TranscriptPage extends Transcript {
  readonly nextCursor: number | null;
}

/** A line of a transcript, in words. */
export interface TranscriptLine {
  readonly id: string;
  /** Null for what the system says. */
  readonly sender: string | null;
  readonly at: string;
  /** “edited”, “forwarded”, “in reply to …”: what else is to be said of it. */
  readonly notes: readonly string[];
  readonly text: string;
  readonly files: readonly string[];
}

/** Of a quoted message, in characters. */
const QUOTE_LENGTH = 60;
const FILE_NAME_LENGTH = 80;
const INDENT = '    ';

const iso = (at: number): string => new Date(at).toISOString();
/** The same for every reader, whatever their zone: “2026-01-05 12:00 UTC”. */
export const utcWords = (at: number): string => `${iso(at).slice(0, 16).replace('T', ' ')} UTC`;

const fileWords = (file: Attachment): string => `${file.name} (${byteWords(file.size)})`;

const shortened = (text: string): string => {
  const characters = Array.from(text);
  return characters.length <= QUOTE_LENGTH
    ? text
    : `${characters.slice(0, QUOTE_LENGTH - 1).join('')}…`;
};

/** What the session is called in a transcript: the people and the subject. */
export function transcriptTitle({ session }: Transcript): string {
  const about = session.subject ?? productName(session);
  return about === null ? sessionTitle(session) : `${sessionTitle(session)} – ${about}`;
}

/** What is said of the session before the first message: name and value of each fact. */
export function transcriptFacts(
  transcript: Transcript,
  madeAt: number,
): readonly (readonly [string, string])[] {
  const { session, people, messages } = transcript;
  const names = people.map(
    (person) =>
      `${person.fullName} (${roleWords[person.role]}${person.leftAt === null ? '' : ', left'})`,
  );
  return [
    ['Kind', kindWords[session.kind]],
    ['Status', statusWords[session.status]],
    ['People', names.join(', ')],
    ['Started', utcWords(session.createdAt)],
    ['Messages', String(messages.length)],
    ['Exported', utcWords(madeAt)],
  ];
}

/** The messages in words, in order. */
export function transcriptLines({ people, messages }: Transcript): readonly TranscriptLine[] {
  const names = new Map(people.map((person) => [person.userId, person.fullName]));
  const byId = new Map(messages.map((message) => [message.id, message]));
  const nameOf = (userId: string | null): string => names.get(userId ?? '') ?? 'Somebody';
  const replyWords = (replyTo: string): string => {
    const quoted = byId.get(replyTo);
    if (quoted === undefined) return 'in reply to an earlier message';
    if (quoted.deletedAt !== null) return 'in reply to a deleted message';
    return `in reply to ${nameOf(quoted.senderId)}: “${shortened(quoteWords(quoted))}”`;
  };
  return messages.map((message) => ({
    id: message.id,
    sender: message.type === 'system' ? null : nameOf(message.senderId),
    at: utcWords(message.createdAt),
    notes: [
      ...(message.forwarded ? ['forwarded'] : []),
      ...(message.replyTo === null ? [] : [replyWords(message.replyTo)]),
      ...(message.editedAt === null || message.deletedAt !== null ? [] : ['edited']),
    ],
    text: message.deletedAt === null ? (message.content ?? '') : deletedWords(message.deletedBy),
    files: message.attachments.map(fileWords),
  }));
}

/** The transcript to be read as plain text. */
export function transcriptText(transcript: Transcript, madeAt: number): string {
  const facts = transcriptFacts(transcript, madeAt).map(([name, value]) => `${name}: ${value}`);
  const lines = transcriptLines(transcript).map((line) => {
    const notes = line.notes.length === 0 ? '' : ` (${line.notes.join('; ')})`;
    const body = [...(line.text === '' ? [] : line.text.split('\n')), ...line.files.map(fileMark)];
    const indented = body.map((one) => `${INDENT}${one}`).join('\n');
    return `[${line.at}] ${line.sender ?? '*'}${notes}\n${indented}`;
  });
  return [transcriptTitle(transcript), '', ...facts, '', ...lines, ''].join('\n');
}

const fileMark = (file: string): string => `[File: ${file}]`;

/** The transcript for programs: times in ISO 8601, people by id. */
export function transcriptJson(transcript: Transcript, madeAt: number): string {
  const { session, people, messages } = transcript;
  const time = (at: number | null): string | null => (at === null ? null : iso(at));
  return JSON.stringify(
    {
      exported_at: iso(madeAt),
      session: {
        id: session.id,
        kind: session.kind,
        status: session.status,
        subject: session.subject,
        product: productName(session),
        created_at: iso(session.createdAt),
      },
      participants: people.map((person) => ({
        id: person.userId,
        name: person.fullName,
        role: person.role,
        joined_at: iso(person.joinedAt),
        left_at: time(person.leftAt),
      })),
      messages: messages.map((message) => ({
        id: message.id,
        seq: message.seq,
        sender_id: message.senderId,
        type: message.type,
        content: message.content,
        attachments: message.attachments.map(({ name, size, mime }) => ({ name, size, mime })),
        reactions: message.reactions.map(({ emoji, userIds }) => ({ emoji, user_ids: userIds })),
        reply_to: message.replyTo,
        forwarded: message.forwarded,
        created_at: iso(message.createdAt),
        edited_at: time(message.editedAt),
        deleted_at: time(message.deletedAt),
      })),
    },
    null,
    2,
  );
}

/** What no file system takes in a name, and what would turn the reading direction. */
const NOT_IN_NAMES = /[\p{Cc}\p{Cf}\\/:*?"<>|]+/gu;

/** Names the file “Theo Brandt – Portfolio review 2026-01-05.txt”. */
export function transcriptFileName(
  transcript: Transcript,
  madeAt: number,
  extension: string,
): string {
  const clean = transcriptTitle(transcript)
    .replaceAll(NOT_IN_NAMES, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const short = Array.from(clean).slice(0, FILE_NAME_LENGTH).join('').trim();
  return `${short} ${iso(madeAt).slice(0, 10)}.${extension}`;
}
