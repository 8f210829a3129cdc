import type { Via } from '#contract/audit.ts';
import type { Access } from '../access/access.ts';
import type { Caller } from '../access/caller.ts';
import { actorOf, anonymousActor, type Principal } from '../access/principal.ts';
import type { Agents } from '../agents/agents.ts';
import type { Audit, AuditContext } from '../audit/audit.ts';
import type { ChangeFeed } from '../base/changes.ts';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { Events } from '../events/events.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { RunsRoom } from '../runs/runs.ts';
import type { ImageKeeper } from '../sandbox/image/image-keeper.ts';
import type { Backfill } from '../schedule/backfill.ts';
import type { Holding } from '../schedule/hold.ts';
import type { Ticker } from '../schedule/ticker.ts';
import type { Scripts } from '../scripts/scripts.ts';
import type { ProductSettings } from '../settings/product-settings.ts';
import type { AuditTasks } from './audit-tasks.ts';
import type { SystemView } from './system-view.ts';
import type { WindowPort } from './window-settings.ts';

/** The rooms as the router sees them; `app.ts` fills it. */
export interface Core {
  access: Access;
  audit: Audit;
  auditTasks: AuditTasks;
  scripts: Scripts;
  agents: Agents;
  jobs: Jobs;
  runs: RunsRoom;
  holding: Holding;
  /** Settles when all that is due by now has been decided. */
  lookNow: Ticker['lookNow'];
  backfill: Backfill;
  events: Events;
  settings: ProductSettings;
  images: ImageKeeper;
  system: SystemView;
  /** Undefined in a headless host. */
  window: WindowPort | undefined;
  changes: ChangeFeed;
  clock: Clock;
  logger: Logger;
}

/** What a door knows about one call. The principal is undefined when nobody showed who they are. */
export interface CallContext {
  core: Core;
  principal: Principal | undefined;
  via: Via;
  ip: string | undefined;
  requestId: string;
  /** Path of the request, for problem details; the RPC doors have none. */
  path: string;
  userAgent: string | undefined;
  /** The session secret the browser came with, also one that is worth nothing any more. */
  presentedCookie: string | undefined;
  ifMatch: string | undefined;
  idempotencyKey: string | undefined;
  /** What is to be stored with whatever the call does. */
  within?: AuditContext['within'];
  /** What the answer carries besides its body; doors without headers ignore it. */
  reply: Reply;
}

export interface Reply {
  status?: number;
  etag?: string;
  /** The new session cookie; null ends it. */
  cookie?: string | null;
  retryAfterSeconds?: number;
}

/** The audit context of a call, also of one by nobody. */
export function auditContextOf(context: CallContext): AuditContext {
  const actor = context.principal === undefined ? anonymousActor : actorOf(context.principal);
  return { actor, via: context.via, ip: context.ip, requestId: context.requestId, within: context.within };
}

/** The caller of an operation that needs one. */
export function callerOf(context: CallContext): Caller {
  if (context.principal === undefined) throw new AppError('unauthenticated');
  return { principal: context.principal, context: auditContextOf(context), ifRevision: readRevision(context.ifMatch) };
}

/** Lets the answer carry the revision, for `If-Match`. */
export function tagged<Row extends { revision: number }>(context: CallContext, row: Row): Row {
  context.reply.etag = `"${row.revision}"`;
  return row;
}

/** `If-Match: "7"` as a number; `*` and no header match whatever is there. */
function readRevision(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const [, digits] = /^\s*"(\d{1,15})"\s*$/.exec(ifMatch) ?? [];
  if (digits === undefined)
    throw new AppError(
      'revision-mismatch',
      `If-Match ${ifMatch.slice(0, 50)} is no tag of this server; send the ETag you were given`,
    );
  return Number(digits);
}
