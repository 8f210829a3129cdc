import type { ChangeFeed } from '../base/changes.ts';
import type { Clock } from '../base/clock.ts';
import { coerceError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { Power } from '../base/power.ts';
import type { NewEvent } from './event-store.ts';
import { appStarted } from './system-events.ts';
import { watchBattery } from './watch-battery.ts';
import { makeFolderWatch, type WatchMemory } from './watch-folders.ts';

/** Tells what happens on this machine: that the host is up, its power, the files of the folders in the settings. */
export function watchMachine(options: {
  tell: (events: readonly NewEvent[]) => void;
  changes: ChangeFeed;
  power: Power;
  /** The folders of the settings in force. */
  folders: () => readonly string[];
  memory: WatchMemory;
  dataDir: string;
  version: string;
  clock: Clock;
  logger: Logger;
}): { start(): void; stop(): Promise<void> } {
  const { tell, changes, power, folders, version, logger } = options;
  const folderWatch = makeFolderWatch(options);
  const stops: (() => void)[] = [];
  /** What cannot be stored is not told; nothing waits for it. */
  const tellIfPossible = (events: readonly NewEvent[]) => {
    try {
      tell(events);
    } catch (thrown) {
      logger.error({ error: coerceError(thrown), type: events[0]?.type }, 'an event could not be told');
    }
  };
  return {
    start: () => {
      tellIfPossible([appStarted(version)]);
      void folderWatch.watch(folders());
      stops.push(
        watchBattery({ tell: tellIfPossible, power }),
        changes.listen((news) => {
          if (news.some(({ topic }) => topic === 'settings')) void folderWatch.watch(folders());
        }),
      );
    },
    stop: () => {
      for (const stop of stops) stop();
      return folderWatch.close();
    },
  };
}
