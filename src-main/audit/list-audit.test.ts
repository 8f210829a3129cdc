import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeCursor } from '../base/cursor.ts';
import { type AuditFilter, listAudit } from './list-audit.ts';
import { openTestAudit, type TestAudit } from './open-test-audit.ts';

let bed: TestAudit;
beforeAll(() => {
  bed = openTestAudit(Date.UTC(2026, 0, 15, 12));
  const acts = [
    ['ada', 'job.create', 'job', 'j1', 'ok'],
    ['ada', 'job.update', 'job', 'j1', 'ok'],
    ['bob', 'jobless.act', 'other', 'o1', 'ok'],
    ['bob', 'login', 'user', 'bob', 'denied'],
    ['ada', 'job', 'job', 'j2', 'failed'],
  ] as const;
  for (const [who, action, type, id, outcome] of acts) {
    bed.clock.advance(60_000);
    const actor = { type: 'user' as const, id: `id-${who}`, name: who === 'ada' ? 'Ada Lovelace' : 'Bob' };
    bed.audit.transact({ actor, via: 'http', requestId: 'r' }, ({ record }) =>
      record({ action, resource: { type, id, name: id }, outcome }),
    );
  }
});
afterAll(() => bed.close());

const seqs = (filter: Partial<AuditFilter>) =>
  listAudit(bed.audit.read, { limit: 10, ...filter }).items.map(({ seq }) => seq);

describe('the audit log is listed', () => {
  it('newest first, page by page', () => {
    const first = listAudit(bed.audit.read, { limit: 3 });
    expect(first.items.map(({ seq }) => seq)).toEqual([5, 4, 3]);
    const second = listAudit(bed.audit.read, { limit: 3, cursor: first.nextCursor ?? '' });
    expect(second.items.map(({ seq }) => seq)).toEqual([2, 1]);
    expect(second.nextCursor).toBeNull();
  });

  it.each<[string, Partial<AuditFilter>, number[]]>([
    ['an act', { action: 'job.update' }, [2]],
    ['an act and those below it, not those that merely begin like it', { action: 'job' }, [5, 2, 1]],
    ['who by id', { actor: 'id-bob' }, [4, 3]],
    ['who by part of the name', { actor: 'lovel' }, [5, 2, 1]],
    ['a thing', { resourceType: 'job', resourceId: 'j1' }, [2, 1]],
    ['an outcome', { outcome: 'denied' }, [4]],
    ['a stretch of time, its end left out', { from: '2026-01-15T12:02:00Z', to: '2026-01-15T12:04:00Z' }, [3, 2]],
    ['signs that mean something to SQL, and nothing here', { actor: "%' OR 1=1 --", action: '_ob' }, []],
  ])('by %s', (_name, filter, expected) => {
    expect(seqs(filter)).toEqual(expected);
  });

  it.each(['rubbish', encodeCursor(['x', 'y']), encodeCursor([1.5, '1'])])('and refuses the cursor %s', (cursor) => {
    expect(() => seqs({ cursor })).toThrow('cursor: is not one this server gave out');
  });
});
