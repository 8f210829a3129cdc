import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openLogger } from './logger.ts';

it('writes lines of JSON for the owner alone, without what is secret', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'automa-logger-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const logDir = join(folder, 'logs');
  const { logger, close } = openLogger({ logDir, level: 'info' });
  logger.info(
    {
      user: { password: 'hidden-1', name: 'User' },
      req: { headers: { authorization: 'Bearer hidden-2', cookie: 'hidden-3' } },
    },
    'with secrets',
  );
  const cause = Object.assign(new Error('the cause'), { code: 'SQLITE_FULL', params: ['hidden-4'] });
  logger.error({ error: new Error('broken', { cause }) }, 'with an error');
  logger.warn({ error: 'in words' }, 'with words');
  logger.debug('not at this level');
  await close();
  const path = join(logDir, 'automa.log');
  const text = readFileSync(path, 'utf8');
  expect(text).not.toContain('hidden');
  const [first, second, third] = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(first).toMatchObject({
    msg: 'with secrets',
    user: { password: '***', name: 'User' },
    req: { headers: { authorization: '***', cookie: '***' } },
  });
  expect(second).toMatchObject({
    msg: 'with an error',
    error: {
      message: 'broken',
      stack: expect.stringContaining('logger.test.ts'),
      cause: { message: 'the cause', code: 'SQLITE_FULL' },
    },
  });
  expect(third).toMatchObject({ error: 'in words' });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(logDir).mode & 0o777).toBe(0o700);
});
