import { describe, expect, it } from 'vitest';
import type { TriggerInput } from '#contract/triggers.ts';
import { AppError } from '../../base/errors.ts';
import { compileCondition } from './check-condition.ts';
import { compileFilter } from './check-event-trigger.ts';
import { readTrigger } from './read-trigger.ts';

const context = { defaultTimezone: 'UTC', createdAt: 0, seed: 1 };

function refusal(input: Omit<TriggerInput, 'enabled'>): string {
  try {
    readTrigger({ enabled: true, ...input }, context);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    if (error instanceof AppError) return `${error.errors?.[0]?.path} ${error.errors?.[0]?.message}`;
  }
  return 'no refusal';
}

describe('a pattern of event types', () => {
  it.each(['order.', '.order', 'order..paid', 'ord*', '**', 'order paid', 'order.*created', 'ö', 'a'.repeat(201)])(
    '%s is refused',
    (expr) => {
      expect(refusal({ kind: 'event', expr })).toMatch(/^trigger\.expr .*(is no word of a type|is longer)/);
    },
  );
});

describe('a filter', () => {
  const event = {
    id: 'e',
    type: 'order.paid',
    source: 'shop',
    subject: null,
    payload: { total: 129.5, items: [1] },
    at: '2026-01-01T00:00:00.000Z',
    depth: 0,
  };

  it('sees the event as the contract has it', () => {
    const passes = (filter: string) => compileFilter(filter).evaluate({ event });
    expect(passes('event.payload.total > 100')).toBe(true);
    expect(passes('event.type.startsWith("order.") && event.depth == 0')).toBe(true);
    expect(passes('event.subject == "order/17"')).toBe(false);
    expect(passes('timestamp(event.at).getFullYear() == 2026')).toBe(true);
    expect(passes('has(event.payload.missing) && event.payload.missing')).toBe(false);
  });

  it.each([
    ['event.payload.total >', /^trigger\.filter 1:\d+ /],
    ['event.total > 1', /^trigger\.filter 1:7 No such key: total/],
    ['payload.total > 1', /^trigger\.filter 1:1 Unknown variable: payload; there is event/],
    ['event.type', /^trigger\.filter is of type string/],
    ['event.type.matches("x")', /^trigger\.filter 1:1 regular expressions/],
  ])('%s is refused', (filter, message) => {
    expect(refusal({ kind: 'event', expr: '*', filter })).toMatch(message);
  });
});

describe('a condition', () => {
  it('names what has to be found out before it is evaluated', () => {
    const condition = compileCondition(
      'job("Import").last.state == "failed" && http("https://a.example/").status >= 500',
    );
    expect(condition.calls).toEqual([
      { name: 'job', argument: 'Import' },
      { name: 'http', argument: 'https://a.example/' },
    ]);
    const found = (state: string) => ({
      job: new Map([['Import', { last: { state } }]]),
      http: new Map([['https://a.example/', { status: 503 }]]),
    });
    const values = { now: new Date(0), metric: { diskFree: 4e9 } };
    expect(condition.evaluate(values, found('failed'))).toBe(true);
    expect(condition.evaluate(values, found('succeeded'))).toBe(false);
    expect(compileCondition('metric.diskFree < 5e9').evaluate(values)).toBe(true);
    expect(compileCondition('now < timestamp("2026-01-01T00:00:00Z")').evaluate(values)).toBe(true);
  });

  it.each([
    ['metric.diskFree <', /^trigger\.expr 1:\d+ /],
    ['disk < 5', /^trigger\.expr 1:1 Unknown variable: disk; there is now, metric/],
    ['1 + 1', /^trigger\.expr is of type int/],
    ['http(metric.url).status == 200', /^trigger\.expr 1:1 http takes one text in quotes/],
  ])('%s is refused', (expr, message) => {
    expect(refusal({ kind: 'condition', expr })).toMatch(message);
  });
});

describe('what belongs to another kind', () => {
  it.each([
    [{ kind: 'cron', expr: '@daily', filter: 'true' }, 'trigger.filter'],
    [{ kind: 'interval', expr: 'PT5M', debounceSeconds: 5 }, 'trigger.debounceSeconds'],
    [{ kind: 'condition', expr: 'metric.a > 1', batch: { events: 2 } }, 'trigger.batch'],
    [{ kind: 'event', expr: '*', everySeconds: 60 }, 'trigger.everySeconds'],
    [{ kind: 'rrule', expr: 'FREQ=DAILY', forSeconds: 60 }, 'trigger.forSeconds'],
  ] as const)('%o is refused, naming %s', (input, path) => {
    expect(refusal(input)).toMatch(new RegExp(`^${path} belongs to triggers of kind`));
  });
});
