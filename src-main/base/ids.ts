import { randomFillSync } from 'node:crypto';

// Random bytes are cheap by the kilobyte and dear by the sixteen
const pool = Buffer.alloc(4_096);
let poolAt = pool.length;
let lastMs = 0;
let sequence = 0;

/**
 * A UUIDv7 (RFC 9562 section 5.7, method 1: the 12 bits after the time count within a millisecond),
 * so ids made by one process sort in the order they were made.
 */
export function newId(now: number = Date.now()): string {
  if (poolAt === pool.length) {
    randomFillSync(pool);
    poolAt = 0;
  }
  const bytes = pool.subarray(poolAt, poolAt + 16);
  poolAt += 16;
  sequence = now > lastMs ? bytes.readUInt16BE(6) & 0x07ff : sequence + 1;
  lastMs = Math.max(now, lastMs);
  if (sequence > 0x0fff) {
    lastMs += 1;
    sequence = 0;
  }
  bytes.writeUIntBE(lastMs, 0, 6);
  bytes.writeUInt16BE(0x7000 | sequence, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** What all ids made at that moment or later sort behind. */
export function idsFrom(at: number): string {
  const hex = Math.max(0, at).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}
