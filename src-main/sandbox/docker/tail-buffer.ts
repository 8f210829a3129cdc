/** The last bytes of a stream, kept without holding on to the chunks they came in. */
export interface TailBuffer {
  take(bytes: Buffer): void;
  /** A copy of at most the size it was made with. */
  read(): Buffer;
}

/** A ring of `size` bytes. */
export function makeTailBuffer(size: number): TailBuffer {
  const ring = Buffer.alloc(size);
  let written = 0;
  return {
    take(bytes) {
      const tail = bytes.subarray(Math.max(0, bytes.length - size));
      written += bytes.length - tail.length;
      const fits = tail.copy(ring, written % size);
      tail.copy(ring, 0, fits);
      written += tail.length;
    },
    read() {
      const at = written % size;
      return written < size
        ? Buffer.from(ring.subarray(0, written))
        : Buffer.concat([ring.subarray(at), ring.subarray(0, at)]);
    },
  };
}
