import type { Words } from './messages.ts';
import type { Overview } from './overview.ts';
import type { View } from './view.ts';

type TrayState = 'idle' | 'running' | 'failing' | 'paused';

export type TrayEntry =
  | { kind: 'separator' }
  /** A heading or a fact; cannot be chosen. */
  | { kind: 'caption'; text: string }
  | { kind: 'view'; text: string; view: View }
  | { kind: 'submenu'; text: string; entries: TrayEntry[] }
  /** Nothing new starts until then; null means until somebody resumes. */
  | { kind: 'hold'; text: string; until: number | null }
  /** Goes on; what fell due meanwhile is left out, or made up for as each job says. */
  | { kind: 'release'; text: string; made: 'skip' | 'catch-up' }
  | { kind: 'quit'; text: string };

/** The tray as data: what icon, what it says under the pointer, and the menu from top to bottom. */
export interface TrayModel {
  state: TrayState;
  /** Live runs, for the number in the icon. */
  count: number;
  tooltip: string;
  entries: TrayEntry[];
}

const shownFailures = 3;
const hourMs = 3_600_000;
const morningHour = 8;

/** Is everything all right? Failing outranks running, running outranks paused (the design's order). */
export function makeTrayModel(overview: Overview, words: Words, now: number): TrayModel {
  const state = stateOf(overview);
  const summary = summarize(overview, words);
  return {
    state,
    count: overview.runningCount,
    tooltip: `${words.say('app.name')}: ${summary.join(', ')}`,
    entries: [
      { kind: 'caption', text: summary.join(', ') },
      { kind: 'caption', text: describeNext(overview, words, now) },
      ...section(words.say('tray.section.running'), listRunning(overview, words)),
      ...section(words.say('tray.section.due'), listDue(overview, words)),
      ...section(words.say('tray.section.failures'), listFailures(overview, words)),
      { kind: 'separator' },
      ...listHolds(overview, words, now),
      { kind: 'view', text: words.say('tray.open'), view: '/' },
      { kind: 'quit', text: words.say('tray.quit', { live: overview.runningCount }) },
    ],
  };
}

function stateOf(overview: Overview): TrayState {
  if (overview.failures.length > 0) return 'failing';
  if (overview.runningCount > 0) return 'running';
  return isPaused(overview) ? 'paused' : 'idle';
}

/** Held as a whole, or each job by itself. */
function isPaused({ hold, activeJobs, pausedJobs }: Overview): boolean {
  return hold !== null || (activeJobs === 0 && pausedJobs > 0);
}

function summarize(overview: Overview, { say }: Words): string[] {
  const failing = overview.failures.length;
  return [
    say('tray.running', { count: overview.runningCount }),
    ...(failing > 0 ? [say('tray.failing', { count: failing })] : []),
    ...(isPaused(overview) ? [say('tray.paused')] : []),
  ];
}

/** A menu does not change while it is open, so it says when, not how long until then. */
function describeNext({ hold, due: [next] }: Overview, { say, time, day }: Words, now: number): string {
  if (hold?.until === null) return say('tray.heldBy', { name: hold.by });
  if (hold !== null) return say('tray.heldUntil', { name: hold.by, time: whenOf(hold.until, { time, day }, now) });
  return next === undefined ? say('tray.nothingDue') : say('tray.next', { time: time(next.at) });
}

function section(title: string, entries: TrayEntry[]): TrayEntry[] {
  return entries.length === 0 ? [] : [{ kind: 'separator' }, { kind: 'caption', text: title }, ...entries];
}

function listRunning({ running, runningCount }: Overview, { say, time }: Words): TrayEntry[] {
  const entries = running.map(({ id, title, fraction, startedAt }): TrayEntry => {
    const since = startedAt === null ? undefined : say('tray.since', { time: time(startedAt) });
    const detail = fraction === null ? since : say('tray.percent', { percent: Math.round(fraction * 100) });
    const text = detail === undefined ? title : say('tray.item', { name: title, detail });
    return { kind: 'view', text, view: `/runs/${id}` };
  });
  const more = runningCount - running.length;
  return more > 0 ? [...entries, { kind: 'view', text: say('tray.more', { count: more }), view: '/runs' }] : entries;
}

function listDue({ due }: Overview, { say, time }: Words): TrayEntry[] {
  return due.map(({ jobId, name, at }) => ({
    kind: 'view',
    text: say('tray.item', { name, detail: time(at) }),
    view: `/jobs/${jobId}`,
  }));
}

function listFailures({ failures }: Overview, { say, time }: Words): TrayEntry[] {
  const entries = failures.slice(0, shownFailures).map(
    ({ runId, title, at }): TrayEntry => ({
      kind: 'view',
      text: say('tray.item', { name: title, detail: time(at) }),
      view: `/runs/${runId}`,
    }),
  );
  const more = failures.length - entries.length;
  return more > 0 ? [...entries, { kind: 'view', text: say('tray.more', { count: more }), view: '/runs' }] : entries;
}

/** To let nothing new start for a while; while that lasts, to go on. */
function listHolds({ hold }: Overview, { say, time, day }: Words, now: number): TrayEntry[] {
  if (hold !== null) {
    return [
      { kind: 'release', text: say('tray.resume'), made: 'skip' },
      { kind: 'release', text: say('tray.resumeCatchUp'), made: 'catch-up' },
    ];
  }
  const morning = nextMorning(now);
  const until = (at: number) => whenOf(at, { time, day }, now);
  const entries: TrayEntry[] = [
    { kind: 'hold', text: say('tray.pauseHour', { time: until(now + hourMs) }), until: now + hourMs },
    { kind: 'hold', text: say('tray.pauseTomorrow', { time: until(morning) }), until: morning },
    { kind: 'hold', text: say('tray.pauseUntilResumed'), until: null },
  ];
  return [{ kind: 'submenu', text: say('tray.pauseAll'), entries }];
}

/** The clock alone where it is today's. */
function whenOf(at: number, { time, day }: Pick<Words, 'time' | 'day'>, now: number): string {
  return new Date(at).toDateString() === new Date(now).toDateString() ? time(at) : `${day(at)} ${time(at)}`;
}

function nextMorning(now: number): number {
  const date = new Date(now);
  date.setDate(date.getDate() + 1);
  return date.setHours(morningHour, 0, 0, 0);
}
