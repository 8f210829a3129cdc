import type { RunStatus } from '#contract/runs.ts';
import type { NoticeKind, QuietHours } from '#contract/window.ts';

/** A run that is over, as far as telling about it goes. */
export interface EndedRun {
  id: string;
  jobId: string | null;
  status: RunStatus;
  title: string;
  reason: string | null;
}

export interface Notice {
  kind: NoticeKind;
  run: EndedRun;
}

/**
 * What a person is told of a run that ended. Only of jobs: who starts a run by hand watches it. A failure is told
 * once, until the job works again; that it does is told too.
 */
export function decideNotice(run: EndedRun, previous: RunStatus | undefined): Notice | undefined {
  if (run.jobId === null) return undefined;
  const wasBad = previous !== undefined && isBad(previous);
  if (run.status === 'succeeded') return wasBad ? { kind: 'back', run } : undefined;
  return isBad(run.status) && !wasBad ? { kind: run.status, run } : undefined;
}

/** Whether `minuteOfDay` lies in the quiet hours; the end is no longer quiet. */
export function isQuiet(quietHours: QuietHours, minuteOfDay: number): boolean {
  if (!quietHours.isOn) return false;
  const [from, to] = [toMinutes(quietHours.from), toMinutes(quietHours.to)];
  return from <= to ? from <= minuteOfDay && minuteOfDay < to : from <= minuteOfDay || minuteOfDay < to;
}

export function minuteOfDayAt(at: number): number {
  const date = new Date(at);
  return date.getHours() * 60 + date.getMinutes();
}

function isBad(status: RunStatus): status is 'failed' | 'timed-out' | 'lost' {
  return status === 'failed' || status === 'timed-out' || status === 'lost';
}

function toMinutes(timeOfDay: string): number {
  const [hours = 0, minutes = 0] = timeOfDay.split(':').map(Number);
  return hours * 60 + minutes;
}
