import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultProfile } from '#contract/profile.ts';
import type { EngineChoice } from '#contract/settings.ts';
import { systemActor } from '../access/principal.ts';
import { openTestAudit, type TestAudit } from '../audit/open-test-audit.ts';
import { silentLogger } from '../base/logger.ts';
import { auditEntries } from '../db/schema/audit.ts';
import { makeScriptedSandbox } from '../runs/scripted-sandbox.ts';
import { makeExecutors } from './executors.ts';

let test: TestAudit;
beforeEach(() => {
  test = openTestAudit();
});
afterEach(() => test.close());

const docker = () => makeScriptedSandbox({ executor: 'docker' });
const local = () => makeScriptedSandbox({ executor: 'local' });

function open(
  sandboxes: ReturnType<typeof docker>[],
  options: { preferred?: () => EngineChoice; asksAll?: boolean } = {},
) {
  let changes = 0;
  const context = { actor: systemActor, via: 'scheduler' as const, requestId: 'boot' };
  const executors = makeExecutors({
    sandboxes,
    preferred: options.preferred ?? (() => 'auto'),
    asksAll: options.asksAll ?? true,
    audit: test.audit,
    context,
    logger: silentLogger,
    onChange: () => changes++,
  });
  return { executors, changes: () => changes };
}
const actions = () =>
  test.audit.read
    .select()
    .from(auditEntries)
    .all()
    .map(({ action }) => action);
const anyIsolation = { ...defaultProfile, isolation: 'any' as const };

describe('the executors of a machine', () => {
  it('before they were asked none serves, and the refusal says so', () => {
    const { executors } = open([docker()]);
    expect(executors.choose(defaultProfile)).toMatchObject({
      refusal: expect.stringContaining('docker: was not asked yet'),
    });
  });

  it('the best that works serves; when it goes the next one does, and the change is in the audit log once', async () => {
    const [best, next] = [docker(), local()];
    const { executors, changes } = open([best, next]);
    await executors.refresh();
    expect(executors.choose(anyIsolation)).toEqual({ sandbox: best });
    best.answers = false;
    await Promise.all([executors.refresh(), executors.refresh()]);
    await executors.refresh();
    expect(executors.choose(anyIsolation)).toEqual({ sandbox: next });
    expect(executors.choose(defaultProfile)).toMatchObject({
      refusal: expect.stringContaining('docker: does not answer'),
    });
    expect([changes(), actions()]).toEqual([2, ['engine.change', 'engine.change']]);
    expect(executors.find('local')).toBe(next);
  });

  it('a command in a hurry asks only until one works', async () => {
    const [best, next] = [docker(), local()];
    const { executors } = open([best, next], { asksAll: false });
    await executors.refresh();
    expect(executors.health().map(({ executor, problem }) => [executor, problem])).toEqual([
      ['docker', null],
      ['local', 'was not asked yet'],
    ]);
  });

  it('a choice that changes holds from the next run on, and says which executor is in use', async () => {
    const [best, next] = [docker(), local()];
    let preferred: EngineChoice = 'auto';
    const { executors } = open([best, next], { preferred: () => preferred });
    await executors.refresh();
    expect([executors.inUse()?.executor, executors.choose(anyIsolation)]).toEqual(['docker', { sandbox: best }]);
    preferred = 'local';
    expect([executors.inUse()?.executor, executors.choose(anyIsolation)]).toEqual(['local', { sandbox: next }]);
    preferred = 'embedded';
    expect(executors.inUse()).toBeUndefined();
    expect(executors.choose(anyIsolation)).toEqual({
      refusal: 'only embedded is allowed here (embedded: not part of this installation)',
    });
  });

  it('what is swept is told to the audit log; one executor that fails does not keep the others from it', async () => {
    const [best, next] = [docker(), local()];
    best.sweep = () => Promise.reject(new Error('the engine is away'));
    next.sweep = async (keep) => (keep.has('run/1') ? 0 : 2);
    const { executors } = open([best, next]);
    await executors.refresh();
    await executors.sweep(new Set(['run/1']));
    await executors.sweep(new Set());
    expect(actions()).toEqual(['engine.change', 'engine.sweep']);
  });
});
