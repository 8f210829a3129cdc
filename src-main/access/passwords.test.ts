import { describe, expect, it } from 'vitest';
import { AppError } from '../base/errors.ts';
import { readCommonPasswords } from './common-passwords.ts';
import { systemRandom } from './opaque-secret.ts';
import { cheapCost, commonPasswordsFile } from './open-test-access.ts';
import { makePasswords, productionCost } from './passwords.ts';

const common = readCommonPasswords(commonPasswordsFile);
const passwords = makePasswords({ common, random: systemRandom, cost: cheapCost });
const ann = { field: 'password', email: 'martina.novak@example.com', name: 'Martina Kováčová' };

function problemWith(password: string): string | undefined {
  try {
    passwords.check(password, ann);
    return undefined;
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(AppError);
    const { code, errors } = thrown as AppError;
    expect(code).toBe('invalid');
    expect(errors?.[0]?.path).toBe('password');
    return errors?.[0]?.message;
  }
}

describe('H15 passwords', () => {
  it.each([
    ['seven characters', 'k3%vQ!z', 'at least 12'],
    ['six emoji, which are twelve code units', '🦊🐙🌵🚲🎻🧊', 'at least 12'],
    ['1,000 characters', 'x7'.repeat(500), 'at most 256'],
    ['half a surrogate pair', `plinth-otter-${String.fromCharCode(0xd800)}`, 'well-formed'],
  ])('refuses %s', (_what, password, why) => {
    expect(problemWith(password)).toContain(why);
  });

  it.each([
    'administrator',
    'Password1234',
    'P@ssw0rd2024!',
    'p4ssw0rdp4ssw0rd',
    'iloveyou!!!!',
    'qwertyuiop12',
    'DragonMonkey',
    'Sunshine-Flower7',
    '1qaz2wsx3edc',
    'aaaaaaaaaaaa',
    'abcabcabcabc',
    '123456789012',
    '098765432109',
    'abcdefghijkl',
    'zyxwvutsrqpo',
    'martinanovak',
    'Martina.Novak1',
    'martina.novak@example.com',
    'martinakováčová',
  ])('refuses the guessable %s', (password) => {
    expect(problemWith(password)).toContain('first that would be guessed');
  });

  it.each([
    ['64 characters', 'fjord lamp quartz meadow tin kettle vowel gravel onyx pumice saj'],
    [
      '256 characters',
      Array.from({ length: 256 }, (_, at) => String.fromCharCode(97 + ((at * at * 7 + at) % 26))).join(''),
    ],
    ['twelve emoji', '🦊🐙🌵🚲🎻🧊🪁🥝🧭🦜🪵🛶'],
    ['another alphabet', 'лампа кварц фьорд'],
    ['four plain words', 'dragon coffee london matrix'],
    ['random letters around a plain word', 'xkqvdragonzjw'],
    ['spaces at both ends', '  fjord lamp  '],
  ])('takes %s', (_what, password) => {
    expect(problemWith(password)).toBeUndefined();
  });

  it('compares every byte: neither a 72-byte twin nor another normal form is the same password', async () => {
    const long = `${'fjord lamp '.repeat(7)}end-a`;
    expect(Buffer.byteLength(long)).toBeGreaterThan(72);
    const hash = await passwords.hash(long);
    expect(await passwords.verify(hash, long)).toBe(true);
    expect(await passwords.verify(hash, `${long.slice(0, -1)}b`)).toBe(false);
    expect(await passwords.verify(hash, long.slice(0, 72))).toBe(false);
    const composed = await passwords.hash('příliš žluťoučký'.normalize('NFC'));
    expect(await passwords.verify(composed, 'příliš žluťoučký'.normalize('NFD'))).toBe(false);
    const nul = await passwords.hash('plinth\0otter-cadmium');
    expect(await passwords.verify(nul, 'plinth\0otter-cobalt!')).toBe(false);
  });
});

describe('hashes', () => {
  it('are argon2id with 64 MiB, three passes, a salt of 16 and a tag of 32 bytes where it counts', async () => {
    const real = makePasswords({ common, random: systemRandom });
    const hash = await real.hash('plinth-otter-cadmium');
    expect(productionCost).toEqual({ memoryCost: 65_536, timeCost: 3, parallelism: 1, outputLen: 32 });
    const [, algorithm, version, cost, salt = '', tag = ''] = hash.split('$');
    expect([algorithm, version, cost]).toEqual(['argon2id', 'v=19', 'm=65536,t=3,p=1']);
    expect(Buffer.from(salt, 'base64')).toHaveLength(16);
    expect(Buffer.from(tag, 'base64')).toHaveLength(32);
    expect(real.isWeak(hash)).toBe(false);
    expect(real.isWeak(await passwords.hash('plinth-otter-cadmium'))).toBe(true);
  });

  it('never match where there is no hash, not even by the stand-in’s own secret', async () => {
    expect(await passwords.verify(null, 'plinth-otter-cadmium')).toBe(false);
  });
});
