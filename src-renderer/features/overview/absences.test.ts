import { expect, it } from 'vitest';
import { findAbsences } from './absences.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 9, 22, 14, minute)).toISOString();
const cause = (what: string, from: number, to: number) => `${what} from ${at(from)} to ${at(to)}`;

it('reads from the ledger when nobody was there, and what became of what was due', () => {
  const off = cause('Automa was off', 2, 6);
  const absences = findAbsences([
    { outcome: 'missed', cause: off, count: 3 },
    { outcome: 'coalesced', cause: `${off}; made up by the run of ${at(6)}` },
    { outcome: 'ran', cause: off },
    { outcome: 'missed', cause: cause('nothing looked', 30, 40) },
    { outcome: 'skipped', cause: 'the run of 14:00 was still going' },
    { outcome: 'ran', cause: null },
  ]);
  expect(absences).toEqual([
    { kind: 'off', from: Date.parse(at(2)), to: Date.parse(at(6)), missed: 3, madeUp: 2 },
    { kind: 'asleep', from: Date.parse(at(30)), to: Date.parse(at(40)), missed: 1, madeUp: 0 },
  ]);
});

it('takes looks that overlap for one absence', () => {
  const told = [
    { outcome: 'missed', cause: cause('nothing looked', 2, 6) },
    { outcome: 'missed', cause: cause('nothing looked', 2, 7) },
  ] as const;
  expect(findAbsences(told)).toMatchObject([{ from: Date.parse(at(2)), to: Date.parse(at(7)), missed: 2 }]);
});
