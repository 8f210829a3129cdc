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
  const byMoment = listMoved(firings, { ...bounds, upTo: isFull ? (own.at(-1) ?? bounds.upTo) : bounds.upTo });
  for (const at of own) byMoment.set(at, { at, nominalAt: firings.nominalOf(at), isMoved: false });
  return [...byMoment.values()].toSorted((a, b) => a.at - b.at).slice(0, bounds.limit);
}

/** Of days that land together so many are looked at: times of day that come once a year are among them. */
const mostTogether = 366;

/**
 * What moves into (after, upTo], by its moments. All of an excluded day moves by the same number of days, so of each
 * only the part is listed that lands there, however often the trigger fires. Days that land together are listed
 * together; what lands on a later one comes later.
 */
function listMoved(firings: Firings, { after, upTo, limit }: Bounds): Map<number, Firing> {
  const { zone, nominal, excluded, moveOf, movedFrom } = firings;
  const dayAt = (at: number) => Math.floor(toLocal(zone, at) / dayMs);
  const startOf = (day: number) => firstInstantOf(zone, day * dayMs);
  const moved = new Map<number, Firing>();
  if (moveOf(after) === null) return moved;
  let landingOn: number | null = null;
  let together = 0;
  for (let first = excluded.next(movedFrom(after) - 1); first !== null && first <= upTo; ) {
    const day = dayAt(first);
    const targetDay = dayAt(moveOf(first) ?? first);
    if (targetDay !== landingOn) {
      if (moved.size >= limit) break;
      landingOn = targetDay;
      together = 0;
    }
    const shiftMs = (targetDay - day) * dayMs;
    const until = startOf(day + 1);
    let nominalAt = nominal.next(Math.max(startOf(day), firstInstantOf(zone, toLocal(zone, after) - shiftMs)) - 1);
    for (let found = 0; nominalAt !== null && nominalAt < until && found < limit; nominalAt = nominal.next(nominalAt)) {
      const at = moveOf(nominalAt);
      if (at === null || at > upTo) break;
      if (at <= after) continue;
      if (!moved.has(at)) moved.set(at, { at, nominalAt, isMoved: true });
      found += 1;
    }
    together += 1;
    first = excluded.next(startOf(together < mostTogether ? day + 1 : targetDay) - 1);
  }
  return moved;
}
