import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../base/ids.ts';
import { openKeys } from './keys.ts';

const startAt = Date.UTC(2026, 0, 15, 12);
const claims = { userId: newId(), sessionId: newId() };
let now = startAt;
const clock = { now: () => now, monotonic: () => 0 };
let dataDir = '';

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'automa-keys-'));
  now = startAt;
});
afterEach(() => rmSync(dataDir, { recursive: true }));

function readKeyFile() {
  return JSON.parse(readFileSync(join(dataDir, 'signing-key.json'), 'utf8'));
}

/** A token like ours but for what the test changes, signed with the real key unless told otherwise. */
function forge(change: { header?: object; payload?: object; key?: Parameters<SignJWT['sign']>[0] }) {
  const { kid, ...jwk } = readKeyFile();
  const payload = { iss: 'automa', aud: 'automa-api', sub: claims.userId, sid: claims.sessionId, jti: newId() };
  const times = { iat: startAt / 1000, exp: startAt / 1000 + 1800 };
  return new SignJWT({ ...payload, ...times, ...change.payload })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid, ...change.header })
    .sign(change.key ?? createPrivateKey({ key: jwk, format: 'jwk' }), { crit: { x: true } });
}

function decodePart(part: string) {
  return JSON.parse(Buffer.from(part, 'base64url').toString());
}

function encodePart(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

describe('the signing key', () => {
  it('is made once, readable by its owner alone, and serves again after a restart', async () => {
    const token = await openKeys({ dataDir, clock }).sign(claims);
    expect(statSync(join(dataDir, 'signing-key.json')).mode & 0o777).toBe(0o600);
    expect(await openKeys({ dataDir, clock }).verify(token)).toEqual(claims);
  });

  it('that cannot be read stops the start and says what to do', () => {
    writeFileSync(join(dataDir, 'signing-key.json'), '{"kid":"x"}');
    expect(() => openKeys({ dataDir, clock })).toThrow(/signing-key\.json is not a signing key: .*Delete it/s);
  });
});

describe('H9 access tokens', () => {
  it('carry type, issuer, audience, subject, session and an id, and end after 30 minutes', async () => {
    const keys = openKeys({ dataDir, clock });
    const token = await keys.sign(claims);
    const [header, payload] = token.split('.').slice(0, 2).map(decodePart);
    expect(header).toEqual({ alg: 'EdDSA', typ: 'at+jwt', kid: readKeyFile().kid });
    expect(payload).toMatchObject({ iss: 'automa', aud: 'automa-api', sub: claims.userId, sid: claims.sessionId });
    expect(payload.exp - payload.iat).toBe(1800);
    now = startAt + 1_799_000;
    expect(await keys.verify(token)).toEqual(claims);
    now = startAt + 1_800_000;
    expect(await keys.verify(token)).toBeUndefined();
  });

  it('a faithful copy is accepted, so that the refusals below mean something', async () => {
    const keys = openKeys({ dataDir, clock });
    expect(await keys.verify(await forge({}))).toEqual(claims);
  });

  it.each([
    ['another issuer', { payload: { iss: 'someone' } }],
    ['no issuer', { payload: { iss: undefined } }],
    ['another audience', { payload: { aud: 'automa-ui' } }],
    ['no audience', { payload: { aud: undefined } }],
    ['an ended life', { payload: { exp: startAt / 1000 - 1 } }],
    ['no end', { payload: { exp: undefined } }],
    ['a life that has not begun', { payload: { nbf: startAt / 1000 + 60 } }],
    ['no session', { payload: { sid: undefined } }],
    ['a session that is no id', { payload: { sid: "' or 1=1 --" } }],
    ['no user', { payload: { sub: undefined } }],
    ['another type', { header: { typ: 'JWT' } }],
    ['no type', { header: { typ: undefined } }],
    ['an unknown key id', { header: { kid: 'other' } }],
    ['a path for a key id', { header: { kid: '../signing-key.json' } }],
    ['no key id', { header: { kid: undefined } }],
    ['an unknown critical extension', { header: { crit: ['x'], x: 1 } }],
    ['a key of its own', { key: generateKeyPairSync('ed25519').privateKey }],
  ] as [string, Parameters<typeof forge>[0]][])('with %s are refused', async (_what, change) => {
    const keys = openKeys({ dataDir, clock });
    expect(await keys.verify(await forge(change))).toBeUndefined();
  });

  it('that bring their own key in the header are refused', async () => {
    const keys = openKeys({ dataDir, clock });
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const jwk = publicKey.export({ format: 'jwk' });
    for (const header of [{ jwk }, { jku: 'http://127.0.0.1:1/keys' }, { x5u: 'http://127.0.0.1:1/cert' }]) {
      expect(await keys.verify(await forge({ header, key: privateKey }))).toBeUndefined();
    }
  });

  it('signed with HS256 and the public key for a secret are refused', async () => {
    const keys = openKeys({ dataDir, clock });
    const { kid, ...jwk } = readKeyFile();
    const publicKey = createPublicKey(createPrivateKey({ key: jwk, format: 'jwk' }));
    const secrets = [
      publicKey.export({ format: 'pem', type: 'spki' }),
      publicKey.export({ format: 'der', type: 'spki' }),
      Buffer.from(jwk.x, 'base64url'),
    ];
    for (const secret of secrets) {
      const key = new Uint8Array(Buffer.from(secret));
      expect(await keys.verify(await forge({ header: { alg: 'HS256', kid }, key }))).toBeUndefined();
    }
  });

  it('without a signature, with a cut one, or that are no token at all are refused', async () => {
    const keys = openKeys({ dataDir, clock });
    const [header = '', payload = '', signature = ''] = (await forge({})).split('.');
    const none = (alg: string) => encodePart({ ...decodePart(header), alg });
    const tampered = encodePart({ sub: newId() });
    for (const token of [
      `${none('none')}.${payload}.`,
      `${none('None')}.${payload}.${signature}`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${header}.${payload}.${signature.slice(0, -4)}`,
      `${header}.${tampered}.${signature}`,
      '..',
      'x',
    ]) {
      expect(await keys.verify(token)).toBeUndefined();
    }
  });
});
