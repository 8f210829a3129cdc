import { expect, it } from 'vitest';
import { readSessionCookie } from './session-cookie.ts';

it.each([
  [undefined, false, undefined],
  ['theme=dark', false, undefined],
  ['theme=dark; automa_session=abc; lang=sk', false, 'abc'],
  ['xautoma_session=abc', false, undefined],
  ['automa_session=abc', true, undefined],
  ['__Host-automa_session=abc; automa_session=planted', true, 'abc'],
  ['automa_session=abc; automa_session=def', false, 'ambiguous'],
])('of %j (secure: %s) the session is %s', (header, isSecure, secret) => {
  expect(readSessionCookie(header, isSecure)).toBe(secret);
});
