import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The folders of a data directory, made where they are missing. What was left in the temporary one is gone. */
export function makePlaces(dataDir: string) {
  const places = {
    logDir: join(dataDir, 'logs'),
    treesDir: join(dataDir, 'trees'),
    runsDir: join(dataDir, 'runs'),
    temporaryDir: join(dataDir, 'tmp'),
  };
  rmSync(places.temporaryDir, { recursive: true, force: true });
  for (const place of Object.values(places)) {
    mkdirSync(place, { recursive: true, mode: 0o700 });
    chmodSync(place, 0o700);
  }
  return places;
}
