import type { Hold } from '#contract/scheduler.ts';
import type { SystemState } from '#contract/system.ts';
import { nameLimits } from '../../lib/limit-words.ts';
import { type MessageKey, type MessageValues, t } from '../../lib/messages/messages.ts';

/** Something about the machine a person should know of, with what to do where that is known. */
export interface Finding {
  key: MessageKey;
  values?: MessageValues;
  /** The cure as the core names it. */
  fix?: string;
  /** The jobs it is about, each with what is the matter with it. */
  jobs?: readonly { jobId: string; name: string; problem: string }[];
  /** Runs are held up by it; else it is a warning. */
  isGrave: boolean;
}

const silentMs = 60_000;
/** Runs write logs and results, and the database needs room to compact itself. */
const scarceDiskBytes = 2_000_000_000;
const scarceMemoryFraction = 0.05;
const lateMs = 5_000;
const longQueue = 50;

/** Looks at the state of the machine and says what is not as it should be, the worst first. */
export function checkSystem(system: SystemState, hold: Hold | null, now: number): readonly Finding[] {
  const { host, engine, executors, image, scheduler, database } = system;
  const inUse = executors.find(({ executor }) => executor === engine.executor);
  const findings: (Finding | false)[] = [
    // None is known while the core still looks for them.
    executors.length > 0 &&
      !engine.ok && {
        key: 'monitoring.check.no-engine',
        isGrave: true,
        ...fixOf(executors.find(({ fix }) => fix !== null)),
      },
    !database.ok && { key: 'monitoring.check.database', isGrave: true },
    scheduler.lastTickAt !== null &&
      now - Date.parse(scheduler.lastTickAt) > silentMs && { key: 'monitoring.check.silent', isGrave: true },
    scheduler.unarmed.length > 0 && {
      key: 'monitoring.check.unarmed',
      values: { n: scheduler.unarmed.length },
      jobs: scheduler.unarmed,
      isGrave: true,
    },
    hold !== null && {
      key: 'monitoring.check.held',
      values: { by: hold.by, reason: hold.reason },
      isGrave: false,
    },
    host.disk.freeBytes < scarceDiskBytes && { key: 'monitoring.check.disk', isGrave: true },
    host.memory.freeBytes < host.memory.totalBytes * scarceMemoryFraction && {
      key: 'monitoring.check.memory',
      isGrave: false,
    },
    (scheduler.latenessMs ?? 0) > lateMs && {
      key: 'monitoring.check.late',
      values: { seconds: Math.round((scheduler.latenessMs ?? 0) / 1_000) },
      isGrave: false,
    },
    scheduler.queued > longQueue && { key: 'monitoring.check.queue', values: { n: scheduler.queued }, isGrave: false },
    image.canBuild && describeImage(image),
    inUse !== undefined &&
      inUse.unenforced.length > 0 && {
        key: 'monitoring.check.unenforced',
        values: { limits: nameLimits(inUse.unenforced) },
        isGrave: false,
        ...fixOf(inUse),
      },
    engine.ok && engine.executor !== null && !isContainer(engine.executor) && !image.canBuild && describeBare(system),
  ];
  return findings.filter((finding) => finding !== false);
}

/** Nothing runs in a container: none works, or one does and another way is set. */
function describeBare({ engine, executors }: SystemState): Finding {
  const container = executors.find(({ executor }) => isContainer(executor));
  if (executors.some(({ executor, ok }) => ok && isContainer(executor)) && engine.executor !== null) {
    const name = t(`engine.${engine.executor}`);
    return { key: 'monitoring.check.other-engine', values: { name }, isGrave: false };
  }
  return { key: 'monitoring.check.no-container', isGrave: false, ...fixOf(container) };
}

function describeImage({ ref, building, problem }: SystemState['image']): Finding {
  if (building !== null) return { key: 'monitoring.check.image-building', values: { image: ref }, isGrave: false };
  if (problem !== null) return { key: 'monitoring.check.image-failed', values: { problem }, isGrave: false };
  return { key: 'monitoring.check.image', values: { image: ref }, isGrave: false };
}

function isContainer(executor: SystemState['engine']['executor']): boolean {
  return executor === 'docker' || executor === 'podman';
}

function fixOf(health: { fix: string | null } | undefined): Pick<Finding, 'fix'> {
  return health?.fix === null || health?.fix === undefined ? {} : { fix: health.fix };
}
