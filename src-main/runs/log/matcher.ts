const capital = /[A-Z]/;
const letter = /[a-z]/;

/**
 * Finds the lines that contain `q`; answers where each of them ends in the text. "Smart case": a `q` with a capital
 * is taken as it is, one without finds A to Z in either case.
 */
export function makeMatcher(q: string): (text: Buffer) => number[] {
  if (q.includes('\n')) return () => [];
  return capital.test(q) || !letter.test(q) ? makeExact(Buffer.from(q)) : makeCaseless(Buffer.from(q));
}

function makeExact(needle: Buffer): (text: Buffer) => number[] {
  return (text) => {
    const ends: number[] = [];
    for (let at = text.indexOf(needle); at >= 0; ) {
      const end = text.indexOf(0x0a, at);
      ends.push(end);
      at = text.indexOf(needle, end + 1);
    }
    return ends;
  };
}

/**
 * One character per byte makes lowering fast and keeps places; it also lowers bytes above 127, which are parts of
 * other letters in UTF-8, so each find is compared once more.
 */
function makeCaseless(needle: Buffer): (text: Buffer) => number[] {
  const lowNeedle = needle.toString('latin1').toLowerCase();
  return (text) => {
    const low = text.toString('latin1').toLowerCase();
    const ends: number[] = [];
    for (let at = low.indexOf(lowNeedle); at >= 0; ) {
      if (!isSame(text, at, needle)) {
        at = low.indexOf(lowNeedle, at + 1);
        continue;
      }
      const end = text.indexOf(0x0a, at);
      ends.push(end);
      at = low.indexOf(lowNeedle, end + 1);
    }
    return ends;
  };
}

function isSame(text: Buffer, at: number, needle: Buffer): boolean {
  return needle.every((byte, index) => lower(text[at + index] ?? 0) === byte);
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}
