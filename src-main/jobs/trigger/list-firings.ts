import type { Firings } from './firings.ts';
import { dayMs, firstInstantOf, toLocal } from './local-time.ts';
import { listSeries } from './series.ts';

/** One firing, and the nominal instant it stands for: another where jitter or an excluded day moved it. */
export interface Firing {
  readonly at: number;
  readonly nominalAt: number;
  /** It was moved off an excluded day. */
  readonly isMoved: boolean;
}

interface Bounds {
  readonly after: number;
  readonly upTo: number;
  readonly limit: number;
}

/**
 * The first `limit` firings in (after, upTo], those among them that were moved off excluded days; in order, and where
 * several come at one moment only one.
 */
export function listFirings(firings: Firings, bounds: Bounds): Firing[] {
  const own = listSeries(firings.fires, bounds);
  const isFull = own.length === bounds.limit;
  const moved = listMoved(firings, { ...bounds, upTo: isFull ? (own.at(-1) ?? bounds.upTo) : bounds.upTo });
  const byMoment = new Map<number, Firing>();
  for (const firing of moved) if (!byMoment.has(firing.at)) byMoment.set(firing.at, firing);
  for (const at of own) byMoment.set(at, { at, nominalAt: firings.nominalOf(at), isMoved: false });
  return [...byMoment.values()].toSorted((a, b) => a.at - b.at).slice(0, bounds.limit);
}

/** Excluded days looked at in one question: a century of weekends. */
const mostDays = 10_000;

/**
 * What moves into (after, upTo]. All of an excluded day moves by the same number of days, so of each only the part is
 * listed that lands there, however often the trigger fires.
 */
function listMoved({ zone, excluded, moveOf }: Firings, { after, upTo, limit }: Bounds): Firing[] {
  const dayAt = (at: number) => Math.floor(toLocal(zone, at) / dayMs);
  const startOf = (day: number) => firstInstantOf(zone, day * dayMs);
  let from = startOf(dayAt(after));
  for (let at = excluded.previous(after); at !== null; at = excluded.previous(from - 1)) {
    const target = moveOf(at);
    if (target === null || dayAt(target) < dayAt(after)) break;
    from = startOf(dayAt(at));
  }

  const moved: Firing[] = [];
  let landingOn: number | null = null;
  let first = excluded.next(from - 1);
  for (let days = 0; first !== null && first <= upTo && days < mostDays; days += 1) {
    const target = moveOf(first);
    if (target === null) return moved;
    const day = dayAt(first);
    const targetDay = dayAt(target);
    // days that land together are listed together; what lands on a later one comes later
    if (moved.length >= limit && targetDay !== landingOn) break;
    landingOn = targetDay;
    const shiftMs = (targetDay - day) * dayMs;
    const until = startOf(day + 1);
    let found = 0;
    let nominalAt = excluded.next(Math.max(startOf(day), firstInstantOf(zone, toLocal(zone, after) - shiftMs)) - 1);
    for (; nominalAt !== null && nominalAt < until && found < limit; nominalAt = excluded.next(nominalAt)) {
      const at = moveOf(nominalAt);
      if (at === null || at > upTo) break;
      if (at <= after) continue;
      moved.push({ at, nominalAt, isMoved: true });
      found += 1;
    }
    first = excluded.next(startOf(day + 1) - 1);
  }
  return moved;
}
