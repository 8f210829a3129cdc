import { isUtf8 } from 'node:buffer';

/** Longer lines are stored in pieces (domain.md "Logs"). */
const maxLineBytes = 64 * 1024;

const newline = Buffer.from('\n');

/** Cuts one stream of bytes into lines of valid UTF-8. */
export interface LineSplitter {
  push(bytes: Buffer): void;
  /** So many bytes were taken out of the stream at this place and are no text. */
  skip(rawBytes: number): void;
  /** The stream is over: what was begun becomes a line. */
  end(): void;
  /** Forgets the line that was begun. */
  discard(): { textBytes: number; rawBytes: number };
}

export interface Lines {
  /** Whole lines, each ended by `\n` alone. Valid during the call only. */
  text: Buffer;
  /** Bytes of the stream they account for, skipped ones included; 0 where a later call accounts for them. */
  rawBytes: number;
  /** The one line in `text` goes on in the next. */
  continues: boolean;
}

/**
 * `onLines` gets as many lines at once as arrived together: per line there is no work, so that short lines cost no
 * more than long ones. A line that is not complete is held and not accounted for, so whoever resumes after a crash
 * gets it again as a whole.
 */
export function makeLineSplitter(onLines: (lines: Lines) => void): LineSplitter {
  const held = Buffer.allocUnsafeSlow(maxLineBytes + 1);
  let length = 0;
  let rawBytes = 0;
  /** Length of the held text where bytes were last skipped. */
  let skippedAt = -1;

  const hold = (bytes: Buffer) => {
    held.set(bytes, length);
    length += bytes.length;
    rawBytes += bytes.length;
  };
  const forget = () => {
    length = 0;
    rawBytes = 0;
    skippedAt = -1;
  };
  const emitHeldLine = (newlineBytes: 0 | 1) => {
    held[length] = 0x0a;
    emit({ text: held.subarray(0, length + 1), rawBytes: rawBytes + newlineBytes, continues: false }, onLines);
    forget();
  };
  /** A character that is cut in two stays with the next piece, unless skipped bytes lie inside it. */
  const emitPiece = () => {
    const whole = wholeCharacters(held, length);
    const cut = skippedAt > whole ? length : whole;
    const rest = Buffer.from(held.subarray(cut, length));
    held[cut] = 0x0a;
    emit({ text: held.subarray(0, cut + 1), rawBytes: rawBytes - rest.length, continues: true }, onLines);
    forget();
    hold(rest);
  };

  return {
    push: (bytes) => {
      let rest = bytes;
      while (rest.length > 0) {
        if (rawBytes === 0) {
          const end = rest.lastIndexOf(0x0a, maxLineBytes) + 1;
          if (end > 0) {
            emit({ text: rest.subarray(0, end), rawBytes: end, continues: false }, onLines);
            rest = rest.subarray(end);
            continue;
          }
        }
        const room = maxLineBytes - length;
        const end = rest.indexOf(0x0a);
        if (end >= 0 && end <= room) {
          hold(rest.subarray(0, end));
          emitHeldLine(1);
          rest = rest.subarray(end + 1);
          continue;
        }
        hold(rest.length <= room ? rest : rest.subarray(0, room));
        rest = rest.subarray(Math.min(room, rest.length));
        if (rest.length > 0) emitPiece();
      }
    },
    skip: (skippedBytes) => {
      if (length === 0) {
        onLines({ text: Buffer.alloc(0), rawBytes: skippedBytes, continues: false });
        return;
      }
      rawBytes += skippedBytes;
      skippedAt = length;
    },
    end: () => {
      if (length > 0) emitHeldLine(0);
    },
    discard: () => {
      const discarded = { textBytes: length, rawBytes };
      forget();
      return discarded;
    },
  };
}

/** Hands on what was cut; only where a line ends in `\r` or a byte is no UTF-8 is the text made anew. */
function emit(lines: Lines, onLines: (lines: Lines) => void): void {
  let { text } = lines;
  if (!lines.continues && text.includes(0x0d) && text.includes('\r\n')) {
    text = Buffer.from(text.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
  }
  if (isUtf8(text)) {
    onLines({ ...lines, text });
    return;
  }
  emitMended({ ...lines, text }, onLines);
}

/**
 * Line by line every invalid byte becomes U+FFFD. That is three bytes, so a line may become longer than a line may
 * be. The last call accounts for the bytes of all.
 */
function emitMended(lines: Lines, onLines: (lines: Lines) => void): void {
  for (let start = 0; start < lines.text.length; ) {
    const end = lines.text.indexOf(0x0a, start) + 1;
    const isLast = end === lines.text.length;
    let rest = mend(lines.text.subarray(start, end));
    while (rest.length - 1 > maxLineBytes) {
      const cut = wholeCharacters(rest, maxLineBytes);
      onLines({ text: Buffer.concat([rest.subarray(0, cut), newline]), rawBytes: 0, continues: true });
      rest = rest.subarray(cut);
    }
    onLines({ text: rest, rawBytes: isLast ? lines.rawBytes : 0, continues: isLast && lines.continues });
    start = end;
  }
}

const mended = Buffer.allocUnsafeSlow(3 * (maxLineBytes + 1));

/** Into one buffer used again and again: a flood of bytes that are no text must not become a flood of garbage. */
function mend(line: Buffer): Buffer {
  return isUtf8(line) ? line : mended.subarray(0, mended.write(line.toString('utf8')));
}

/** The largest count of bytes up to `length` that does not end inside a character. */
function wholeCharacters(bytes: Buffer, length: number): number {
  for (let back = 1; back <= 3; back++) {
    const byte = bytes[length - back] ?? 0;
    if (byte < 0x80) return length;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? length - back : length;
    }
  }
  return length;
}
