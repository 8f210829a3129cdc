import { describe, expect, it } from 'vitest';
import { readAuditFilters, toAuditInput } from './audit-filters.ts';

describe('the filters of the audit log', () => {
  it('come from the address, and leave out what is none', () => {
    expect(readAuditFilters({ actor: 'ana', outcome: 'maybe', entry: 12 })).toEqual({ actor: 'ana', entry: 12 });
  });

  it('ask the core in its own words', () => {
    const now = Date.parse('2026-10-22T12:00:30.500Z');
    expect(toAuditInput({ type: 'job', since: 'day', entry: 3 }, now)).toEqual({
      resourceType: 'job',
      from: '2026-10-21T12:00:00.000Z',
    });
  });
});
