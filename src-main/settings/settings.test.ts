import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestAudit, type TestAudit } from '../audit/open-test-audit.ts';
import { getInstanceId, makeFacts } from './settings.ts';

let bed: TestAudit;
beforeEach(() => {
  bed = openTestAudit();
});
afterEach(() => bed.close());

it('a fact is what was set last, and absent before', () => {
  const facts = makeFacts(bed);
  expect(facts.get('key')).toBeUndefined();
  for (const value of ['text', 17, { nested: [null, true] }, false, 'last']) {
    facts.set('key', value);
    expect(facts.get('key')).toEqual(value);
  }
  expect(makeFacts(bed).get('key')).toBe('last');
  expect(facts.get('other')).toBeUndefined();
});

it('the instance is named once and keeps its name', () => {
  const made = getInstanceId(makeFacts(bed));
  expect(made).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/);
  expect(getInstanceId(makeFacts(bed))).toBe(made);
});
