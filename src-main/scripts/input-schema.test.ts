import { describe, expect, it } from 'vitest';
import { findMisfits, whyIgnored } from './input-schema.ts';

type Schema = Record<string, unknown>;

/** `path: message` of each. */
const misfits = (schema: Schema, input: unknown) =>
  findMisfits(schema, input).map(({ path, message }) => `${path}: ${message}`);
const text = { type: 'string' };

describe('an input schema', () => {
  it.each<[string, Schema, unknown, string[]]>([
    ['if/then', JSON.parse('{"if": {"required": ["a"]}, "then": {"required": ["b"]}}'), { a: 1 }, ['input.b']],
    ['not', { properties: { a: { not: text } } }, { a: 'x' }, ['input.a']],
    ['dependentSchemas', { dependentSchemas: { a: { required: ['b'] } } }, { a: 1 }, ['input.b']],
    ['dependentRequired', { dependentRequired: { a: ['b'] } }, { a: 1 }, ['input.b']],
    ['unevaluatedProperties', { properties: { a: {} }, unevaluatedProperties: false }, { a: 1, b: 2 }, ['input.b']],
    ['additionalProperties', { properties: { a: {} }, additionalProperties: false }, { 'x/y': 2 }, ['input.x/y']],
    ['a $ref into itself', { properties: { a: { $ref: '#' }, b: text } }, { a: { a: { b: 1 } } }, ['input.a.a.b']],
    ['a $ref to a property', { properties: { a: text, b: { $ref: '#/properties/a' } } }, { b: 1 }, ['input.b']],
    ['a format', { properties: { a: { ...text, format: 'date' } } }, { a: '2026-02-30' }, ['input.a']],
    ['an unknown keyword', { properties: { a: { ...text, 'x-order': 1 } } }, { a: 'x' }, []],
    ['another dialect', { $schema: 'http://json-schema.org/draft-07/schema#', required: ['a'] }, {}, ['input.a']],
    [
      'a name of Object.prototype',
      { required: ['toString'], properties: { constructor: text } },
      {},
      ['input.toString'],
    ],
    ['what Ajv calls asynchronous', { $async: true, required: ['a'] }, {}, ['input.a']],
  ])('%s', (_what, schema, input, paths) => {
    expect(whyIgnored(schema)).toBeUndefined();
    expect([...new Set(findMisfits(schema, input).map(({ path }) => path))]).toEqual(paths);
  });

  it('says of a choice what would be right', () => {
    expect(misfits({ properties: { a: { enum: ['x', 2] } } }, { a: 'y' })).toEqual(['input.a: must be one of "x", 2']);
    const orNull = { properties: { a: { anyOf: [{ type: 'integer' }, { type: 'null' }] } } };
    expect(misfits(orNull, { a: 'y' })).toEqual(['input.a: must be integer', 'input.a: must be null']);
  });

  it('names twenty wrong fields at most', () => {
    const values = Array.from({ length: 1_000 }, () => 1);
    expect(misfits({ properties: { a: { items: text } } }, { a: values })).toHaveLength(20);
  });
});

describe('a schema that cannot be read is ignored, and says why', () => {
  it.each<[string, Schema, RegExp]>([
    ['a bad pattern', { properties: { a: { pattern: '(' } } }, /Invalid regular expression: \/\(\/u/],
    ['a pattern of Python', { properties: { a: { pattern: '(?P<x>a)' } } }, /Invalid group/],
    ['an unknown type', { properties: { a: { type: 'strin' } } }, /^INPUT_SCHEMA\/properties\/a\/type must be/],
    ['a keyword of the wrong form', { required: 'a' }, /^INPUT_SCHEMA\/required must be array/],
    ['a $ref to nothing', { $ref: '#/$defs/gone' }, /can't resolve reference #\/\$defs\/gone/],
    ['a $ref to elsewhere', { $ref: 'https://example.org/schema' }, /can't resolve reference https:/],
    ['a $ref in a circle', { $ref: '#' }, /in a circle/],
    ['what is nested without end', nest(4_000), /in a circle/],
    ['what takes too long to read', wide(20_000), /longer than 100 ms/],
  ])('%s', (_what, schema, complaint) => {
    expect(whyIgnored(schema)).toMatch(complaint);
    expect(findMisfits(schema, { a: 1 })).toEqual([]);
  });

  it('spoils no other, whatever it calls itself', () => {
    const $id = 'https://json-schema.org/draft/2020-12/schema';
    whyIgnored({ $id, type: 'nonsense' });
    whyIgnored({ $id, type: 'object' });
    expect(whyIgnored({ $id: 'a', required: ['a'] })).toBeUndefined();
    expect(misfits({ $id: 'a', required: ['b'] }, {})).toEqual(["input.b: must have required property 'b'"]);
  });
});

describe('a check that does not end', () => {
  const slow = { properties: { name: text, code: { ...text, pattern: '^(a+)+$' } } };
  const letters = `${'a'.repeat(40)}!`;

  it('is ended after a tenth of a second, names the field, and the next one works', () => {
    expect(whyIgnored(slow)).toBeUndefined();
    const startedAt = performance.now();
    expect(misfits(slow, { name: 'x', code: letters })).toEqual([
      "input.code: cannot be checked against the script's schema: it took longer than 100 ms",
    ]);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(misfits(slow, { name: 'x', code: 'aaa' })).toEqual([]);
  });

  it('is one of the whole input where no field alone is to blame', () => {
    const whole = { propertyNames: { pattern: '^(a+)+$' }, type: 'object' };
    expect(misfits(whole, [])).toEqual(['input: must be object']);
    expect(misfits({ pattern: '^(a+)+$' }, letters)).toEqual([
      expect.stringMatching(/^input: cannot be checked .*100 ms$/),
    ]);
  });

  it('names what turns in a circle', () => {
    const circle = { $defs: { a: { allOf: [{ $ref: '#/$defs/a' }] } }, properties: { b: { $ref: '#/$defs/a' } } };
    expect(misfits(circle, { a: 1 })).toEqual([]);
    expect(misfits(circle, { a: 1, b: 1 })).toEqual([
      expect.stringMatching(/^input\.b: cannot be checked .* in a circle/),
    ]);
  });
});

function nest(depth: number): Schema {
  let schema: Schema = {};
  for (let level = 0; level < depth; level++) schema = { not: schema };
  return schema;
}

function wide(width: number): Schema {
  return { properties: Object.fromEntries(Array.from({ length: width }, (_, index) => [`p${index}`, text])) };
}
