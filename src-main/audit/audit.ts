import { desc, gt, sql } from 'drizzle-orm';
import type { AuditEntry, Via } from '#contract/audit.ts';
import type { Change } from '#contract/system.ts';
import type { ChangeFeed } from '../base/changes.ts';
import type { Clock } from '../base/clock.ts';
import type { Database, ReadDb, WriteDb } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import { auditEntries } from '../db/schema/audit.ts';
import { type Head, openAnchor } from './anchor.ts';
import { canonicalJson } from './canonical-json.ts';
import { firstPrevHash, hashEntry, toEntry, toUnsealedEntry } from './entry.ts';
import type { Mirror } from './mirror.ts';

/** On whose behalf something happens, and by which door it came in. */
export interface AuditContext {
  actor: AuditEntry['actor'];
  via: Via;
  ip?: string | undefined;
  requestId: string;
}

/** One act, as the one who does it describes it. `details` holds what changed, never a secret. */
export interface Act {
  action: string;
  resource: AuditEntry['resource'];
  outcome?: AuditEntry['outcome'];
  details?: Record<string, unknown>;
}

/** Why a write needs no entry (domain.md "Audit": not for log chunks, samples, beats; the ledger has its own record). */
export type UnauditedReason =
  | 'the ledger records it'
  | 'a run moves on'
  | 'a session was seen'
  | 'an answer is remembered'
  | 'what expired is cleared'
  | 'a measurement is cached';

export interface Transaction {
  tx: WriteDb;
  record(act: Act): void;
  /** Tells listeners after the commit; the resource of a recorded act is told without asking. */
  changed(topic: Change['topic'], id: string | null): void;
}

/** The only way to write: every act leaves an entry or is undone. */
export interface Audit {
  readonly read: ReadDb;
  /** Runs `work` as one IMMEDIATE transaction; it must record at least one act, or everything is rolled back. */
  transact<Result>(context: AuditContext, work: (transaction: Transaction) => Result): Result;
  /** The second, named door: for writes that are no acts. */
  write<Result>(reason: UnauditedReason, work: (transaction: Omit<Transaction, 'record'>) => Result): Result;
  close(): void;
}

const insertEntry = prepared((tx: WriteDb) =>
  tx
    .insert(auditEntries)
    .values({
      seq: sql.placeholder('seq'),
      at: sql.placeholder('at'),
      boot: sql.placeholder('boot'),
      actorType: sql.placeholder('actorType'),
      actorId: sql.placeholder('actorId'),
      actorName: sql.placeholder('actorName'),
      via: sql.placeholder('via'),
      ip: sql.placeholder('ip'),
      requestId: sql.placeholder('requestId'),
      action: sql.placeholder('action'),
      resourceType: sql.placeholder('resourceType'),
      resourceId: sql.placeholder('resourceId'),
      resourceName: sql.placeholder('resourceName'),
      outcome: sql.placeholder('outcome'),
      details: sql.placeholder('details'),
      prevHash: sql.placeholder('prevHash'),
      hash: sql.placeholder('hash'),
    })
    .prepare(),
);

export function makeAudit(options: {
  database: Database;
  dataDir: string;
  clock: Clock;
  boot: string;
  changes: ChangeFeed;
  mirror: Mirror;
}): Audit {
  const { database, clock, boot, changes, mirror } = options;
  const anchor = openAnchor(options.dataDir);
  let head = findHead(database.read);
  if (head.seq > 0) anchor.set(head);
  catchUp(mirror, database.read);

  return {
    read: database.read,
    transact: (context, work) => {
      const news: Change[] = [];
      const made: AuditEntry[] = [];
      let next = head;
      const result = database.unsafeWrite((tx) => {
        const outcome = work({
          tx,
          changed: (topic, id) => news.push({ topic, id }),
          record: (act) => {
            const entry = seal(next, toRow(act, context, { seq: next.seq + 1, at: clock.now(), boot }));
            insertEntry(tx).run(entry.row);
            next = { seq: entry.row.seq, hash: entry.row.hash };
            made.push(entry.entry);
            news.push({ topic: 'audit', id: null }, ...topicOf(act));
          },
        });
        if (next === head) throw new Error('a transaction without an audit entry was rolled back: record the act');
        return outcome;
      });
      head = next;
      anchor.set(head);
      mirror.append(made);
      changes.publish(news);
      return result;
    },
    write: (_reason, work) => {
      const news: Change[] = [];
      const result = database.unsafeWrite((tx) => work({ tx, changed: (topic, id) => news.push({ topic, id }) }));
      if (news.length > 0) changes.publish(news);
      return result;
    },
    close: () => {
      anchor.close();
      mirror.close();
    },
  };
}

type UnsealedRow = Omit<typeof auditEntries.$inferSelect, 'prevHash' | 'hash'>;

function toRow(act: Act, context: AuditContext, where: { seq: number; at: number; boot: string }): UnsealedRow {
  return {
    ...where,
    actorType: context.actor.type,
    actorId: context.actor.id,
    actorName: context.actor.name,
    via: context.via,
    ip: context.ip ?? null,
    requestId: context.requestId,
    action: act.action,
    resourceType: act.resource.type,
    resourceId: act.resource.id,
    resourceName: act.resource.name,
    outcome: act.outcome ?? 'ok',
    details: canonicalJson(act.details ?? {}),
  };
}

function seal(head: Head, unsealed: UnsealedRow): { row: typeof auditEntries.$inferSelect; entry: AuditEntry } {
  const row = { ...unsealed, prevHash: head.hash, hash: hashEntry(head.hash, toUnsealedEntry(unsealed)) };
  return { row, entry: toEntry(row) };
}

function findHead(read: ReadDb): Head {
  const last = read
    .select({ seq: auditEntries.seq, hash: auditEntries.hash })
    .from(auditEntries)
    .orderBy(desc(auditEntries.seq))
    .limit(1)
    .get();
  return last ?? { seq: 0, hash: firstPrevHash };
}

/** A crash between commit and mirror leaves the mirror behind; what is missing is appended at the next start. */
function catchUp(mirror: Mirror, read: ReadDb): void {
  const rows = read
    .select()
    .from(auditEntries)
    .where(gt(auditEntries.seq, mirror.lastSeq()))
    .orderBy(auditEntries.seq)
    .all();
  mirror.append(rows.map(toEntry));
}

const topics: Partial<Record<string, Change['topic']>> = {
  script: 'scripts',
  agent: 'agents',
  job: 'jobs',
  run: 'runs',
  token: 'tokens',
  user: 'users',
};

function topicOf(act: Act): Change[] {
  const topic = topics[act.resource.type];
  return topic === undefined ? [] : [{ topic, id: act.resource.id }];
}
