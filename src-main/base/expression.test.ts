import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from './errors.ts';
import { compileExpression, compileTemplate, type ExpressionOptions, type Values } from './expression.ts';

const event = {
  id: '1',
  type: 'order.created',
  subject: null,
  payload: {
    total: 130,
    price: 129.5,
    items: [{ sku: 'a' }, { sku: 'b' }],
    big: Number.MAX_SAFE_INTEGER,
    deep: { n: -7 },
  },
};
const variables = { event: { id: 'string', type: 'string', subject: 'dyn', payload: 'dyn' } } as const;
const options: ExpressionOptions = { path: 'trigger.filter', variables };

function evaluate(text: string, values: Values = { event }): unknown {
  return compileExpression(text, options).evaluate(values);
}

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    if (error instanceof AppError) return `${error.code} ${error.errors?.[0]?.path} ${error.errors?.[0]?.message}`;
  }
  return 'no refusal';
}

describe('an expression', () => {
  it.each([
    ['event.type == "order.created"', true],
    ['event.subject == null', true],
    ['event.payload.total > 100', true],
    ['event.payload.total > 100.0', true],
    ['event.payload.total == 130.0', true],
    ['event.payload.total + 1', 131],
    ['event.payload.total * 1.5', 195],
    ['event.payload.price + 1', 130.5],
    ['event.payload.total % 4', 2],
    ['event.payload.items.exists(item, item.sku == "b")', true],
    ['event.payload.items.map(item, item.sku)', ['a', 'b']],
    ['event.payload.?missing.orValue("none")', 'none'],
    ['has(event.payload.missing)', false],
    ['event.payload.deep', { n: -7 }],
    ['event.payload', event.payload],
    ['{"a": [1, 2.5, "x", null, true]}', { a: [1, 2.5, 'x', null, true] }],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['9007199254740993', '9007199254740993'],
    ['timestamp("2026-12-24T18:00:00Z")', '2026-12-24T18:00:00.000Z'],
    ['b"abc"', 'YWJj'],
  ])('%s is %j', (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });

  it.each([
    ['1 +', /^invalid trigger\.filter 1:4 Unexpected token: EOF$/],
    ['event.type ==\n  evnt.type', /^invalid trigger\.filter 2:3 Unknown variable: evnt; there is event$/],
    ['event.tpye == "x"', /1:7 No such key: tpye/],
    ['event.type + 1', /1:1 no such overload: string \+ int/],
    ['event.type.nonsense()', /found no matching overload/],
    ['"unclosed', /1:\d+ /],
    [`"${'x'.repeat(4_000)}"`, /has 4002 characters; an expression has at most 4000/],
    [`${'('.repeat(60)}1${')'.repeat(60)}`, /depth/i],
  ])('%.60j is refused when it is read, with the place', (text, message) => {
    expect(refusal(() => compileExpression(text, options))).toMatch(message);
  });

  it.each([
    ['event.payload.missing', /1:15 No such key: missing/],
    ['event.payload.total / 0', /1:1 division by zero/],
    ['event.payload.items[7].sku', /index out of bounds/],
    ['event.payload.total.startsWith("1")', /overload/],
    ['event.payload.big * 1024 * 1024', /overflow/],
  ])('%s fails when it is evaluated, with the place', (text, message) => {
    expect(refusal(() => evaluate(text))).toMatch(message);
  });

  it('that has to be true or false says so when it is read, or at the latest when it is evaluated', () => {
    const read = (text: string) => compileExpression(text, { ...options, isCondition: true });
    expect(refusal(() => read('event.type'))).toMatch(/is of type string, neither true nor false/);
    expect(refusal(() => read('event.payload.total').evaluate({ event }))).toMatch(/came to 130, neither/);
    expect(read('event.payload.total > 1').evaluate({ event })).toBe(true);
  });

  it('of 4,000 characters is read and evaluated', () => {
    const text = `${'event.payload.total > 100 && '.repeat(137)}event.type == "order.x"`;
    expect(text.length).toBeGreaterThan(3_950);
    expect(evaluate(text)).toBe(false);
  });

  it('sees what lookups found, which take one literal text each', () => {
    const expression = compileExpression('job("a").last == "failed" && job("b").last != "failed"', {
      path: 'trigger.expr',
      variables: {},
      lookups: ['job'],
    });
    expect(expression.calls).toEqual([
      { name: 'job', argument: 'a' },
      { name: 'job', argument: 'b' },
    ]);
    const found = { job: new Map([['a', { last: 'failed' }]]) };
    expect(refusal(() => expression.evaluate({}, found))).toMatch(/No such key|overload/);
    found.job.set('b', { last: 'succeeded' });
    expect(expression.evaluate({}, found)).toBe(true);
    const lookups = { path: 'trigger.expr', variables: { a: 'string' }, lookups: ['job'] } as const;
    expect(refusal(() => compileExpression('job(a).last', lookups))).toMatch(/1:1 job takes one text in quotes/);
  });
});

