import { systemEventPrefixes } from '#contract/events.ts';
import type { ReasonCode } from '#contract/runs.ts';
import type { NewEvent } from './event-store.ts';

/** Whether a type is the system's own and cannot be published from outside (domain.md "Triggers"). */
export function isSystemType(type: string): boolean {
  return systemEventPrefixes.some((prefix) => type.startsWith(prefix));
}

/** Who tells what happened in the product itself. */
const systemSource = 'automa';

/** Results up to this size travel in the event of their run; larger ones are read from the run. */
const maxResultBytes = 16 * 1024;

interface EndedRun {
  id: string;
  jobId: string | null;
  agentId: string | null;
  title: string;
  attempt: number;
  startedAt: number | null;
  eventDepth: number;
  ownerId: string;
  visibility: 'private' | 'shared';
}

/**
 * `run.succeeded`, `run.failed`, `run.timed-out`, `run.cancelled`, `run.lost`: once per run, after its last attempt.
 * Subject: the job, or the script of a run without one.
 */
export function runEnded(
  run: EndedRun,
  end: {
    status: 'succeeded' | 'failed' | 'timed-out' | 'cancelled' | 'lost';
    code: ReasonCode;
    reason: string;
    exitCode: number | null;
    durationMs: number | null;
    result: unknown;
  },
): NewEvent {
  const { status, code, reason, exitCode, durationMs, result } = end;
  return {
    type: `run.${status}`,
    source: systemSource,
    subject: run.title,
    payload: {
      runId: run.id,
      jobId: run.jobId,
      agentId: run.agentId,
      title: run.title,
      status,
      code,
      reason,
      exitCode,
      durationMs,
      attempt: run.attempt,
      ...(isSmall(result) ? { result } : {}),
    },
    depth: run.eventDepth,
    runId: run.id,
    dedupeKey: null,
    ownerId: run.ownerId,
    visibility: run.visibility,
  };
}

function isSmall(result: unknown): boolean {
  if (result === undefined || result === null) return false;
  return Buffer.byteLength(JSON.stringify(result)) <= maxResultBytes;
}

/** `job.paused`, `job.resumed`, `job.completed`, `job.cancelled`. Subject: the job's name. */
export function jobMoved(
  to: 'paused' | 'resumed' | 'completed' | 'cancelled',
  job: { id: string; name: string; ownerId: string; visibility: 'private' | 'shared' },
  /** By whom and why, in words, as the job shows it. */
  reason: string | null,
): NewEvent {
  return {
    type: `job.${to}`,
    source: systemSource,
    subject: job.name,
    payload: { jobId: job.id, name: job.name, reason },
    depth: 0,
    runId: null,
    dedupeKey: null,
    ownerId: job.ownerId,
    visibility: job.visibility,
  };
}

/** A file of a watched folder. */
export interface WatchedFile {
  /** Absolute. */
  path: string;
  name: string;
  /** The watched folder it lies in, as the settings name it. */
  folder: string;
  /** Both null for a file that is gone. */
  size: number | null;
  modifiedAt: string | null;
  /** It came or changed while the app was off. */
  whileAway: boolean;
}

/** `file.created`, `file.changed`, `file.deleted`, when it has been written to the end. Subject: the absolute path. */
export function fileMoved(what: 'created' | 'changed' | 'deleted', file: WatchedFile): NewEvent {
  const { whileAway, ...payload } = file;
  return ofSystem(`file.${what}`, file.path, whileAway ? { ...payload, whileAway } : payload);
}

/** `power.suspended`, `power.resumed`, `power.on-battery`, `power.on-mains`: of this machine. Payload: nothing. */
export function powerMoved(to: 'suspended' | 'resumed' | 'on-battery' | 'on-mains'): NewEvent {
  return ofSystem(`power.${to}`, null, {});
}

/** `app.started`: the host is up and about to look at what is due. Payload: its version. */
export function appStarted(version: string): NewEvent {
  return ofSystem('app.started', null, { version });
}

/** Of nobody in particular: everyone with the scope sees it, and everyone's triggers may wait for it. */
function ofSystem(type: string, subject: string | null, payload: unknown): NewEvent {
  return {
    type,
    source: systemSource,
    subject,
    payload,
    depth: 0,
    runId: null,
    dedupeKey: null,
    ownerId: null,
    visibility: 'shared',
  };
}
