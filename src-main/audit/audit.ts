import type { AuditEntry, Via } from '#contract/audit.ts';
import type { Change } from '#contract/system.ts';
import type { ChangeFeed } from '../base/changes.ts';
import type { Clock } from '../base/clock.ts';
import { coerceError } from '../base/errors.ts';
import type { Database, ReadDb, WriteDb } from '../db/database.ts';
import { disputeAnchor, openAnchor } from './anchor.ts';
import { canonicalJson } from './canonical-json.ts';
import { findDoubt } from './find-doubt.ts';
import { type Mirror, mirrorEntries } from './mirror.ts';
import { sealEntry, type UnsealedRow } from './seal-entry.ts';
import { findHead } from './verify-audit.ts';

/** On whose behalf something happens, and by which door it came in. */
export interface AuditContext {
  actor: AuditEntry['actor'];
  via: Via;
  ip?: string | undefined;
  requestId: string;
  /** Called at the end of each transaction with what it recorded: for what must be stored with it, or not at all. */
  within?: ((tx: WriteDb, made: readonly AuditEntry[]) => void) | undefined;
}

/** One act, as the one who does it describes it. `details` holds what changed, never a secret. */
interface Act {
  action: string;
  resource: AuditEntry['resource'];
  outcome?: AuditEntry['outcome'];
  details?: Record<string, unknown>;
}

/** Why a write needs no entry (domain.md "Audit": not for log chunks, samples, beats; the ledger has its own record). */
type UnauditedReason =
  | 'the ledger records it'
  | 'an event is told'
  | 'a run is claimed'
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

/** Opens the log for writing. Where it contradicts its anchor, that becomes the next entry, and the anchor is kept. */
export function makeAudit(options: {
  database: Database;
  dataDir: string;
  clock: Clock;
  boot: string;
  changes: ChangeFeed;
  mirror: Mirror;
  /** Something beside the database failed after a commit; the act stands, and what was missed is made up for. */
  onTrouble: (what: string, error: Error) => void;
}): Audit {
  const { database, dataDir, clock, boot, changes, mirror, onTrouble } = options;
  const { read } = database;
  const doubt = findDoubt(read, dataDir);
  const keptAs = doubt === undefined ? undefined : disputeAnchor(dataDir);
  const anchor = openAnchor(dataDir);
  let head = findHead(read);

  const attempt = (what: string, act: () => void) => {
    try {
      act();
    } catch (thrown) {
      onTrouble(what, coerceError(thrown));
    }
  };
  const secure = (made: readonly AuditEntry[]) => {
    if (head.seq > 0) attempt('the audit log could not be anchored', () => anchor.set(head));
    attempt('the audit log could not be mirrored', () => mirrorEntries(mirror, made, read));
  };
  const publish = (news: readonly Change[]) => {
    if (news.length > 0) attempt('a listener to changes failed', () => changes.publish(news));
  };

  const audit: Audit = {
    read,
    transact: (context, work) => {
      let news: Change[] = [];
      let made: AuditEntry[] = [];
      let next = head;
      let isOpen = true;
      const attemptWork = (tx: WriteDb) => {
        news = []; // a second attempt begins anew
        made = [];
        next = head;
        const outcome = work({
          tx,
          changed: (topic, id) => news.push({ topic, id }),
          record: (act) => {
            if (!isOpen) throw new Error(`${act.action} was recorded after its transaction had ended`);
            const entry = sealEntry(tx, next, { at: clock.now(), boot, ...toRow(act, context) });
            next = { seq: entry.seq, hash: entry.hash };
            made.push(entry);
            news.push({ topic: 'audit', id: null }, ...topicOf(act));
          },
        });
        if (next === head) throw new Error('a transaction without an audit entry was rolled back: record the act');
        context.within?.(tx, made);
        return outcome;
      };
      try {
        // What the scheduler does ends what people began; on a full disk it comes before new acts of theirs
        const result = database.unsafeWrite(attemptWork, { isUrgent: context.via === 'scheduler' });
        head = next;
        secure(made);
        publish(news);
        return result;
      } finally {
        isOpen = false;
      }
    },
    write: (reason, work) => {
      let news: Change[] = [];
      const attemptWork = (tx: WriteDb) => {
        news = [];
        return work({ tx, changed: (topic, id) => news.push({ topic, id }) });
      };
      const result = database.unsafeWrite(attemptWork, { isUrgent: reason === 'a run moves on' });
      publish(news);
      return result;
    },
    close: () => {
      anchor.close();
      mirror.close();
    },
  };

  secure([]);
  if (doubt !== undefined) {
    const context: AuditContext = {
      actor: { type: 'system', id: 'automa', name: 'Automa' },
      via: 'scheduler',
      requestId: boot,
    };
    const resource = { type: 'audit', id: 'log', name: 'audit log' };
    audit.transact(context, ({ record }) =>
      record({ action: 'audit.doubt', resource, outcome: 'failed', details: { ...doubt, keptAs } }),
    );
  }
  return audit;
}

function toRow(act: Act, context: AuditContext): Omit<UnsealedRow, 'at' | 'boot'> {
  return {
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

const topics: Partial<Record<string, Change['topic']>> = {
  script: 'scripts',
  agent: 'agents',
  job: 'jobs',
  run: 'runs',
  event: 'events',
  token: 'tokens',
  user: 'users',
};

function topicOf(act: Act): Change[] {
  const topic = topics[act.resource.type];
  return topic === undefined ? [] : [{ topic, id: act.resource.id }];
}
