import { describe, expect, it } from 'vitest';
import { sayReason, sayReasonCode } from './say-reason.ts';

const id = '0199f0c2-7b1e-7c3a-9d52-1f0a6f3c8b11';
const at = '2026-10-22T11:00:00.000Z';
const later = '2026-10-22T12:30:00.000Z';
const clock = (moment: number) => new Date(moment).toISOString().slice(11, 16);

describe('a reason of the core', () => {
  it.each([
    [`run ${id} was still going on`, `run ${id} was still going`],
    [`run ${id} was still waiting`, `run ${id} was still waiting`],
    [`run ${id} was still waiting to be tried again`, `run ${id} was to be tried again`],
    [`3 already waiting, the first is run ${id}`, `3 runs waited already, the first is run ${id}`],
    [`snoozed by ana until ${at}`, 'snoozed by ana until 11:00'],
    [`held by ana since ${at}: moving`, 'held by ana since 11:00: moving'],
    [`its day is excluded; moves to ${at}`, 'its day is excluded, so it moves to 11:00'],
    [`its day is excluded; moved to ${at}`, 'its day is excluded, so it moves to 11:00'],
    [`its day is excluded; made up by the run of ${at}`, 'its day is excluded; the run of 11:00 makes up for it'],
    ['the last of 3 runs waits already', 'the last of its 3 runs waits already'],
    [
      `Automa was off from ${at} to ${later}; made up by the run of ${later}`,
      'Automa was not running from 11:00 to 12:30; made up by the run of 12:30',
    ],
    ['still running after 300 s, so it was stopped', 'took longer than 5 min and was stopped'],
    ['could not be started: agent x is switched off', 'could not be started: agent x is switched off'],
    ['the host was stopped before its script began', 'Automa ended before the script began'],
  ])('%s', (text, words) => {
    expect(sayReason(text, clock)).toBe(words);
  });

  it('stays as it is where it is not the core’s own, but for moments', () => {
    expect(sayReason('ValueError: no prices; try later', clock)).toBe('ValueError: no prices; try later');
    expect(sayReason(`nothing since ${at}`, clock)).toBe('nothing since 11:00');
  });

  it('has a name where there is no text', () => {
    expect(sayReasonCode('max-runs')).toBe('no runs left');
    expect(sayReasonCode('something-new')).toBe('something new');
  });
});
