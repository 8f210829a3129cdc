import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Where randomness comes from; tests may hand in their own. */
export type Random = (bytes: number) => Buffer;
export const systemRandom: Random = randomBytes;

/** 256 bits that mean nothing by themselves: cookies, refresh tokens, set-up links. */
export function makeSecret(random: Random): string {
  return random(32).toString('base64url');
}

/** The only form in which a secret is kept. It has 256 bits of its own, so one round without salt is enough. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'hex');
}

/** Compares two hashes without telling by its duration how much of them agrees. */
export function isSameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
