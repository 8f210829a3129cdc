import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Change } from '#contract/system.ts';
import { findFaults, makeTestFolder, startChild } from '../db/open-test-database.ts';
import { settings } from '../db/schema/settings.ts';
import type { AuditContext, Transaction } from './audit.ts';
import { openTestAudit, type TestAudit } from './open-test-audit.ts';
import { readEntries, verifyAudit } from './verify-audit.ts';

const rounds = Number(process.env.AUTOMA_KILL_ROUNDS ?? 20);
const context: AuditContext = {
  actor: { type: 'user', id: 'u', name: 'User' },
  via: 'http',
  ip: '127.0.0.1',
  requestId: 'r',
};
const act = { action: 'fact.set', resource: { type: 'fact', id: 'f', name: 'fact' } };
const setFact = ({ tx }: Pick<Transaction, 'tx'>, key = 'key') =>
  tx.insert(settings).values({ key, value: 1, updatedAt: 0 }).run();

describe('G3 nothing is done without a record', () => {
  it(`after ${rounds} kills amid acts there are as many entries as acts, the chain is whole and the mirror complete`, {
    timeout: rounds * 10_000,
  }, async () => {
    const dataDir = makeTestFolder();
    const acknowledged: string[] = [];
    for (let round = 1; round <= rounds; round++) {
      const child = startChild(join(import.meta.dirname, 'act-until-killed.test-child.ts'), [
        dataDir,
        `round-${round}`,
      ]);
      const output = text(child.stdout);
      await once(child.stdout, 'readable');
      await delay((round * 7_919) % 223);
      child.kill('SIGKILL');
      acknowledged.push(
        ...(await output)
          .split('\n')
          .slice(0, -1)
          .filter((line) => line !== 'begun'),
      );
    }
    const { audit, close } = openTestAudit(undefined, { dataDir });
    onTestFinished(close);
    const facts = audit.read
      .select({ key: settings.key })
      .from(settings)
      .all()
      .map(({ key }) => key);
    const entries = [...readEntries(audit.read)];
    expect(entries.map(({ resource }) => resource.id).toSorted()).toEqual(facts.toSorted());
    expect(acknowledged.filter((key) => !facts.includes(key))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(rounds);
    expect(verifyAudit(audit.read, dataDir)).toEqual({ ok: true, entries: facts.length });
    expect(findFaults(dataDir)).toEqual([]);
    const mirrored = readFileSync(join(dataDir, 'audit.jsonl'), 'utf8').split('\n').flatMap(parseLine);
    expect(mirrored).toEqual(entries);
  });
});

/** A kill may tear a line; the entry is written again as a whole. */
function parseLine(line: string): unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}

