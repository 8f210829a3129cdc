import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { openLogsDatabase } from '../../db/logs-database.ts';
import { decodeChunk, everyStream } from './chunk.ts';
import { linesOf, stretchesOf } from './chunk-lines.ts';
import { expectedLines, makeOutput } from './killed-output.test-child.ts';

const rounds = 20;
const migrationsDir = resolve(import.meta.dirname, '../../../resources/migrations-logs');
const dataDir = mkdtempSync(join(tmpdir(), 'automa-kill-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

describe('C1 the process that keeps the log is killed', () => {
  it('at 20 random instants; taken up each time, every line is stored exactly once', { timeout: 120_000 }, async () => {
    const runId = 'killed-run';
    const deaths: string[] = [];
    for (let round = 1; round <= rounds; round++) deaths.push(await writeAndKill(runId, round));
    expect(deaths.filter((death) => death === 'SIGKILL').length).toBeGreaterThan(rounds / 2);
    expect(await write(runId, 99)).toBe('ended');

    const logsDb = openLogsDatabase({ dataDir, migrationsDir, now: 0 });
    const stored = { stdout: '', stderr: '' };
    let seq = 0;
    for (const { firstSeq, data } of logsDb.scan(runId, everyStream)) {
      const chunk = decodeChunk(data);
      for (const stretch of stretchesOf(chunk, firstSeq)) {
        for (const line of linesOf(chunk, stretch, { from: 1, to: Number.MAX_SAFE_INTEGER })) {
          expect(line.seq).toBe(++seq);
          if (line.stream !== 'system') stored[line.stream] += line.continues ? line.text : `${line.text}\n`;
        }
      }
    }
    for (const stream of ['stdout', 'stderr'] as const) {
      const lines = stored[stream].split('\n').slice(0, -1);
      const expected = expectedLines(stream);
      expect(lines.findIndex((line, index) => line !== expected[index])).toBe(-1);
      expect(lines.length).toBe(expected.length);
    }
    expect(logsDb.head(runId)).toMatchObject({
      lines: seq,
      isComplete: true,
      stdoutBytes: makeOutput('stdout').length,
      stderrBytes: makeOutput('stderr').length,
      droppedBytes: 0,
    });
    logsDb.close();
  });
});

/** Instants from a fixed list, spread over more than one flush; what they hit is chance. */
function writeAndKill(runId: string, round: number): Promise<string> {
  return write(runId, round, (round * 7_919) % 67);
}

async function write(runId: string, seed: number, killAfterMs?: number): Promise<string> {
  const entry = join(import.meta.dirname, 'write-until-killed.test-child.ts');
  const child = spawn(process.execPath, [entry, dataDir, migrationsDir, runId, String(seed)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  if (killAfterMs !== undefined) {
    await Promise.race([delay(killAfterMs), ended]);
    child.kill('SIGKILL');
  }
  const [code, signal] = (await ended) as [number | null, string | null];
  return signal ?? (code === 0 ? 'ended' : `exit ${code}`);
}
