import type { ImageStep, SystemState } from '#contract/system.ts';
import type { Audit, AuditContext } from '../../audit/audit.ts';
import { type Clock, toInstant } from '../../base/clock.ts';
import { AppError, coerceError } from '../../base/errors.ts';
import type { Logger } from '../../base/logger.ts';
import type { FoundImage } from '../sandbox.ts';
import type { ImageProgress } from './build-image.ts';

/** Sees to it that the engine has the image scripts run in; until then the other sandboxes serve. */
export interface ImageKeeper {
  state(): Promise<SystemState['image']>;
  /** Builds a missing image unless that failed before; for after the engine was asked. */
  look(): Promise<void>;
  /** Builds it because somebody asks. Throws `conflict` when there is nothing to build, or nothing to build it in. */
  build(context: AuditContext): Promise<void>;
  /** Ends a build, which is recorded at once; resolves when nothing of it is alive. */
  close(): Promise<void>;
}

interface Building {
  step: ImageStep;
  startedAt: number;
  lines: string[];
}

/** Enough to see what it is at; all of it would be thousands. */
const keptLines = 12;
const longestLine = 500;
/** Listeners hear of new lines at most this often. */
const tellEveryMs = 1_000;

export function makeImageKeeper(options: {
  /** Of the image for profiles that name none. */
  reference: string;
  /** Asks the engine; undefined while it does not answer. */
  find: () => Promise<FoundImage | undefined>;
  make: (progress: ImageProgress) => Promise<void>;
  /** Whether a missing image may be built without being asked for. */
  isAutomatic: () => boolean;
  audit: Audit;
  clock: Clock;
  logger: Logger;
  /** Of what nobody asked for. */
  context: AuditContext;
  /** The image is there now. */
  onBuilt: () => void;
  /** Something of the state changed that is in no table. */
  onProgress: () => void;
}): ImageKeeper {
  const { reference, find, make, isAutomatic, audit, clock, logger, context, onBuilt, onProgress } = options;
  const resource = { type: 'image', id: reference, name: reference };
  const stopping = new AbortController();
  let building: Building | undefined;
  let problem: string | undefined;
  let work = Promise.resolve();
  let telling: NodeJS.Timeout | undefined;

  function begin(by: AuditContext): void {
    if (building !== undefined || stopping.signal.aborted) return;
    audit.transact(by, ({ record, changed }) => {
      record({ action: 'image.build', resource });
      changed('system', null);
    });
    problem = undefined;
    building = { step: 'build', startedAt: clock.now(), lines: [] };
    work = carryOut(building).catch((error: unknown) =>
      logger.error({ error }, 'a build of the image was not recorded'),
    );
  }

  async function carryOut(current: Building): Promise<void> {
    const progress: ImageProgress = {
      onStep: (step) => {
        current.step = step;
        onProgress();
      },
      onLine: (line) => {
        current.lines = [...current.lines, line.slice(0, longestLine)].slice(-keptLines);
        telling ??= setTimeout(tell, tellEveryMs);
      },
      signal: stopping.signal,
    };
    try {
      await make(progress);
      end('ok', current);
      onBuilt();
    } catch (thrown) {
      if (stopping.signal.aborted) return; // `close` has said so
      problem = coerceError(thrown).message;
      end('failed', current);
    }
  }

  function end(outcome: 'ok' | 'failed', { startedAt }: Building): void {
    clearTimeout(telling);
    telling = undefined;
    building = undefined;
    audit.transact(context, ({ record, changed }) => {
      record({ action: 'image.built', resource, outcome, details: { durationMs: clock.now() - startedAt, problem } });
      changed('system', null);
    });
  }

  function tell(): void {
    telling = undefined;
    onProgress();
  }

  return {
    state: async () => {
      const found = await find();
      return {
        ref: reference,
        present: found?.present ?? false,
        digest: found?.digest ?? null,
        canBuild: found?.present === false,
        building: building === undefined ? null : { ...building, startedAt: toInstant(building.startedAt) },
        problem: found?.present === true ? null : (problem ?? null),
      };
    },
    look: async () => {
      if (building !== undefined || problem !== undefined || !isAutomatic()) return;
      if ((await find())?.present === false) begin(context);
    },
    build: async (by) => {
      const found = await find();
      if (found === undefined)
        throw new AppError('conflict', 'no container engine answers that the image could be built in; start Docker');
      if (found.present) throw new AppError('conflict', `the image ${reference} is there already`);
      begin(by);
    },
    close: async () => {
      stopping.abort();
      if (building !== undefined) {
        problem = 'the host was stopped meanwhile';
        end('failed', building);
      }
      await work;
    },
  };
}
