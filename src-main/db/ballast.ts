import { randomFillSync } from 'node:crypto';
import { existsSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Space kept back for the moment the disk is full, so that what had begun can still be brought to its end. */
export interface Ballast {
  /** False while the space is given away. Takes it back as soon as there is room again. */
  isHeld(): boolean;
  /** Gives the space to whoever writes next; false when there is none left to give. */
  release(): boolean;
}

/** Research on reliability, section 2.4. */
export const ballastBytes = 32 * 1024 * 1024;
/** How often a full disk is looked at; well under the 60 s within which writing must go on (E4). */
const lookAgainMs = 5_000;

/** Holds `bytes` of the disk in a file at `path`. Where there is no room to spare from the start, none is held. */
export function openBallast(path: string, options: { bytes: number; monotonic: () => number }): Ballast {
  const { bytes, monotonic } = options;
  let state: 'held' | 'released' | 'none' = bytes > 0 && (existsSync(path) || lay(path, bytes)) ? 'held' : 'none';
  let lookedAt = 0;
  return {
    isHeld: () => {
      if (state !== 'released') return true;
      if (monotonic() - lookedAt < lookAgainMs) return false;
      lookedAt = monotonic();
      if (!lay(path, bytes)) return false;
      state = 'held';
      return true;
    },
    release: () => {
      if (state !== 'held') return false;
      rmSync(path, { force: true });
      state = 'released';
      lookedAt = monotonic();
      return true;
    },
  };
}

/** Random bytes, because file systems that compress would store zeros as nothing. */
function lay(path: string, bytes: number): boolean {
  const draft = `${path}.new`;
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    if (bavail * bsize < 2 * bytes) return false;
    writeFileSync(draft, randomFillSync(Buffer.allocUnsafe(bytes)), { mode: 0o600 });
    renameSync(draft, path);
    return true;
  } catch {
    rmSync(draft, { force: true });
    return false;
  }
}
