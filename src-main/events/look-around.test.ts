import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { compileExpression } from '../base/expression.ts';
import { makeHostMetrics } from './host-metrics.ts';
import { checkCalls, type LastRun, makeLookAround } from './look-around.ts';

let root: string;
let drop: string;
const last: Record<string, LastRun | null> = { 'never ran': null };
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'automa-look-'));
  drop = join(root, 'drop');
  mkdirSync(drop);
  writeFileSync(join(drop, 'orders.csv'), 'a;b\n');
  utimesSync(join(drop, 'orders.csv'), 1_700_000_000, 1_700_000_000);
  writeFileSync(join(root, 'secret'), 'x');
  symlinkSync(join(root, 'secret'), join(drop, 'link'));
});
afterAll(() => rmSync(root, { recursive: true }));

const compile = (text: string) =>
  compileExpression(text, {
    path: 'trigger.expr',
    variables: {
      now: 'google.protobuf.Timestamp',
      metric: { cpu: 'dyn', memory: 'dyn', diskFree: 'dyn', onBattery: 'bool' },
    },
    lookups: ['http', 'file', 'job'],
    isCondition: true,
  });
const lookAround = () =>
  makeLookAround({
    clock: { ...systemClock, now: () => Date.UTC(2026, 0, 15, 12) },
    readMetrics: makeHostMetrics({ clock: systemClock, dataDir: root, onBattery: () => true }),
    allowed: () => ({ watchedFolders: [drop], privateHosts: ['127.0.0.1:9'] }),
    findLastRun: (name) => last[name],
  });
async function holds(text: string): Promise<unknown> {
  const condition = compile(text);
  const { values, found } = await lookAround()(condition.calls, { jobId: 'j' });
  return condition.evaluate(values, found);
}

describe('a condition', () => {
  it('may ask about the machine and the time', async () => {
    expect(await holds('metric.cpu >= 0 && metric.cpu <= 100 && metric.memory > 0 && metric.memory < 100')).toBe(true);
    expect(await holds('metric.diskFree > 1000000 && metric.onBattery')).toBe(true);
    expect(await holds('now.getHours() == 12')).toBe(true);
  });

  it('may ask about files in watched folders, also about those that are not there', async () => {
    const file = (name: string) => `file(${JSON.stringify(join(drop, name))})`;
    expect(await holds(`${file('orders.csv')}.exists && ${file('orders.csv')}.size == 4`)).toBe(true);
    expect(await holds(`now - ${file('orders.csv')}.modifiedAt > duration("24h")`)).toBe(true);
    expect(await holds(`${file('gone')}.exists || ${file('gone')}.size > 0`)).toBe(false);
  });

  it('may not ask about files elsewhere, by no way round', async () => {
    for (const name of [join(root, 'secret'), `${drop}/../secret`, `${drop}/link`, '/etc/passwd', drop])
      await expect(holds(`file(${JSON.stringify(name)}).exists`)).rejects.toThrow(/^trigger\.expr: file\(".*none of/);
    await expect(holds('file("orders.csv").exists')).rejects.toThrow('write the absolute path');
  });

  it('may ask the web: what does not answer has status 0, what must not be asked is refused', async () => {
    expect(await holds('!http("http://127.0.0.1:9/").ok && http("http://127.0.0.1:9/").status == 0')).toBe(true);
    await expect(holds('http("http://127.0.0.1:8/").ok')).rejects.toThrow('trigger.expr: 127.0.0.1 is not on');
    await expect(holds('http("http://localhost/").ok')).rejects.toThrow('trigger.expr: localhost is at');
  });

  it('may ask how the last run of a job went, also of one that never ran', async () => {
    last.nightly = {
      status: 'failed',
      exitCode: 3,
      startedAt: 1,
      finishedAt: Date.UTC(2026, 0, 15, 11),
      durationMs: 5,
    };
    expect(await holds('job("nightly").last.status == "failed" && job("nightly").last.exitCode == 3')).toBe(true);
    expect(await holds('now - job("nightly").last.finishedAt == duration("1h")')).toBe(true);
    expect(await holds('job("never ran").last.status == "none"')).toBe(true);
    expect(await holds('now - job("never ran").last.finishedAt > duration("24h")')).toBe(true);
    await expect(holds('job("no such").last.status == "x"')).rejects.toThrow('there is no job "no such"');
  });

  it('is checked when it is saved', () => {
    const check = (text: string) => () => checkCalls(compile(text).calls, { watchedFolders: [drop], privateHosts: [] });
    expect(check(`file(${JSON.stringify(join(drop, 'x'))}).exists && http("https://example.org/").ok`)).not.toThrow();
    expect(check('http("http://10.0.0.1/").ok')).toThrow(/^trigger\.expr: 10\.0\.0\.1 is not on the public internet/);
    expect(check('file("/etc/passwd").exists')).toThrow(/^trigger\.expr: file\("\/etc\/passwd"\)/);
    const many = Array.from({ length: 6 }, (_, n) => `http("https://example.org/${n}").ok`).join(' || ');
    expect(check(many)).toThrow('asks 6 addresses; at most 5');
  });
});
