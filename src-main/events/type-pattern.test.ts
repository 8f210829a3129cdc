import { describe, expect, it } from 'vitest';
import { matchesType, readTypePattern } from './type-pattern.ts';

describe('a pattern of event types', () => {
  const types = ['order', 'order.paid', 'order.eu.paid', 'order.eu.de.paid', 'orders.paid', 'paid', 'order-x.paid'];
  it.each([
    ['order.paid', ['order.paid']],
    ['order.*', ['order.paid', 'order.eu.paid', 'order.eu.de.paid']],
    ['order.*.paid', ['order.eu.paid']],
    ['order.*.*', ['order.eu.paid', 'order.eu.de.paid']],
    ['*.paid', ['order.paid', 'orders.paid', 'order-x.paid']],
    ['order.*.de.*', ['order.eu.de.paid']],
    ['*', types],
    ['Order.paid', []],
  ])('%s means %j', (pattern, meant) => {
    const read = readTypePattern(pattern, 'expr');
    expect(types.filter((type) => matchesType(read, type))).toEqual(meant);
  });

  it.each(['', 'or*', 'order..paid', 'order.', '.paid', 'order paid', '**', 'č.*'])('%j is none', (text) => {
    expect(() => readTypePattern(text, 'trigger.expr')).toThrow(/^trigger\.expr: .* is no word of a type/);
  });
});
