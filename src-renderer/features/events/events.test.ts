import { describe, expect, it } from 'vitest';
import type { Event } from '#contract/events.ts';
import { followEvents } from './follow-events.ts';
import { matchesEvent, matchesType, mergeEvents } from './matches-event.ts';

function event(id: string, change: Partial<Event> = {}): Event {
  const rest = { source: 'shop', subject: null, payload: {}, at: '2026-10-22T12:00:00.000Z', depth: 0, triggered: [] };
  return { id, type: 'order.created', ...rest, ...change };
}

describe('the pattern of a type', () => {
  it.each([
    ['order.created', 'order.created', true],
    ['order.*', 'order.created', true],
    ['order.*', 'order.item.added', true],
    ['order.*', 'order', false],
    ['order.*.paid', 'order.7.paid', true],
    ['order.*.paid', 'order.7.8.paid', false],
    ['*', 'anything.at.all', true],
    ['order', 'order.created', false],
  ])('%s of %s: %s', (pattern, type, matches) => {
    expect(matchesType(pattern, type)).toBe(matches);
  });

  it('narrows together with the source', () => {
    expect(matchesEvent({ type: 'order.*', source: 'shop' }, event('1'))).toBe(true);
    expect(matchesEvent({ source: 'till' }, event('1'))).toBe(false);
    expect(matchesEvent({}, event('1'))).toBe(true);
  });
});

it('shows what came in on top of what was read, each once, as it was read last', () => {
  const merged = mergeEvents([event('3'), event('2')], [event('2', { triggered: ['run'] }), event('1')]);
  expect(merged.map(({ id, triggered }) => [id, triggered.length])).toEqual([
    ['3', 0],
    ['2', 1],
    ['1', 0],
  ]);
});

describe('a stream of events', () => {
  it('is taken up behind the last event whenever it breaks off', async () => {
    const all = ['1', '2', '3', '4', '5'];
    const stop = new AbortController();
    const asked: (string | undefined)[] = [];
    const seen: string[] = [];
    await followEvents(
      {
        online: async () => {},
        open: async (after) => {
          asked.push(after);
          if (asked.length === 2) throw new Error('not yet there again');
          return (async function* () {
            for (const id of all.slice(all.indexOf(after ?? '') + 1).slice(0, 2)) yield event(id);
            if (asked.length === 1) throw new Error('the connection was lost');
          })();
        },
      },
      {
        signal: stop.signal,
        pauseMs: 0,
        onEvent: ({ id }) => {
          seen.push(id);
          if (id === '5') stop.abort();
        },
      },
    );
    expect(seen).toEqual(all);
    expect(asked).toEqual([undefined, '2', '2', '4']);
  });
});
