import { hash, parseOptions, verify } from '@node-rs/argon2';
import { invalid } from '../base/errors.ts';
import { isCommonPassword } from './common-passwords.ts';
import { makeSecret, type Random } from './opaque-secret.ts';

/** argon2id as research on reliability and security, section 2.5, measured it: about 0.1 s a hash. */
export const productionCost = { memoryCost: 65_536, timeCost: 3, parallelism: 1, outputLen: 32 } as const;
export type HashCost = { [Key in keyof typeof productionCost]: number };

const passwordLength = { min: 12, max: 256 } as const;
const saltBytes = 16;
const hashesAtOnce = 2;

export interface Passwords {
  /** Throws `invalid` naming `field` for a password that is too short, too long, or among the first to be guessed. */
  check(password: string, about: { field: string; email?: string | null; name?: string }): void;
  hash(password: string): Promise<string>;
  /** Whether the password belongs to the hash. Without a hash it takes just as long and answers no. */
  verify(passwordHash: string | null, password: string): Promise<boolean>;
  /** Whether the hash was made with less than today's cost. */
  isWeak(passwordHash: string): boolean;
}

export function makePasswords(options: { common: ReadonlySet<string>; random: Random; cost?: HashCost }): Passwords {
  const { common, random, cost = productionCost } = options;
  const inTurn = makeGate(hashesAtOnce);
  // Bytes, not text: what is hashed is exactly what was typed, unnormalised and uncut.
  const hashNow = (password: string) => hash(Buffer.from(password), { ...cost, salt: random(saltBytes) });
  let hashOfNobody: Promise<string> | undefined;

  return {
    check: (password, { field, email, name }) => {
      const length = [...password].length;
      if (length < passwordLength.min)
        throw invalid(field, `must have at least ${passwordLength.min} characters, not ${length}`);
      if (length > passwordLength.max)
        throw invalid(field, `must have at most ${passwordLength.max} characters, not ${length}`);
      if (!password.isWellFormed()) throw invalid(field, 'must be well-formed Unicode text');
      const own = [email ?? '', email?.split('@')[0] ?? '', name ?? ''].filter((word) => word.length >= 3);
      if (isCommonPassword(password, common, own))
        throw invalid(field, 'is one of the first that would be guessed; take several unrelated words instead');
    },
    hash: (password) => inTurn(() => hashNow(password)),
    verify: (passwordHash, password) =>
      inTurn(async () => {
        hashOfNobody ??= hashNow(makeSecret(random));
        const nobody = await hashOfNobody; // awaited in both cases, so that the first call tells nothing either
        const isRight = await verify(passwordHash ?? nobody, Buffer.from(password));
        return isRight && passwordHash !== null;
      }),
    isWeak: (passwordHash) => {
      const made = parseOptions(passwordHash);
      return made.memoryCost < cost.memoryCost || made.timeCost < cost.timeCost || made.outputLen < cost.outputLen;
    },
  };
}

/** Lets `width` tasks run at a time, the others wait in line: each hash takes 64 MiB and a core. */
function makeGate(width: number) {
  const waiting: (() => void)[] = [];
  let free = width;
  return async <Result>(task: () => Promise<Result>): Promise<Result> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
