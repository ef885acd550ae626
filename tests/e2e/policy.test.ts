import { expect, test } from 'vitest';
import { useConversations } from '../support/conversations.ts';

const { appUrl, browser } = useConversations();

test('whoever serves the page, it is sent with a policy, and carries it itself', async () => {
  const response = await fetch(`${appUrl()}/sign-in`);
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  const page = await response.text();
  const [, carried] =
    /<meta\s+http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(page) ?? [];
  expect(`${carried?.replaceAll('&#39;', "'")}; frame-ancestors 'none'`).toBe(policy);
  expect(page).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\son\w+=/i);
  // Nothing may load before the policy holds.
  expect(page.search(/<(script|link)/)).toBeGreaterThan(page.indexOf('Content-Security-Policy'));
});

test('text does not become markup or code, and nothing but Supabase is asked', async () => {
  const { page, expectComplaint } = await browser.open(`${appUrl()}/sign-in`);
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  expectComplaint(/TrustedHTML/);
  expectComplaint(/TrustedScript'/);
  expectComplaint(/TrustedScriptURL/);
  expectComplaint(/Applying inline style/);
  expectComplaint(/Connecting to 'https:\/\/example\.com/);
  expectComplaint(/Fetch API cannot load https:\/\/example\.com/);
  expectComplaint(/Creating a TrustedTypePolicy/);
  const outcome = await page.evaluate(async () => {
    const refused = (work: () => unknown): boolean => {
      try {
        work();
        return false;
      } catch {
        return true;
      }
    };
    const script = document.createElement('script');
    const styled = document.createElement('p');
    styled.setAttribute('style', 'color: red');
    const button = document.createElement('button');
    const asked = await fetch('https://example.com/').then(
      () => true,
      () => false,
    );
    const factory = (
      window as unknown as {
        trustedTypes: { createPolicy: (name: string, rules: object) => unknown };
      }
    ).trustedTypes;
    return {
      markup: refused(() => (document.createElement('div').innerHTML = '<b>bold</b>')),
      code: refused(() => (script.textContent = 'window.ran = true')),
      handler: refused(() => button.setAttribute('onclick', 'window.clicked = true')),
      worker: refused(() => new Worker('/worker.js')),
      policy: refused(() => factory.createPolicy('own', {})),
      colour: styled.style.color,
      asked,
    };
  });
  expect(outcome).toEqual({
    markup: true,
    code: true,
    handler: true,
    worker: true,
    policy: true,
    colour: '',
    asked: false,
  });
});
