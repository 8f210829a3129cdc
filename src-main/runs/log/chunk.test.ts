import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chunkTextBytes, decodeChunk, encodeChunk, type Segment } from './chunk.ts';
import { makeChunkWriter } from './chunk-writer.ts';

const mark = fc.record({
  stream: fc.constantFrom('stdout', 'stderr', 'system'),
  attempt: fc.integer({ min: 1, max: 21 }),
  at: fc.integer({ min: 0, max: 4_102_444_800_000 }),
  continues: fc.boolean(),
});

it('a chunk gives back its text and segments, whatever they are', () => {
  const segment = fc
    .tuple(mark, fc.integer({ min: 1, max: 70_000 }))
    .map(([rest, count]): Segment => ({ ...rest, count }));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5_000 }), fc.array(segment, { maxLength: 50 }), (bytes, segments) => {
      const chunk = decodeChunk(encodeChunk(Buffer.from(bytes), segments));
      expect(chunk.text).toEqual(Buffer.from(bytes));
      expect(chunk.segments()).toEqual(segments);
    }),
  );
});

it('what is appended comes out in chunks cut at line ends, in order, with its marks', () => {
  const line = fc.oneof(
    { weight: 20, arbitrary: fc.string({ unit: fc.constantFrom('a', 'é', '🙂', ' '), maxLength: 40 }) },
    { weight: 1, arbitrary: fc.constantFrom(65_535, 65_536, 40_000).map((length) => 'x'.repeat(length)) },
  );
  const block = fc.tuple(mark, fc.array(line, { minLength: 1, maxLength: 200 }));
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.array(block, { maxLength: 40 }),
      fc.boolean(),
      (before, blocks, stores) => {
        const writer = makeChunkWriter(before);
        const stored = new Map<number, ReturnType<typeof writer.changed>[number]>();
        const store = () => {
          for (const chunk of writer.changed()) stored.set(chunk.firstSeq, chunk);
          writer.markStored();
        };
        const appended: string[] = [];
        for (const [blockMark, lines] of blocks) {
          const whole = blockMark.continues ? lines.slice(0, 1) : lines;
          writer.append(Buffer.from(whole.map((text) => `${text}\n`).join('')), blockMark);
          appended.push(...whole.map((text) => JSON.stringify([blockMark, text])));
          if (stores) store();
        }
        store();
        expect(writer.lines()).toBe(before + appended.length);
        expect(writer.changed()).toEqual([]);

        const read: string[] = [];
        for (const chunk of [...stored.values()].sort((a, b) => a.firstSeq - b.firstSeq)) {
          expect(chunk.firstSeq).toBe(before + read.length + 1);
          expect(chunk.textBytes).toBeLessThanOrEqual(chunkTextBytes + 1);
          const { text, segments } = decodeChunk(chunk.data);
          const lines = text.toString().split('\n').slice(0, -1);
          expect(lines.length).toBe(chunk.lines);
          for (const { count, ...segmentMark } of segments())
            for (const textOfLine of lines.splice(0, count)) read.push(JSON.stringify([segmentMark, textOfLine]));
        }
        const inOrder = (entry: string) => {
          const [{ stream, attempt, at, continues }, text] = JSON.parse(entry) as [Segment, string];
          return [stream, attempt, at, continues, text];
        };
        expect(read.map(inOrder)).toEqual(appended.map(inOrder));
      },
    ),
    { numRuns: 60 },
  );
});
