import { describe, expect, test } from 'vitest';
import { fromAuthError } from '../../../src/backend/auth-errors.ts';
import { fromRefusal } from '../../../src/backend/errors.ts';

const limited = {
  message: 'That was too much at once. Try again in 7 seconds.',
  code: 'PT429',
  details: '{"code": "rate_limited", "retry_after": 7}',
};

describe('a refused request becomes', () => {
  test.each([
    ['Offline when no answer came', { message: 'Failed to fetch' }, 0, 'Offline'],
    ['Offline when the server has trouble', { message: 'x' }, 503, 'Offline'],
    ['Offline on a deadlock', { message: 'x', code: '40P01' }, 409, 'Offline'],
    ['Offline on a statement timeout', { message: 'x', code: '57014' }, 500, 'Offline'],
    ['Offline when a lock took too long', { message: 'x', code: '55P03' }, 500, 'Offline'],
    ['Unauthorized without a sign-in', { message: 'x', code: '42501' }, 401, 'Unauthorized'],
    ['Unauthorized with an expired token', { message: 'x', code: 'PGRST303' }, 401, 'Unauthorized'],
    ['Denied by a policy', { message: 'x', code: '42501' }, 403, 'Denied'],
    ['NotFound', { message: 'x', code: 'PT404' }, 404, 'NotFound'],
    ['NotFound for an id that is none', { message: 'x', code: '22P02' }, 400, 'NotFound'],
    ['Conflict', { message: 'x', code: 'PT409' }, 409, 'Conflict'],
    ['Invalid', { message: 'x', code: 'PT422' }, 422, 'Invalid'],
    ['RateLimited', limited, 429, 'RateLimited'],
    ['Bug for the rest', { message: 'x', code: '42P01' }, 400, 'Bug'],
  ])('%s', (_what, refusal, status, kind) => {
    expect(fromRefusal(refusal, status).kind).toBe(kind);
  });

  test('carries the database’s word and wait', () => {
    expect(fromRefusal(limited, 429)).toMatchObject({ code: 'rate_limited', retryAfterMs: 7_000 });
  });

  test('carries what is wrong with which field, and the words of a refusal of our own', () => {
    const details = '{"code": "invalid", "fields": {"subject": "This is too long."}}';
    expect(fromRefusal({ message: 'x', code: 'PT422', details }, 422)).toMatchObject({
      fields: { subject: 'This is too long.' },
    });
    const message = 'You and this person cannot write to each other.';
    const blocked = { message, code: 'PT403', details: '{"code": "blocked"}' };
    expect(fromRefusal(blocked, 403)).toMatchObject({ kind: 'Denied', message, code: 'blocked' });
  });

  test('survives details that are not what they should be', () => {
    for (const details of ['{', '{"code": 7}', 'Key (id) already exists.', null]) {
      expect(fromRefusal({ message: 'x', details }, 409)).toMatchObject({ code: null });
    }
  });
});

describe('a refused sign-in says', () => {
  test.each([
    [{ message: 'fetch failed', status: 0 }, /cannot be reached/],
    [{ message: 'x', status: 503 }, /cannot be reached/],
    [{ message: 'x', status: 400, code: 'invalid_credentials' }, /password is wrong/],
    [{ message: 'Invalid API key', status: 401 }, /wrong publishable key/],
    [{ message: 'x', status: 422, code: 'user_already_exists' }, /account with this e-mail/],
    [{ message: 'Something new', status: 400, code: 'brand_new' }, /Something new/],
  ])('%j', (refusal, words) => {
    expect(fromAuthError(refusal).message).toMatch(words);
  });
});
