import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ControlMessage } from './control-lines.ts';
import { makeOutputReader } from './output-reader.ts';

const nonce = 'f00dfeed';
const progress = (text: string) => `\x1eautoma:${nonce} ${JSON.stringify({ t: 'progress', fraction: 0.5, text })}\n`;

/** A reader that remembers what it hands out; `take` says how many raw bytes that stands for. */
function open() {
  const lines: { text: string; continues: boolean }[] = [];
  const messages: ControlMessage[] = [];
  const places: number[] = [];
  let rawBytes = 0;
  const reader = makeOutputReader({
    from: 0,
    nonce,
    isFull: () => false,
    onLines: (block) => {
      rawBytes += block.rawBytes;
      const texts = block.text.toString().split('\n').slice(0, -1);
      for (const text of texts) lines.push({ text, continues: block.continues });
    },
    onDiscarded: () => expect.unreachable(),
    onControl: (message, endsAt) => {
      messages.push(message);
      places.push(endsAt);
    },
  });
  return { reader, lines, messages, places, rawBytes: () => rawBytes };
}

function readAll(frames: readonly Buffer[]) {
  const { reader, ...rest } = open();
  for (const frame of frames) reader.push(frame);
  reader.end();
  return { ...rest, texts: rest.lines.map(({ text }) => text) };
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const edges = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
}

const piece = fc
  .oneof(
    fc.constantFrom('\n', '\r\n', '\r', 'plain text', 'é🙂', '\x1e', '\x1eautoma:', '\x1b[31mred\x1b[0m', '\r\n\r\n'),
    fc.constantFrom(progress('half'), progress('\n').slice(0, -1), `\x1eautoma:${nonce} `, `\x1eautoma:${nonce} {}\n`),
    fc.constantFrom(`\x1eautoma:wrong {"t":"progress","fraction":0.5,"text":"x"}\n`),
    fc.constantFrom(40_000, 65_534, 65_536, 200_000).map((length) => 'y'.repeat(length)),
    fc.constantFrom(30_000, 65_535).map((length) => 'ž'.repeat(length)),
  )
  .map((text) => Buffer.from(text));
const junk = fc.uint8Array({ minLength: 1, maxLength: 8 }).map((bytes) => Buffer.from(bytes));
const stream = fc
  .array(fc.oneof({ weight: 5, arbitrary: piece }, junk), { maxLength: 30 })
  .map((parts) => Buffer.concat(parts));
const places = fc.array(fc.nat(), { maxLength: 12 });

describe('properties', () => {
  it('a control line ends at the same place, however the stream was cut: it can be known again', () => {
    const bytes = Buffer.from(`text\n${progress('one')}begun ${progress('two')}${progress('three')}rest`);
    const ends = ['one', 'two', 'three'].map((text) => bytes.indexOf(progress(text)) + progress(text).length);
    fc.assert(
      fc.property(places, (at) => {
        expect(readAll(cut(bytes, at)).places).toEqual(ends);
      }),
    );
  });

  it('how the stream was cut into frames makes no difference', () => {
    fc.assert(
      fc.property(stream, places, (bytes, at) => {
        const whole = readAll([bytes]);
        const framed = readAll(cut(bytes, at));
        expect(framed.lines).toEqual(whole.lines);
        expect(framed.messages).toEqual(whole.messages);
        expect(framed.rawBytes()).toBe(bytes.length);
      }),
    );
  });

  it('a reader that begins at the raw byte another one had reached completes its lines exactly', () => {
    fc.assert(
      fc.property(stream, places, fc.nat(), (bytes, at, died) => {
        const first = open();
        const frames = cut(bytes, at);
        for (const frame of frames.slice(0, died % (frames.length + 1))) first.reader.push(frame);
        const second = readAll([bytes.subarray(first.rawBytes())]);
        expect([...first.lines, ...second.lines]).toEqual(readAll([bytes]).lines);
      }),
    );
  });

  it('without control lines the text is what UTF-8 decoding and splitting at line ends gives', () => {
    const text = fc.array(fc.oneof(fc.constantFrom('\n', '\r\n', '\r', 'a', 'žluť', '🙂', '\x1e', '\0'), fc.string()));
    fc.assert(
      fc.property(text, places, (parts, at) => {
        const expected = parts.join('').toWellFormed().split('\n');
        if (expected.at(-1) === '') expected.pop();
        const ends = parts.join('').endsWith('\n');
        const stripped = expected.map((line, index) =>
          index < expected.length - 1 || ends ? line.replace(/\r$/, '') : line,
        );
        const { texts } = readAll(cut(Buffer.from(parts.join('').toWellFormed()), at));
        // a text that ends in carriage returns has lost one of them to its end
        expect(texts.map((line) => line.replace(/\r+$/, ''))).toEqual(stripped.map((line) => line.replace(/\r+$/, '')));
        expect(texts.slice(0, -1)).toEqual(stripped.slice(0, -1));
      }),
    );
  });
});