describe('transact', () => {
  let bed: TestAudit;
  beforeEach(() => {
    bed = openTestAudit();
  });
  afterEach(() => bed.close());
  const facts = () => bed.audit.read.select().from(settings).all().length;
  const entries = () => [...readEntries(bed.audit.read)];

  it('writes the act and its entry together, in the words of who did it', () => {
    const result = bed.audit.transact(context, (transaction) => {
      setFact(transaction);
      transaction.record({ ...act, details: { to: 1 } });
      return 'done';
    });
    expect(result).toBe('done');
    expect(facts()).toBe(1);
    expect(entries()).toMatchObject([
      {
        seq: 1,
        at: '2026-01-15T12:00:00.000Z',
        ...context,
        ...act,
        outcome: 'ok',
        details: { to: 1 },
        prevHash: '0'.repeat(64),
      },
    ]);
    expect(verifyAudit(bed.audit.read, bed.dataDir)).toEqual({ ok: true, entries: 1 });
  });

  it('without a record undoes everything', () => {
    expect(() => bed.audit.transact(context, (transaction) => setFact(transaction))).toThrow(
      'without an audit entry was rolled back',
    );
    expect(facts()).toBe(0);
  });

  it('that throws undoes everything, the entry too, and the next one follows the one before', () => {
    const failing = () =>
      bed.audit.transact(context, (transaction) => {
        setFact(transaction);
        transaction.record(act);
        throw new Error('no');
      });
    expect(failing).toThrow('no');
    bed.audit.transact(context, ({ record }) => record(act));
    expect(facts()).toBe(0);
    expect(entries().map(({ seq }) => seq)).toEqual([1]);
    expect(verifyAudit(bed.audit.read, bed.dataDir).ok).toBe(true);
  });

  it('within another is refused and undoes both; so is a write within it', () => {
    const inner = [
      () => bed.audit.transact(context, ({ record }) => record(act)),
      () => bed.audit.write('a measurement is cached', (transaction) => setFact(transaction, 'inner')),
    ];
    for (const nested of inner) {
      const outer = () =>
        bed.audit.transact(context, (transaction) => {
          setFact(transaction);
          transaction.record(act);
          nested();
        });
      expect(outer).toThrow('a write inside a write');
    }
    expect(facts()).toBe(0);
    expect(entries()).toEqual([]);
    bed.audit.transact(context, ({ record }) => record(act));
    expect(verifyAudit(bed.audit.read, bed.dataDir)).toEqual({ ok: true, entries: 1 });
  });

  it('that goes on asynchronously is refused, and a record that comes late too', async () => {
    const keep: { record?: Transaction['record'] } = {};
    const late = () =>
      bed.audit.transact(context, async ({ record }) => {
        keep.record = record;
        record(act);
      });
    expect(late).toThrow('promise');
    expect(() => keep.record?.(act)).toThrow('fact.set was recorded after its transaction had ended');
    expect(entries()).toEqual([]);
  });

  it('tells of its changes after the commit, and of none when it is undone', () => {
    const told: Change[][] = [];
    bed.changes.listen((changes) => {
      expect(entries().length).toBe(1);
      told.push([...changes]);
    });
    expect(() =>
      bed.audit.transact(context, ({ record, changed }) => {
        record({ ...act, resource: { type: 'job', id: 'j', name: 'job' } });
        changed('runs', 'r');
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(told).toEqual([]);
    bed.audit.transact(context, ({ record, changed }) => {
      record({ ...act, resource: { type: 'job', id: 'j', name: 'job' } });
      changed('runs', 'r');
    });
    expect(told).toEqual([
      [
        { topic: 'audit', id: null },
        { topic: 'jobs', id: 'j' },
        { topic: 'runs', id: 'r' },
      ],
    ]);
  });
});

it('what fails after the commit does not fail the act', () => {
  const trouble: string[] = [];
  const bed = openTestAudit(undefined, { onTrouble: (what, error) => void trouble.push(`${what}: ${error.message}`) });
  onTestFinished(() => bed.close());
  bed.changes.listen(() => {
    throw new Error('a listener with a bug');
  });
  bed.audit.transact(context, ({ record }) => record(act));
  bed.audit.write('a measurement is cached', ({ changed }) => changed('system', null));
  expect([...readEntries(bed.audit.read)]).toHaveLength(1);
  expect(trouble).toEqual([
    'a listener to changes failed: a listener with a bug',
    'a listener to changes failed: a listener with a bug',
  ]);
});

describe('G4 an entry is never changed', () => {
  it.each([
    "UPDATE audit_entries SET action = 'other'",
    'DELETE FROM audit_entries',
    'REPLACE INTO audit_entries SELECT * FROM audit_entries',
  ])('%s through the connection of the app is refused', (statement) => {
    const bed = openTestAudit();
    onTestFinished(() => bed.close());
    bed.audit.transact(context, ({ record }) => record(act));
    const refused = expect.objectContaining({
      cause: expect.objectContaining({ message: 'the audit log is append-only' }),
    });
    expect(() => bed.database.unsafeWrite((tx) => tx.run(statement))).toThrow(refused);
    expect(verifyAudit(bed.audit.read, bed.dataDir)).toEqual({ ok: true, entries: 1 });
  });
});
