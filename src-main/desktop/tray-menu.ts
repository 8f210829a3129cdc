import type { Words } from './messages.ts';
import type { Overview } from './overview.ts';
import type { View } from './view.ts';

type TrayState = 'idle' | 'running' | 'failing' | 'paused';

export type TrayEntry =
  | { kind: 'separator' }
  /** A heading or a fact; cannot be chosen. */
  | { kind: 'caption'; text: string }
  | { kind: 'view'; text: string; view: View }
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

/** Is everything all right? Failing outranks running, running outranks paused (the design's order). */
export function makeTrayModel(overview: Overview, words: Words): TrayModel {
  const state = stateOf(overview);
  const summary = summarize(overview, words);
  return {
    state,
    count: overview.runningCount,
    tooltip: `${words.say('app.name')}: ${summary.join(', ')}`,
    entries: [
      { kind: 'caption', text: summary.join(', ') },
      { kind: 'caption', text: describeNext(overview, words) },
      ...section(words.say('tray.section.running'), listRunning(overview, words)),
      ...section(words.say('tray.section.due'), listDue(overview, words)),
      ...section(words.say('tray.section.failures'), listFailures(overview, words)),
      { kind: 'separator' },
      { kind: 'view', text: words.say('tray.open'), view: '/' },
      { kind: 'quit', text: words.say('tray.quit', { live: overview.runningCount }) },
    ],
  };
}

function stateOf({ failures, runningCount, activeJobs, pausedJobs }: Overview): TrayState {
  if (failures.length > 0) return 'failing';
  if (runningCount > 0) return 'running';
  return activeJobs === 0 && pausedJobs > 0 ? 'paused' : 'idle';
}

function summarize(overview: Overview, { say }: Words): string[] {
  const failing = overview.failures.length;
  const isPaused = overview.activeJobs === 0 && overview.pausedJobs > 0;
  return [
    say('tray.running', { count: overview.runningCount }),
    ...(failing > 0 ? [say('tray.failing', { count: failing })] : []),
    ...(isPaused ? [say('tray.paused')] : []),
  ];
}

/** A menu does not change while it is open, so it says when, not how long until then. */
function describeNext({ due: [next] }: Overview, { say, time }: Words): string {
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
