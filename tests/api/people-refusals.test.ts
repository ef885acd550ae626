import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { PeopleBackend } from '../../src/backend/people-backend.ts';
import { toChatError, type ChatErrorKind } from '../../src/core/errors.ts';
import { createPerson, type Person } from '../support/people.ts';

const facts = inject('stack');

/** Everybody with what they ask about people. */
interface Asker extends Person {
  people: PeopleBackend;
}

async function newAsker(role: 'student' | 'mentor' | 'buyer' | 'admin'): Promise<Asker> {
  const person = await createPerson(facts, { role });
  return { ...person, people: await person.backend.people() };
}

let student: Asker;
let mentor: Asker;
let buyer: Asker;
let admin: Asker;

beforeAll(async () => {
  [student, mentor, buyer, admin] = await Promise.all([
    newAsker('student'),
    newAsker('mentor'),
    newAsker('buyer'),
    newAsker('admin'),
  ]);
});

/** What the person is told. */
async function told(work: Promise<unknown>): Promise<readonly [ChatErrorKind, string]> {
  try {
    await work;
  } catch (thrown) {
    const { kind, message } = toChatError(thrown);
    return [kind, message];
  }
  throw new Error('This was not refused.');
}

const NOT_ALLOWED = ['Denied', 'You are not allowed to do this.'] as const;

describe('each refusal is one sentence', () => {
  it('to look for nothing that could be found', async () => {
    const search = { text: '…', skills: [], available: false };
    expect(await told(student.people.findMentors(search, null))).toEqual([
      'Invalid',
      'Search for letters, digits or emoji.',
    ]);
    expect(await told(student.people.findProducts({ text: '…', supplierId: null }, null))).toEqual([
      'Invalid',
      'Search for letters, digits or emoji.',
    ]);
  });

  it('to look at nobody, or at a product that is not there', async () => {
    expect(await told(student.people.profileOf(randomUUID()))).toEqual([
      'NotFound',
      'This person is not here.',
    ]);
    expect(await told(buyer.people.productOf(randomUUID()))).toEqual([
      'NotFound',
      'This product is not on offer.',
    ]);
  });

  it('to block oneself, nobody, or an admin', async () => {
    expect(await told(student.people.setBlock(student.id, true))).toEqual([
      'Invalid',
      'You cannot block yourself.',
    ]);
    expect(await told(student.people.setBlock(randomUUID(), true))).toEqual([
      'NotFound',
      'This person cannot be reached.',
    ]);
    expect(await told(student.people.setBlock(admin.id, true))).toEqual([
      'Invalid',
      'Admins neither block nor are blocked.',
    ]);
  });

  it('to apply without words, or as a buyer', async () => {
    expect(await told(student.people.applyAsMentor(' '))).toEqual([
      'Invalid',
      'Say what you can help with.',
    ]);
    expect(await told(buyer.people.applyAsMentor('I buy well.'))).toEqual(NOT_ALLOWED);
  });

  it('to decide without being an admin, without a reason, or about nobody', async () => {
    expect(await told(student.people.decideMentor(mentor.id, true, null))).toEqual(NOT_ALLOWED);
    expect(await told(student.people.applications('pending', null))).toEqual(NOT_ALLOWED);
    expect(await told(student.people.ratingsOf(mentor.id, null))).toEqual(NOT_ALLOWED);
    expect(await told(admin.people.decideMentor(mentor.id, false, null))).toEqual([
      'Invalid',
      'Say why: the applicant reads it.',
    ]);
    expect(await told(admin.people.decideMentor(buyer.id, true, null))).toEqual([
      'NotFound',
      'This person has not applied as a mentor.',
    ]);
  });

  it('to ask about a product that is not there, or whom one cannot ask', async () => {
    const about = { productId: randomUUID() };
    expect(await told(buyer.people.openConversation('buyer_supplier', about))).toEqual([
      'NotFound',
      'This person cannot be reached.',
    ]);
    expect(
      await told(student.people.openConversation('buyer_supplier', { peerId: mentor.id })),
    ).toEqual(['Invalid', 'You cannot open this kind of conversation with this person.']);
  });

  it('to delete an account under another address', async () => {
    expect(await told(student.people.deleteAccount('me@example.com'))).toEqual([
      'Invalid',
      'Type the e-mail address of your account to delete it.',
    ]);
  });

  it('to write somebody else’s profile, or an avatar into their folder', async () => {
    const profile = await mentor.people.profileOf(mentor.id);
    await student.people.saveProfile(mentor.id, { ...profile, fullName: 'Somebody' });
    expect((await student.people.profileOf(mentor.id)).fullName).toBe(profile.fullName);
    const picture = new Blob(['x'], { type: 'image/png' });
    const [kind] = await told(
      student.people.uploadAvatar(`${mentor.id}/${randomUUID()}.png`, picture),
    );
    expect(kind).toBe('Denied');
  });
});

describe('what was asked for', () => {
  it('makes an address of an avatar that anybody may read', async () => {
    const picture = new Blob(['not really a picture'], { type: 'image/png' });
    const path = `${student.id}/${randomUUID()}.png`;
    await student.people.uploadAvatar(path, picture);
    const { avatarUrl } = await student.people.setAvatar(student.id, path);
    expect(avatarUrl).toBe(`${facts.apiUrl}/storage/v1/object/public/avatars/${path}`);
    expect((await fetch(avatarUrl ?? '')).status).toBe(200);
    expect((await mentor.people.profileOf(student.id)).avatarUrl).toBe(avatarUrl);
  });

  it('lists whom one blocked, with their names', async () => {
    await student.people.setBlock(mentor.id, true);
    expect(await student.people.blockedPeople()).toMatchObject([{ id: mentor.id }]);
    await student.people.setBlock(mentor.id, false);
    expect(await student.people.blockedPeople()).toEqual([]);
  });
});
