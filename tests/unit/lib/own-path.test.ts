import { expect, it } from 'vitest';
import { ownPath } from '../../../src/lib/own-path.ts';

it.each([
  ['/sessions/1?a=b#c', '/sessions/1?a=b#c'],
  ['/', '/'],
  [null, '/'],
  ['', '/'],
  ['sessions', '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['https://evil.example/', '/'],
  ['javascript:alert(1)', '/'],
])('%j leads to %j', (path, own) => {
  expect(ownPath(path)).toBe(own);
});