describe('lines', () => {
  it('one line end goes, and with it one carriage return; others stay', () => {
    expect(readAll([Buffer.from('a\r\n\r\nb\r\r\n10%\r20%\n\n')]).texts).toEqual(['a', '', 'b\r', '10%\r20%', '']);
  });

  it('what stands after the last line end is a line too, once the stream is over', () => {
    expect(readAll([Buffer.from('one\ntwo')]).texts).toEqual(['one', 'two']);
  });

  it('64 KiB are one line, a byte more is two', () => {
    expect(readAll([Buffer.from(`${'x'.repeat(65_536)}\n`)]).lines).toEqual([
      { text: 'x'.repeat(65_536), continues: false },
    ]);
    expect(readAll([Buffer.from(`${'x'.repeat(65_537)}\n`)]).lines).toEqual([
      { text: 'x'.repeat(65_536), continues: true },
      { text: 'x', continues: false },
    ]);
  });

  it('a long line is never split inside a character', () => {
    const line = `a${'🙂'.repeat(40_000)}`;
    const { texts } = readAll([Buffer.from(line)]);
    expect(texts.join('')).toBe(line);
    for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
  });

  it('bytes that are no UTF-8 are replaced, also where that makes a line too long', () => {
    const { lines } = readAll([Buffer.from('ok\xff\xfe!\n', 'latin1'), Buffer.alloc(60_000, 0xff)]);
    expect(lines[0]?.text).toBe('ok\u{fffd}\u{fffd}!');
    expect(
      lines
        .slice(1)
        .map(({ text }) => text)
        .join(''),
    ).toBe('\u{fffd}'.repeat(60_000));
    expect(lines.slice(1).map(({ continues }) => continues)).toEqual([true, true, false]);
  });
});

describe('control lines', () => {
  it('are taken out and handed over, also from the middle of a line that goes on behind them', () => {
    const { texts, messages } = readAll([Buffer.from(`before\nabc${progress('half')}def\n${progress('full')}after\n`)]);
    expect(texts).toEqual(['before', 'abcdef', 'after']);
    expect(messages.map((message) => 'text' in message && message.text)).toEqual(['half', 'full']);
  });

  it('what the runner says at the end is understood', () => {
    const end = {
      t: 'end',
      exitCode: 1,
      signal: null,
      timedOut: false,
      exception: { class: 'ValueError', message: 'no' },
      syntaxError: null,
      peakMemoryBytes: 12_345_678,
      cpuSeconds: 0.42,
    };
    expect(readAll([Buffer.from(`\x1eautoma:${nonce} ${JSON.stringify(end)}\n`)]).messages).toEqual([end]);
  });

  it.each([
    ['another nonce', '\x1eautoma:other {"t":"progress","fraction":0,"text":""}'],
    ['no JSON', `\x1eautoma:${nonce} hello`],
    ['no message we know', `\x1eautoma:${nonce} {"t":"reboot"}`],
    ['a fraction out of range', `\x1eautoma:${nonce} {"t":"progress","fraction":7,"text":""}`],
    ['no end within 4,096 bytes', progress('x'.repeat(5_000)).trimEnd()],
    ['no end at all', progress('x').trimEnd()],
  ])('%s: it stays text', (_what, line) => {
    expect(readAll([Buffer.from(line)])).toMatchObject({ texts: [line], messages: [] });
  });

  it('one that a script began and left unfinished does not hide the one behind it', () => {
    const { texts, messages } = readAll([Buffer.from(`\x1eautoma:${nonce} {"t":${progress('real')}`)]);
    expect(messages).toHaveLength(1);
    expect(texts).toEqual([`\x1eautoma:${nonce} {"t":`]);
  });
});

describe('B11 tiny frames', () => {
  it('a million frames of one byte are read without recursion, every byte exact', () => {
    const { reader, lines, rawBytes } = open();
    const frames = [...Buffer.from('0123456789abcde\n')].map((byte) => Buffer.from([byte]));
    for (let count = 0; count < 65_536; count++) for (const frame of frames) reader.push(frame);
    expect(rawBytes()).toBe(1_048_576);
    expect(lines).toHaveLength(65_536);
    expect(new Set(lines.map(({ text }) => text))).toEqual(new Set(['0123456789abcde']));
  });

  it('separators that begin nothing cost no more than text', () => {
    const { texts } = readAll([Buffer.alloc(4 * 1024 * 1024, 0x1e)]);
    expect(texts.join('')).toBe('\x1e'.repeat(4 * 1024 * 1024));
  });
});
