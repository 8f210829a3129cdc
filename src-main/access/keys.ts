import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { errors as joseErrors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { coerceError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';

/** Seconds an access token lives (api.md "Auth"). */
export const accessTokenSeconds = 30 * 60;

const algorithm = 'EdDSA';
const issuer = 'automa';
const audience = 'automa-api';
const type = 'at+jwt'; // RFC 9068: an access token is never taken for another kind of token, nor the other way round

/** Whom an access token speaks for: it names the session, so that ending the session ends the token. */
interface AccessClaims {
  userId: string;
  sessionId: string;
}

export interface Keys {
  sign(claims: AccessClaims): Promise<string>;
  /** The claims of a token this server made and that is still valid; undefined for anything else. */
  verify(token: string): Promise<AccessClaims | undefined>;
}

/** Opens the signing key in the data directory, or makes it at the first start. */
export function openKeys(options: { dataDir: string; clock: Clock }): Keys {
  const { clock } = options;
  const { kid, privateKey, publicKey } = openSigningKey(join(options.dataDir, 'signing-key.json'));
  return {
    sign: ({ userId, sessionId }) => {
      const issuedAt = Math.floor(clock.now() / 1000);
      return new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: algorithm, typ: type, kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(userId)
        .setJti(newId(clock.now()))
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + accessTokenSeconds)
        .sign(privateKey);
    },
    verify: async (token) => {
      try {
        // The key is ours whatever the header says: `jku`, `jwk` and `x5u` are never looked at, `alg` is pinned.
        const { payload } = await jwtVerify(
          token,
          (header) => {
            if (header.kid !== kid) throw new joseErrors.JWKSNoMatchingKey();
            return publicKey;
          },
          {
            algorithms: [algorithm],
            issuer,
            audience,
            typ: type,
            requiredClaims: ['sub', 'sid', 'jti', 'iat', 'exp'],
            currentDate: new Date(clock.now()),
          },
        );
        const { sub, sid } = Claims.parse(payload);
        return { userId: sub, sessionId: sid };
      } catch (thrown) {
        if (thrown instanceof joseErrors.JOSEError || thrown instanceof z.ZodError) return undefined;
        throw thrown;
      }
    },
  };
}

const Claims = z.object({ sub: z.uuid(), sid: z.uuid() });
const StoredKey = z.strictObject({
  kid: z.string().min(1),
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  d: z.string(),
});

interface SigningKey {
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

function openSigningKey(path: string): SigningKey {
  if (!existsSync(path)) writeSigningKey(path);
  chmodSync(path, 0o600);
  try {
    const { kid, ...jwk } = StoredKey.parse(JSON.parse(readFileSync(path, 'utf8')));
    const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
    return { kid, privateKey, publicKey: createPublicKey(privateKey) };
  } catch (cause) {
    throw new Error(
      `${path} is not a signing key: ${coerceError(cause).message}. Delete it to have a new one made; whoever is signed in by token must sign in again.`,
      { cause },
    );
  }
}

/** Written beside its place and renamed into it: after a crash there is a whole key or none. */
function writeSigningKey(path: string): void {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const text = JSON.stringify({ kid: newId(), kty: jwk.kty, crv: jwk.crv, x: jwk.x, d: jwk.d });
  const handle = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(`${path}.new`, path);
}
