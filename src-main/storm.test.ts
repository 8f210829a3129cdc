import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestProcess, type TestProcess } from './open-test-process.ts';

let dataDir: string;
let host: TestProcess;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'automa-storm-'));
  host = await openTestProcess(dataDir, { engine: 'embedded' });
});
afterEach(async () => {
  await host.kill();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('B15 five hundred starts at once', () => {
  it('none is lost, never more are live than there are slots, and the host answers all the while', async () => {
    const input = {
      title: 'storm',
      files: [{ path: 'main.py', content: 'print(1)' }],
      entrypoint: 'main.py',
      profile: { isolation: 'any' as const, limits: 'best-effort' as const },
    };
    const healthMs: number[] = [];
    let isOver = false;
    const asking = (async () => {
      for (; !isOver; await delay(20)) {
        const began = performance.now();
        expect((await fetch(`${host.address}/health`)).status).toBe(200);
        healthMs.push(performance.now() - began);
      }
    })();
    const started = await Promise.all(Array.from({ length: 500 }, () => host.client.runs.startFile(input)));
    const ids = new Set(started.map(({ run }) => run.id));
    expect(ids.size).toBe(500);
    const { queued, running } = await host.client.system.scheduler();
    expect(running).toBeLessThanOrEqual(availableParallelism());
    expect(queued + running).toBeGreaterThan(450);
    isOver = true;
    await asking;
    // The answer comes from the loop, so it is never quicker than the loop is free. The bars (loop 100 ms at p99, health
    // 200 ms) are reported, not asserted: others share the machine. What is asserted is that it went on answering.
    const sorted = healthMs.toSorted((x, y) => x - y).map(Math.round);
    const p99 = sorted[Math.ceil(sorted.length * 0.99) - 1];
    process.stdout.write(`B15: GET /health ${sorted.length} times, p99 ${p99} ms, slowest ${sorted.at(-1)} ms\n`);
    expect(sorted.length).toBeGreaterThan(20);

    for (const id of ids) await host.client.runs.cancel({ id }).catch(() => {}); // over already
    for (const id of ids) await host.final(id);
  }, 120_000);
});
