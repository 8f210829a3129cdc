import { readFileSync } from 'node:fs';

/** What may stand around a guessable word without making it harder to guess: `2024`, `123!`. */
const longestDecoration = 8;
const leet: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Reads the list: one word per line, lowercase; lines that begin with `#` are comments. */
export function readCommonPasswords(path: string): ReadonlySet<string> {
  const lines = readFileSync(path, 'utf8').split(/\r?\n/);
  return new Set(lines.map((line) => line.trim().toLowerCase()).filter((line) => line !== '' && !line.startsWith('#')));
}

/**
 * Whether a password would fall to the first thousand guesses: one or two words of the list or of the person's own
 * name and address, decorated or written with digits for letters; one piece repeated; a run such as `123456789012`.
 */
export function isCommonPassword(password: string, common: ReadonlySet<string>, own: readonly string[]): boolean {
  const plain = password.toLowerCase();
  const words = new Set([...common, ...own.map((word) => lettersOf(word.toLowerCase()))]);
  if (words.has(plain) || isTrivial(plain)) return true;
  const core = plain.replace(/^\P{L}+|\P{L}+$/gu, '');
  const decorationOf = (text: string) => text.replace(/\p{L}+/gu, '');
  const readings = [
    { letters: lettersOf(plain), decoration: decorationOf(plain) },
    { letters: lettersOf(unleet(core)), decoration: plain.replace(core, '') + decorationOf(unleet(core)) },
    { letters: lettersOf(unleet(plain)), decoration: decorationOf(unleet(plain)) },
  ];
  return readings.some(
    ({ letters, decoration }) =>
      (decoration.length <= longestDecoration || isTrivial(decoration)) && letters !== '' && isMadeOf(letters, words),
  );
}

function unleet(text: string): string {
  return text.replace(/./gu, (character) => leet[character] ?? character);
}

function lettersOf(text: string): string {
  return text.replace(/\P{L}+/gu, '');
}

/** One or two words, or one piece over and over. */
function isMadeOf(letters: string, words: ReadonlySet<string>): boolean {
  if (words.has(letters) || isRepeated(letters)) return true;
  for (let cut = 1; cut < letters.length; cut++) {
    if (words.has(letters.slice(0, cut)) && words.has(letters.slice(cut))) return true;
  }
  return false;
}

/** A piece repeated, or a run. */
function isTrivial(text: string): boolean {
  return isRepeated(text) || isRun(text, 1) || isRun(text, -1);
}

/** Characters that count up or down by one; among digits 0 follows 9. */
function isRun(text: string, step: 1 | -1): boolean {
  const isOfDigits = /^\d+$/.test(text);
  const follows = (before: number, after: number) =>
    isOfDigits ? (after - before - step) % 10 === 0 : after - before === step;
  return (
    text.length > 1 && [...text].every((_, at) => at === 0 || follows(text.charCodeAt(at - 1), text.charCodeAt(at)))
  );
}

/** `aaaaaaaaaaaa`, `abcabcabcabc`: a text that begins anew inside its own doubling. */
function isRepeated(text: string): boolean {
  return text.length > 1 && (text + text).indexOf(text, 1) < text.length;
}