describe('hostile expressions', () => {
  it.each([
    ['"aaaa".matches("(a+)+$")', /1:1 regular expressions are not offered/],
    ['event.payload.items.exists(i, i.sku.matches("x"))', /regular expressions are not offered/],
    ['["a"].join("b")', /join is not offered/],
    ['cel.bind(a, "x", cel.bind(b, a + a, b + b))', /cel\.bind is not offered/],
    ['[1].map(a, [1].map(b, [1].map(c, [1].map(d, 1))))', /loops within loops, 4 deep; 3 is the most/],
  ])('%s is refused when it is read', (text, message) => {
    expect(refusal(() => compileExpression(text, options))).toMatch(message);
  });

  it.each([
    '__proto__',
    'event.__proto__',
    'event.payload.__proto__',
    'event.payload.constructor',
    'event.payload["__proto__"]',
    'event.payload["toString"]',
    'event.payload.items.length',
    'event.type.constructor',
    'globalThis',
    'process',
  ])('%s reaches nothing', (text) => {
    expect(refusal(() => evaluate(text))).toMatch(/^invalid trigger\.filter 1:\d+ /);
  });

  it('a key named __proto__ is a key, going in and coming out', () => {
    const payload: unknown = JSON.parse('{"__proto__": {"isAdmin": true}, "a": 1}');
    const values = { event: { ...event, payload } };
    expect(evaluate('event.payload.__proto__.isAdmin', values)).toBe(true);
    expect(refusal(() => evaluate('event.payload.isAdmin', values))).toMatch(/No such key/);
    expect(JSON.stringify(evaluate('event.payload', values))).toBe('{"__proto__":{"isAdmin":true},"a":1}');
    expect({}).not.toHaveProperty('isAdmin');
  });

  it('what would loop for hours over what came in ends after a tenth of a second, and the next one works', () => {
    const numbers = Array.from({ length: 20_000 }, (_, index) => index);
    const values = { event: { ...event, payload: { numbers } } };
    const text = 'event.payload.numbers.all(a, event.payload.numbers.all(b, event.payload.numbers.all(c, a + b >= 0)))';
    const startedAt = performance.now();
    expect(refusal(() => evaluate(text, values))).toMatch(/took longer than 100 ms/);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(evaluate('event.payload.numbers.exists(a, a == 19999)', values)).toBe(true);
  });
});

describe('a template', () => {
  const render = (text: string, values: Values = { input: { number: 7, name: 'Ada', tags: ['x', 'y'] } }) =>
    compileTemplate(text, { path: 'policy.dedupe.key' })(values);

  it.each([
    ['plain', 'plain'],
    ['invoice-${input.number}', 'invoice-7'],
    ['${input.name}/${input.number + 1}', 'Ada/8'],
    ['a $ b } c { d $$ ${1}', 'a $ b } c { d $$ 1'],
    ['${"}"}${\'{\'}${"\\"}"}', '}{"}'],
    ['${{"a": {"b": 1}}.a.b}', '1'],
    ['${"""a "quoted" }"""}', 'a "quoted" }'],
    ['${r"\\d}"}|', '\\d}|'],
    ['${input.tags}', '["x","y"]'],
    ['${input.number > 3}', 'true'],
    ['${null}', 'null'],
    ['${input.number} ${input.number * 0.5}', '7 3.5'],
  ])('%s comes to %s', (text, expected) => {
    expect(render(text)).toBe(expected);
  });

  it.each([
    ['${input.number', /^invalid policy\.dedupe\.key the \$\{ at character 1 is never closed/],
    ['ab${ }', /at character 3 is empty/],
    ['${1 +}', /1:4 Unexpected token/],
    ['${"unclosed}', /never closed/],
    ['${input.missing}', /No such key: missing/],
    ['${nobody}', /Unknown variable|No such/],
  ])('%s is refused', (text, message) => {
    expect(refusal(() => render(text))).toMatch(message);
  });
});

describe('whatever is written and whatever comes in', () => {
  const words = fc.constantFrom(
    ...['event', 'payload', '.', '.?', 'total', 'items', 'map', '(', ')', '[', ']', '{', '}', '"a"', "'b'", '1', '2.5'],
    ...[
      '+',
      '-',
      '*',
      '/',
      '%',
      '==',
      '<',
      '&&',
      '||',
      '!',
      '?',
      ':',
      ',',
      ' ',
      'x',
      'in',
      'null',
      'true',
      '-1u',
      'b""',
    ],
    ...[
      'size',
      'exists',
      'split',
      'timestamp',
      'duration',
      'int',
      'string',
      'has',
      '__proto__',
      'constructor',
      '\\',
      '\n',
    ],
  );
  const text = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.array(words, { maxLength: 14 }).map((parts) => parts.join('')),
    fc.tuple(words, words).map(([a, b]) => `event.payload.items.map(i, ${a} ${b})`),
  );

  it('nothing but an AppError is thrown', () => {
    fc.assert(
      fc.property(text, fc.jsonValue(), (written, payload) => {
        for (const act of [
          () => evaluate(written, { event: { ...event, payload } }),
          () => compileTemplate(`\${${written}}`, { path: 'key' })({ event: { payload } }),
          () => evaluate('event.payload.items.map(i, i.x + 1)', { event: { ...event, payload } }),
        ]) {
          try {
            JSON.stringify(act());
          } catch (error) {
            expect(error).toBeInstanceOf(AppError);
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it('a value of JSON comes back as it went in', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (payload) => {
        expect(evaluate('event.payload', { event: { ...event, payload } })).toEqual(
          JSON.parse(JSON.stringify(payload)),
        );
      }),
    );
  });
});
