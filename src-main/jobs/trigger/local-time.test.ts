import { expect, it } from 'vitest';
import { firstInstantOf, highestLocal, listClockChanges, makeZone, toLocal } from './local-time.ts';

const from = Date.parse('1970-01-01T00:00Z');
const until = Date.parse('2038-01-01T00:00Z');

it('no zone has turned its clocks back twice within one overlap since 1970, as the DST rule assumes', () => {
  for (const name of Intl.supportedValuesOf('timeZone')) {
    const changes = listClockChanges(makeZone(name), from, until);
    for (const [index, change] of changes.entries()) {
      const lastedMs = (changes[index + 1]?.at ?? until) - change.at;
      expect(lastedMs, `${name} at ${new Date(change.at).toISOString()}`).toBeGreaterThan(
        Math.abs(change.toLocal - change.fromLocal),
      );
    }
  }
});

it('agrees with Intl on what the clock reads just before and at every change', () => {
  for (const name of [
    'Europe/Berlin',
    'Europe/Chisinau',
    'America/Sao_Paulo',
    'Africa/Cairo',
    'Africa/Casablanca',
    'Australia/Lord_Howe',
    'Pacific/Apia',
  ]) {
    const zone = makeZone(name);
    const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' });
    const read = (at: number) => Date.parse(`${clock.format(at).replace(' ', 'T')}Z`);
    const changes = listClockChanges(zone, from, until);
    expect(changes.length).toBeGreaterThan(10);
    for (const { at } of changes) {
      expect(toLocal(zone, at)).toBe(read(at));
      expect(toLocal(zone, at - 1_000)).toBe(read(at - 1_000));
    }
  }
});

it('the first instant of a local time is the first at which the clock has read that much', () => {
  for (const name of ['Europe/Berlin', 'Australia/Lord_Howe', 'Pacific/Apia']) {
    const zone = makeZone(name);
    for (const { at, fromLocal, toLocal: into } of listClockChanges(
      zone,
      Date.parse('2011-01-01T00:00Z'),
      Date.parse('2027-01-01T00:00Z'),
    )) {
      const span = Math.abs(into - fromLocal);
      for (
        let local = Math.min(fromLocal, into) - 2 * span;
        local < Math.max(fromLocal, into) + 2 * span;
        local += span / 4
      ) {
        const first = firstInstantOf(zone, local);
        expect(highestLocal(zone, first), `${name} ${at} ${local}`).toBeGreaterThanOrEqual(local);
        expect(highestLocal(zone, first - 1), `${name} ${at} ${local}`).toBeLessThan(local);
      }
    }
  }
});
