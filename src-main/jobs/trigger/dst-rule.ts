import { dayMs } from '../../base/clock.ts';
import { type ClockChange, firstInstantOf, highestLocal, listClockChanges, toLocal, type Zone } from './local-time.ts';
import type { Series } from './series.ts';

/**
 * The one DST rule of every kind of trigger (domain, "DST, one rule"): from a series of local times to the
 * instants at which it fires. `fireFixedTimes` is for times a person named, `fireEveryPass` for "every hour".
 */

/**
 * Each local time fires once: when the wall clock first reads it or first jumps over it. So times that exist twice
 * fire in the first pass, and all that a gap swallows collapse into one firing at the first instant after it.
 */
export function fireFixedTimes(zone: Zone, localTimes: Series): Series {
  return {
    next(after) {
      const local = localTimes.next(highestLocal(zone, after));
      return local === null ? null : firstInstantOf(zone, local);
    },
    previous(upTo) {
      const local = localTimes.previous(highestLocal(zone, upTo));
      return local === null ? null : firstInstantOf(zone, local);
    },
    count(after, upTo) {
      const all = localTimes.count(highestLocal(zone, after), highestLocal(zone, upTo));
      return listClockChanges(zone, after, upTo)
        .filter(isGap)
        .reduce((left, { fromLocal, toLocal }) => {
          const sharingOneFiring = localTimes.count(fromLocal - 1, toLocal);
          return left - Math.max(0, sharingOneFiring - 1);
        }, all);
    },
  };
}

/** Each local time fires whenever the wall clock reads it: twice in an overlap, never in a gap. */
export function fireEveryPass(zone: Zone, localTimes: Series): Series {
  return {
    next(after) {
      let segment = zone.segmentAt(after);
      let local = after + segment.offsetMs;
      for (let isWhole = false; ; isWhole = true) {
        const found = localTimes.next(local);
        if (found !== null && found < segment.endAt + segment.offsetMs) return found - segment.offsetMs;
        if (segment.endAt === Number.POSITIVE_INFINITY || (isWhole && found === null)) return null;
        segment = zone.segmentAt(isWhole && found !== null ? Math.max(segment.endAt, found - leapMs) : segment.endAt);
        local = segment.startAt + segment.offsetMs - 1;
      }
    },
    previous(upTo) {
      let segment = zone.segmentAt(upTo);
      let local = upTo + segment.offsetMs;
      for (let isWhole = false; ; isWhole = true) {
        const found = localTimes.previous(local);
        if (found !== null && found >= segment.startAt + segment.offsetMs) return found - segment.offsetMs;
        if (segment.startAt === Number.NEGATIVE_INFINITY || (isWhole && found === null)) return null;
        const justBefore = segment.startAt - 1;
        segment = zone.segmentAt(isWhole && found !== null ? Math.min(justBefore, found + leapMs) : justBefore);
        local = segment.endAt + segment.offsetMs - 1;
      }
    },
    count(after, upTo) {
      let segment = zone.segmentAt(after);
      let local = after + segment.offsetMs;
      let total = 0;
      while (segment.endAt <= upTo) {
        total += localTimes.count(local, segment.endAt + segment.offsetMs - 1);
        segment = zone.segmentAt(segment.endAt);
        local = segment.startAt + segment.offsetMs - 1;
      }
      return total + localTimes.count(local, upTo + segment.offsetMs);
    },
  };
}

/** Whether a firing at `at` stands in for fixed local times that do not exist. */
export function isStandIn(zone: Zone, localTimes: Series, at: number): boolean {
  return listClockChanges(zone, at - 1, at).some((change) => countSkipped(localTimes, change) > 0);
}

/** The local time a firing at `at` is for: of those it stands in for the first, else what the clocks read. */
export function meantLocal(zone: Zone, localTimes: Series | null, at: number): number {
  const reading = toLocal(zone, at);
  const first = localTimes?.next(toLocal(zone, at - 1)) ?? reading;
  return Math.min(first, reading);
}

/** How many of the local times the change jumps over. */
export function countSkipped(localTimes: Series, change: ClockChange): number {
  return isGap(change) ? localTimes.count(change.fromLocal - 1, change.toLocal - 1) : 0;
}

/** How many of the local times the change makes the clocks read again. */
export function countRepeated(localTimes: Series, change: ClockChange): number {
  return isGap(change) ? 0 : localTimes.count(change.toLocal - 1, change.fromLocal - 1);
}

/**
 * On the way to a far match, segments without one are leapt over; two days cover any offset. Not out of the segment
 * one starts in: its neighbour may repeat matches that lie on the other side of the starting point.
 */
const leapMs = 2 * dayMs;

function isGap(change: ClockChange): boolean {
  return change.toLocal > change.fromLocal;
}
