import { Notification } from 'electron';
import { finalStatuses, type Run, type RunStatus } from '#contract/runs.ts';
import type { NoticeKind, WindowSettings } from '#contract/window.ts';
import type { Caller } from '../access/caller.ts';
import type { Core } from '../api/call-context.ts';
import { coerceError } from '../base/errors.ts';
import { decideNotice, isQuiet, minuteOfDayAt, type Notice } from './decide-notification.ts';
import type { MessageKey, Words } from './messages.ts';
import type { View } from './view.ts';

/** Runs end in bursts; they are looked at together. */
const gatherMs = 500;
const askQuietEveryMs = 60_000;
const longestBody = 300;

const titles: Record<NoticeKind, MessageKey> = {
  failed: 'notify.failed',
  'timed-out': 'notify.timedOut',
  lost: 'notify.lost',
  back: 'notify.back',
};

/** Tells the person natively of jobs that broke or work again; answers how to stop. */
export function watchEndedRuns(options: {
  core: Core;
  caller: () => Caller;
  words: Words;
  settings: () => Pick<WindowSettings, 'quietHours' | 'notifyOf'>;
  /** The person looks at the window: they see it there. */
  isWatched: () => boolean;
  open: (view: View) => void;
}): () => void {
  const { core, caller, words, open } = options;
  const startedAt = core.clock.now();
  const ended = new Set<string>();
  /** Notifications that are collected by the garbage collector are never clicked. */
  const shown = new Set<Notification>();
  const told = new Map<string, RunStatus>();
  let held = 0;
  let timer: NodeJS.Timeout | undefined;

  const stopListening = core.changes.listen((changes) => {
    for (const { topic, id } of changes) if (topic === 'runs' && id !== null) ended.add(id);
    if (ended.size > 0) timer ??= setTimeout(flush, gatherMs);
  });
  const quietTimer = setInterval(tellHeld, askQuietEveryMs);
  quietTimer.unref();

  function flush(): void {
    timer = undefined;
    const ids = [...ended].sort();
    ended.clear();
    for (const id of ids) {
      try {
        look(id);
      } catch (thrown) {
        core.logger.warn({ run: id, error: coerceError(thrown) }, 'a run could not be told about');
      }
    }
    tellHeld();
  }

  function look(id: string): void {
    const run = core.runs.get(caller(), id);
    if (run.jobId === null || run.finishedAt === null || Date.parse(run.finishedAt) < startedAt) return;
    const previous = told.get(run.jobId) ?? findPrevious(run, run.jobId);
    const notice = decideNotice(run, previous);
    if (run.status !== 'cancelled') told.set(run.jobId, run.status);
    if (notice === undefined || options.isWatched() || !options.settings().notifyOf.includes(notice.kind)) return;
    if (!isQuietNow()) tell(notice);
    else if (notice.kind !== 'back') held += 1;
  }

  /** How the job's last run before this one ended; runs that were cancelled say nothing about it. */
  function findPrevious(run: Run, jobId: string): RunStatus | undefined {
    const { items } = core.runs.list(caller(), { limit: 10, jobId });
    return items.find(({ id, status }) => id < run.id && status !== 'cancelled' && isFinal(status))?.status;
  }

  function tell({ kind, run }: Notice): void {
    const body = kind === 'back' ? words.say('notify.backBody') : (run.reason ?? words.say('notify.noReason'));
    const labels = [words.say('notify.openLog'), ...(kind === 'back' ? [] : [words.say('notify.rerun')])];
    const notification = new Notification({
      title: words.say(titles[kind], { name: run.title }),
      body: body.slice(0, longestBody),
      actions: labels.map((text) => ({ type: 'button', text })),
    });
    notification.on('action', ({ actionIndex }) => (actionIndex === 1 ? rerun(run.id) : open(`/runs/${run.id}`)));
    show(notification, `/runs/${run.id}`);
  }

  function tellHeld(): void {
    if (held === 0 || isQuietNow()) return;
    show(new Notification({ title: words.say('notify.held', { count: held }) }), '/runs');
    held = 0;
  }

  function show(notification: Notification, view: View): void {
    if (!Notification.isSupported()) return;
    shown.add(notification);
    notification.on('click', () => open(view));
    notification.on('close', () => shown.delete(notification));
    notification.show();
  }

  function rerun(id: string): void {
    try {
      open(`/runs/${core.runs.start.rerun(caller(), id, { exact: true }).id}`);
    } catch (thrown) {
      core.logger.warn({ run: id, error: coerceError(thrown) }, 'a run could not be started again');
      open(`/runs/${id}`);
    }
  }

  const isQuietNow = () => isQuiet(options.settings().quietHours, minuteOfDayAt(core.clock.now()));

  return () => {
    stopListening();
    clearTimeout(timer);
    clearInterval(quietTimer);
  };
}

function isFinal(status: RunStatus): boolean {
  return finalStatuses.some((each) => each === status);
}
