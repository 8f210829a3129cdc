import { describe, expect, it } from 'vitest';
import { beginDraft, type FormDraft, planFields } from './form-fields.ts';
import { readForm } from './read-form.ts';

const schema = {
  type: 'object',
  properties: {
    name: { type: 'string', description: 'who is greeted' },
    times: { type: 'integer', minimum: 1, default: 3 },
    ratio: { anyOf: [{ type: 'number' }, { type: 'null' }], default: null },
    loud: { type: 'boolean', default: true },
    mode: { enum: ['fast', 'slow'] },
    tags: { type: 'array', items: { type: 'string' } },
    extra: { type: 'object' },
  },
  required: ['name', 'mode'],
};
const fields = planFields(schema);
const read = (draft: FormDraft, of = fields) => {
  const { input, faults } = readForm(of, draft);
  return faults.size > 0 ? Object.fromEntries(faults) : input;
};

describe('a form of a schema', () => {
  it('asks for each property as its type wants', () => {
    expect(fields.map(({ name, kind }) => `${name}:${kind}`)).toEqual([
      'name:text',
      'times:integer',
      'ratio:number',
      'loud:switch',
      'mode:choice',
      'tags:list',
      'extra:json',
    ]);
    expect(fields[1]).toMatchObject({ defaultText: '3', isRequired: false, min: 1 });
    expect(fields[2]).toMatchObject({ isNullable: true });
    expect(beginDraft(fields)).toEqual({ loud: true });
  });

  it('leaves out what is empty, so that the script takes its own default', () => {
    expect(read({ name: 'Ada', mode: 'fast', times: ' ', tags: [], loud: false })).toEqual({
      name: 'Ada',
      mode: 'fast',
      loud: false,
    });
  });

  it('reads figures and JSON as what they are', () => {
    const draft = { name: 'Ada', mode: 'slow', times: '2', ratio: '0.5', tags: ['a'], extra: '{"x": [1]}' };
    expect(read(draft)).toEqual({
      name: 'Ada',
      mode: 'slow',
      times: 2,
      ratio: 0.5,
      tags: ['a'],
      extra: { x: [1] },
    });
  });

  it('says which field is wrong and how', () => {
    expect(read({ times: '1.5', ratio: 'x', extra: '{' })).toEqual({
      mode: 'missing',
      times: 'not-whole',
      ratio: 'not-a-number',
      extra: 'not-json',
    });
    expect(read({ name: 'a', mode: 'fast', times: '0' })).toEqual({ times: 'too-small' });
  });

  it('is one JSON field where there is no schema', () => {
    const whole = planFields(null);
    expect(whole).toMatchObject([{ name: '', kind: 'json' }]);
    expect(read({ '': '{"a": 1}' }, whole)).toEqual({ a: 1 });
    expect(readForm(whole, {})).toMatchObject({ input: undefined });
  });

  it('is empty for a script that takes nothing', () => {
    expect(read({}, planFields({ type: 'object', properties: {} }))).toEqual({});
  });
});
