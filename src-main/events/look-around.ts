import type { Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { type AppError, coerceError, invalid } from '../base/errors.ts';
import type { Expression, LookupResults } from '../base/expression.ts';
import { ForbiddenAddressError, guardedGet, readAddress } from './guarded-get.ts';
import type { HostMetrics } from './host-metrics.ts';
import { isInside } from './watch-folders.ts';

/** How the last run of a job that is over went. */
export interface LastRun {
  status: string;
  exitCode: number | null;
  startedAt: number | null;
  finishedAt: number;
  durationMs: number | null;
}

/** What an administrator lets conditions ask about. */
export interface Allowed {
  watchedFolders: readonly string[];
  privateHosts: readonly string[];
}

type Calls = Expression['calls'];

/** Where the field of a condition is wrong. */
const path = 'trigger.expr';
/** Each is waited for at every evaluation. */
const maxHttpCalls = 5;

/**
 * Finds out what a condition asks about (domain.md "Triggers"), before it is evaluated:
 * `now`, `metric.cpu`, `metric.memory`, `metric.diskFree`, `metric.onBattery`;
 * `file("/a/b")` → `{exists, size, modifiedAt}`, in watched folders only;
 * `http("https://…")` → `{status, ok, body, error}`, status 0 when nothing answered;
 * `job("name").last` → `{status, exitCode, startedAt, finishedAt, durationMs}`, status `none` before its first end.
 * What is not there is a value; what must not be asked is an AppError.
 */
export function makeLookAround(options: {
  clock: Clock;
  readMetrics: () => Promise<HostMetrics>;
  allowed: () => Allowed;
  /** Of a job its owner may see; undefined when there is none, null before its first run has ended. */
  findLastRun: (jobName: string, by: { jobId: string }) => LastRun | null | undefined;
}) {
  const { clock, readMetrics, allowed, findLastRun } = options;
  return async (calls: Calls, by: { jobId: string }) => {
    const { watchedFolders, privateHosts } = allowed();
    checkCalls(calls, { watchedFolders, privateHosts });
    const [metric, http, file] = await Promise.all([
      readMetrics(),
      findAll(calls, 'http', (url) => guardedGet(url, { privateHosts }).catch(refuse)),
      findAll(calls, 'file', (name) => lookAtFile(name, watchedFolders)),
    ]);
    const job = await findAll(calls, 'job', (name) => ({ last: describeLast(name, findLastRun(name, by)) }));
    const found: LookupResults = { http, file, job };
    return { values: { now: new Date(clock.now()), metric }, found };
  };
}

/** Refuses (422) a condition that asks about what it may not: when it is saved, and again whenever it is evaluated. */
export function checkCalls(calls: Calls, { watchedFolders, privateHosts }: Allowed): void {
  const urls = argumentsOf(calls, 'http');
  if (urls.length > maxHttpCalls)
    throw invalid(path, `asks ${urls.length} addresses; at most ${maxHttpCalls} are asked`);
  for (const url of urls) {
    try {
      readAddress(url, privateHosts);
    } catch (thrown) {
      refuse(thrown);
    }
  }
  for (const name of argumentsOf(calls, 'file')) {
    if (!isAbsolute(name)) throw invalid(path, `file("${name}"): write the absolute path`);
    if (!watchedFolders.some((folder) => isInside(folder, resolve(name)))) throw outside(name);
  }
}

function argumentsOf(calls: Calls, name: string): string[] {
  return [...new Set(calls.filter((call) => call.name === name).map(({ argument }) => argument))];
}

async function findAll(
  calls: Calls,
  name: string,
  find: (argument: string) => unknown,
): Promise<ReadonlyMap<string, unknown>> {
  const found = argumentsOf(calls, name).map(async (argument) => [argument, await find(argument)] as const);
  return new Map(await Promise.all(found));
}

async function lookAtFile(name: string, watchedFolders: readonly string[]) {
  const real = await realpath(name).catch(() => undefined);
  if (real === undefined) return describeFile(undefined);
  const folders = await Promise.all(watchedFolders.map((folder) => realpath(folder).catch(() => folder)));
  if (!folders.some((folder) => isInside(folder, real))) throw outside(name); // a link that leads out
  return describeFile(await stat(real).catch(() => undefined));
}

function describeFile(stats: Stats | undefined) {
  return { exists: stats !== undefined, size: stats?.size ?? 0, modifiedAt: new Date(stats?.mtimeMs ?? 0) };
}

/** A job that never ran is one whose last run is as long ago as can be: `now - last.finishedAt` stays a question. */
function describeLast(name: string, last: LastRun | null | undefined) {
  if (last === undefined) throw invalid(path, noSuchJob(name));
  if (last === null)
    return { status: 'none', exitCode: null, startedAt: new Date(0), finishedAt: new Date(0), durationMs: 0 };
  return { ...last, startedAt: new Date(last.startedAt ?? last.finishedAt), finishedAt: new Date(last.finishedAt) };
}

export function noSuchJob(name: string): string {
  return `there is no job ${JSON.stringify(name)}, or its owner may not see it`;
}

function outside(name: string): AppError {
  return invalid(
    path,
    `file("${name}") lies in none of the watched folders; an administrator names those in the settings`,
  );
}

function refuse(thrown: unknown): never {
  if (thrown instanceof ForbiddenAddressError) throw invalid(path, thrown.message);
  throw coerceError(thrown);
}
