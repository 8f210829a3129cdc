import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuCostMs } from '../../base/test-cpu-cost.ts';
import { createDemultiplexer, type StreamName } from './demultiplexer.ts';

describe('B11 frames of any size, split anywhere', () => {
  it('takes 1 MiB of one-byte frames in one chunk exactly, within 200 ms', () => {
    const framed = Buffer.concat(
      Array.from({ length: 1_048_576 }, (_, index) => frame(1 + (index % 2), Buffer.from([index % 251]))),
    );
    const sizes = { stdout: 0, stderr: 0 };
    let checksum = 0;
    const push = createDemultiplexer((stream, bytes) => {
      sizes[stream] += bytes.length;
      checksum += bytes[0] ?? 0;
    });
    expect(cpuCostMs(() => push(framed))).toBeLessThan(200);
    expect(sizes).toEqual({ stdout: 524_288, stderr: 524_288 });
    expect(checksum).toBe(
      Array.from({ length: 1_048_576 }, (_, index) => index % 251).reduce((sum, value) => sum + value, 0),
    );
  });

  it('gives the same bytes when a frame is split at every offset', () => {
    const framed = Buffer.concat([
      frame(1, Buffer.from('hello ')),
      frame(2, Buffer.from('oops')),
      frame(1, Buffer.alloc(0)),
      frame(1, Buffer.from('you')),
    ]);
    for (let at = 0; at <= framed.length; at += 1) {
      expect(collect([framed.subarray(0, at), framed.subarray(at)])).toEqual({ stdout: 'hello you', stderr: 'oops' });
    }
  });

  it('gives the same bytes for any frames cut into any chunks', () => {
    const frames = fc.array(fc.record({ type: fc.constantFrom(1, 2), bytes: fc.uint8Array({ maxLength: 300 }) }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(frames, fc.array(fc.nat(5_000)), (made, cuts) => {
        const framed = Buffer.concat(made.map(({ type, bytes }) => frame(type, Buffer.from(bytes))));
        const expected = (type: number) =>
          Buffer.concat(made.filter((one) => one.type === type).map((one) => Buffer.from(one.bytes)));
        const edges = [
          0,
          ...cuts.filter((cut) => cut < framed.length).toSorted((left, right) => left - right),
          framed.length,
        ];
        const taken: Record<StreamName, Buffer[]> = { stdout: [], stderr: [] };
        const push = createDemultiplexer((stream, bytes) => taken[stream].push(Buffer.from(bytes)));
        for (const [index, edge] of edges.entries()) push(framed.subarray(edge, edges[index + 1]));
        expect(Buffer.concat(taken.stdout).equals(expected(1))).toBe(true);
        expect(Buffer.concat(taken.stderr).equals(expected(2))).toBe(true);
      }),
    );
  });

  it('says so when what comes is not framed', () => {
    expect(() => createDemultiplexer(() => {})(Buffer.from('plain text of a terminal'))).toThrow('unknown type 112');
  });
});

function frame(type: number, bytes: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(type, 0);
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

function collect(chunks: Buffer[]): Record<StreamName, string> {
  const texts = { stdout: '', stderr: '' };
  const push = createDemultiplexer((stream, bytes) => {
    texts[stream] += bytes.toString();
  });
  chunks.forEach(push);
  return texts;
}
