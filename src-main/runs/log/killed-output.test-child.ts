/** What the script of the kill test prints, and what of it must be in the log. */
export const killedNonce = 'killed';

const lines = 30_000;
const control = `\x1eautoma:${killedNonce} {"t":"progress","fraction":0.5,"text":"on"}\n`;

/** Numbered lines; some are very long, some stand behind or around a control line, the last one has no end. */
export function makeOutput(stream: 'stdout' | 'stderr'): Buffer {
  const parts: string[] = [];
  for (let number = 1; number <= lines; number++) {
    const text = lineOf(stream, number);
    if (number % 100 === 0) parts.push(control);
    if (number % 250 === 0) parts.push(text.slice(0, 3), control, text.slice(3));
    else parts.push(text);
    if (number < lines) parts.push(number % 7 === 0 ? '\r\n' : '\n');
  }
  return Buffer.from(parts.join(''));
}

/** The lines `makeOutput` prints. */
export function expectedLines(stream: 'stdout' | 'stderr'): string[] {
  return Array.from({ length: lines }, (_, index) => lineOf(stream, index + 1));
}

function lineOf(stream: string, number: number): string {
  return `${stream} ${number}${number % 3_000 === 0 ? ' ž'.repeat(60_000) : ''}`;
}
