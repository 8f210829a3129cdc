import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'automa-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** One command in a process of its own, over a data directory nobody holds. */
function automa(...args: string[]): Promise<Ended> {
  const entry = join(import.meta.dirname, '../cli.ts');
  const env = { ...process.env, AUTOMA_DATA_DIR: join(folder, 'data'), AUTOMA_ENGINE: 'embedded', AUTOMA_URL: '' };
  return new Promise((resolve) => {
    execFile(process.execPath, ['--no-warnings', entry, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

describe('automa event publish', { timeout: 60_000 }, () => {
  it('prints the id of the event, or all of it as JSON; a key that was used answers with the first', async () => {
    const file = join(folder, 'payload.json');
    writeFileSync(file, '{"total": 129.5}');
    const options = ['--payload', `@${file}`, '--source', 'shop', '--subject', 'order/17', '--dedupe-key', 'order-17'];
    const first = await automa('event', 'publish', 'order.created', ...options, '--json');
    expect([first.code, first.stderr]).toEqual([0, '']);
    const { event, triggered } = JSON.parse(first.stdout);
    expect(event).toMatchObject({
      type: 'order.created',
      source: 'shop',
      subject: 'order/17',
      payload: { total: 129.5 },
    });
    expect(triggered).toEqual([]);
    const again = await automa('event', 'publish', 'order.created', ...options);
    expect([again.code, again.stdout]).toEqual([0, `${event.id}\n`]);
  });

  it.each([
    [['--payload', '{'], /is not JSON/],
    [['--payload', '{}', '--subject', ''], /subject/],
  ])('is wrong usage with %j', async (options, words) => {
    const ended = await automa('event', 'publish', 'a.b', ...options);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toMatch(words);
  });

  it.each([
    ['run.failed', /type: run\.… are the system's own types/],
    ['two words', /type: must be words joined by dots/],
  ])('is wrong usage for the type %j', async (type, words) => {
    const ended = await automa('event', 'publish', type);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toMatch(words);
  });

  it('fails with 1 when the host cannot be reached', async () => {
    const ended = await automa('event', 'publish', 'a.b', '--url', 'http://127.0.0.1:9');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('http://127.0.0.1:9 cannot be reached');
  });
});
