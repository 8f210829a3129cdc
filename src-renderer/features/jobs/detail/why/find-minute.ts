import type { Occurrence } from '#contract/jobs.ts';

export const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** How far the instants next to an empty minute are looked for, the nearest first: few jobs fire more rarely. */
const reachesMs = [hourMs, dayMs, 14 * dayMs, 120 * dayMs, 400 * dayMs];
/** As many as the core gives at once; a window with more of them may lack the one that is nearest. */
export const mostAtOnce = 1_000;

/** What the ledger has of a minute, oldest first, or where it has nothing the instants around it. */
export interface MinuteAnswer {
  found: readonly Occurrence[];
  before: Occurrence | undefined;
  after: Occurrence | undefined;
}

type List = (from: number, to: number) => Promise<readonly Occurrence[]>;

/** What was due within the minute or fired in it, else the nearest before and behind it. */
export async function askMinute(list: List, at: number): Promise<MinuteAnswer> {
  const end = at + minuteMs - 1;
  const due = sortByTime(await list(at, end));
  if (due.length > 0) return { found: due, before: undefined, after: undefined };
  const [before, after] = await Promise.all([
    reach((ms) => list(at - ms, at - 1)),
    reach((ms) => list(end + 1, end + ms)),
  ]);
  // Moved off an excluded day, or late by its jitter: due earlier, but this is the minute it fires in.
  const moved = before.filter(({ fireAt }) => Date.parse(fireAt) >= at && Date.parse(fireAt) <= end);
  return { found: moved, before: before.at(-1), after: after[0] };
}

async function reach(look: (ms: number) => Promise<readonly Occurrence[]>): Promise<readonly Occurrence[]> {
  for (const ms of reachesMs) {
    const found = await look(ms);
    if (found.length >= mostAtOnce) return [];
    if (found.length > 0) return sortByTime(found);
  }
  return [];
}

function sortByTime(occurrences: readonly Occurrence[]): readonly Occurrence[] {
  return occurrences.toSorted((a, b) => Date.parse(a.scheduledFor) - Date.parse(b.scheduledFor));
}
