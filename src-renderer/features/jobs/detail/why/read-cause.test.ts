import { describe, expect, it } from 'vitest';
import { mentionedRuns, readCause } from './read-cause.ts';

const id = '0199f0c2-7b1e-7c3a-9d52-1f0a6f3c8b11';
const at = '2026-10-22T11:00:00.000Z';
const later = '2026-10-22T12:30:00.000Z';

describe('the causes of the ledger', () => {
  it.each([
    ['paused by ana maria', { who: 'ana maria' }],
    [`snoozed by ana until ${at}`, { who: 'ana', at: Date.parse(at) }],
    [`held by ana since ${at}: by the book`, { who: 'ana', at: Date.parse(at), why: 'by the book' }],
    [`run ${id} was still going on`, { runId: id, state: 'going' }],
    [`run ${id} was still waiting`, { runId: id, state: 'waiting' }],
    [`run ${id} was still waiting to be tried again`, { runId: id, state: 'retrying' }],
    ['the last of 3 runs waits already', { n: 3 }],
    ['8 runs lie between this event and one from outside', { n: 8 }],
    [`3 already waiting, the first is run ${id}`, { runId: id, n: 3 }],
    [`its day is excluded; moved to ${at}`, { at: Date.parse(at) }],
    [`made up by the run of ${at}`, { at: Date.parse(at) }],
    ['paused after 5 failures in a row', { n: 5 }],
    [
      `nothing looked from ${at} to ${later}; made up by the run of ${at}`,
      { at: Date.parse(at), away: { kind: 'asleep', from: Date.parse(at), to: Date.parse(later) } },
    ],
    [
      `Automa was off from ${at} to ${later}`,
      { at: Date.parse(later), away: { kind: 'app-off', from: Date.parse(at), to: Date.parse(later) } },
    ],
    [null, {}],
  ])('%s', (cause, said) => {
    expect(readCause(cause)).toEqual(said);
  });

  it('name runs by their id alone', () => {
    expect(mentionedRuns(`run ${id} gave way to run ${id}, not to run 5`)).toEqual([id, id]);
  });
});
