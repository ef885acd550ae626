import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/backend/config.ts';

const ORIGIN = 'http://localhost:5173';

describe('the settings', () => {
  test('without any, the page’s own origin is asked with the local key', () => {
    expect(readConfig({}, ORIGIN)).toMatchObject({ url: ORIGIN });
  });

  test('a project’s address loses its final slash, its key is taken as it is', () => {
    const env = {
      VITE_SUPABASE_URL: ' https://abc.supabase.co/ ',
      VITE_SUPABASE_PUBLISHABLE_KEY: 'sb_publishable_x',
    };
    expect(readConfig(env, ORIGIN)).toEqual({
      url: 'https://abc.supabase.co',
      publishableKey: 'sb_publishable_x',
    });
  });

  test.each([
    [
      {
        VITE_SUPABASE_URL: 'https://abc.supabase.co',
        VITE_SUPABASE_PUBLISHABLE_KEY: `x.${btoa('{"role":"service_role"}')}.y`,
      },
      /secret key/,
    ],
    [{ VITE_SUPABASE_URL: 'abc.supabase.co' }, /not a web address/],
    [{ VITE_SUPABASE_URL: 'javascript:alert(1)' }, /not a web address/],
    [{ VITE_SUPABASE_URL: 'https://abc.supabase.co' }, /PUBLISHABLE_KEY is not/],
    [
      {
        VITE_SUPABASE_URL: 'https://abc.supabase.co',
        VITE_SUPABASE_PUBLISHABLE_KEY: 'sb_secret_x',
      },
      /secret key, which must never reach a browser/,
    ],
  ])('%j is refused with a sentence', (env, why) => {
    expect(() => readConfig(env, ORIGIN)).toThrow(why);
  });
});
