import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeFile, encodeFile, encodeFrame, type Frame, frameKinds, makeFrameReader } from './frames.ts';

it('frames come out as they went in, whatever pieces the pipe makes of them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 40 })),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      (payloads, sizes) => {
        const stream = Buffer.concat(payloads.map((payload) => encodeFrame(frameKinds.file, payload)));
        const read: Frame[] = [];
        const take = makeFrameReader((frame) => read.push({ ...frame, payload: Buffer.from(frame.payload) }));
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          take(stream.subarray(at, at + size));
          at += size;
        }
        expect(read).toEqual(payloads.map((payload) => ({ kind: frameKinds.file, payload: Buffer.from(payload) })));
      },
    ),
  );
});

it('a file keeps its path and its bytes, zero bytes included', () => {
  const frame = encodeFile('ä/b.bin', Buffer.from([0, 1, 0]));
  expect(decodeFile(frame.subarray(5))).toEqual({ path: 'ä/b.bin', bytes: Buffer.from([0, 1, 0]) });
});

it('a frame that announces more than is allowed is refused before it is awaited', () => {
  const take = makeFrameReader(() => {}, 100);
  expect(() => take(Buffer.from([2, 0xff, 0xff, 0, 0]))).toThrow(/too large/);
});
