import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { Problem } from '#contract/errors.ts';
import { openTestHost } from './open-test-host.ts';
import { openTestSocket } from './open-test-socket.ts';
import { listOperations } from './operations.ts';

const nowhere = '0199f0c2-7b1e-7c3a-9d52-1f0a6f3c8b11';

describe('draining', () => {
  it('everything new is 503, and a client that does not answer does not hold the server up', async () => {
    const leaving = await openTestHost();
    const bearer = { authorization: `Bearer ${leaving.people.admin.bearer}` };
    const { socket } = await openTestSocket(leaving, bearer);
    socket.pause();
    leaving.door.drain();
    for (const path of ['/', '/health', '/api/v1/auth/me', '/api/v1/openapi.json']) {
      const answer = await leaving.call('GET', path, { as: leaving.people.admin });
      expect([path, answer.status, answer.json.type]).toEqual([path, 503, 'urn:automa:problem:draining']);
    }
    await expect(openTestSocket(leaving, bearer)).rejects.toThrow('503');
    const since = performance.now();
    await leaving.door.fastify.close();
    expect(performance.now() - since).toBeLessThan(8_000);
    await leaving.close();
  }, 60_000);
});

describe('H21 errors leak nothing', () => {
  it('what breaks on our side is a generic text and an id under which the log has the rest, in every operation and at both doors', async () => {
    const broken = await openTestHost();
    const as = broken.people.admin;
    const socket = await openTestSocket(broken, { authorization: `Bearer ${as.bearer}` });
    const db = new Database(join(broken.dataDir, 'automa.db'));
    db.pragma('foreign_keys = OFF');
    for (const table of ['scripts', 'versions', 'agents', 'jobs', 'triggers', 'occurrences', 'runs', 'attempts'])
      db.exec(`DROP TABLE IF EXISTS ${table}`);
    db.close();

    let broke = 0;
    let lastId = '';
    for (const { name, method, path } of listOperations()) {
      if (path.endsWith('/stream') || path === '/auth/logout') continue;
      const query = name === 'scripts.diff' ? '?from=1&to=draft' : '';
      const answer = await broken.call(
        method,
        `/api/v1${path.replace('{number}', '1').replaceAll(/\{\+?\w+\}/g, nowhere)}${query}`,
        {
          as,
          ...(method === 'GET' || method === 'DELETE'
            ? {}
            : { json: name === 'jobs.create' ? { name: 'x', agentId: nowhere } : {} }),
        },
      );
      expect(answer.text, name).not.toMatch(/sqlite|no such table|select |insert |\bat .*\.ts:|node_modules|stack/i);
      if (answer.status < 500) continue;
      broke += 1;
      expect([name, answer.status]).toEqual([name, 500]);
      const { detail, requestId } = Problem.parse(answer.json);
      expect(detail).toBe(`something broke on our side; the log has it under request ${requestId}`);
      lastId = requestId;
    }
    expect(broke).toBeGreaterThan(25);
    await expect(socket.client.scripts.list({})).rejects.toMatchObject({
      code: 'internal',
      status: 500,
      message: expect.stringMatching(/^something broke on our side; the log has it under request [0-9a-f-]{36}$/),
    });
    socket.close();
    const log = readFileSync(join(broken.dataDir, 'logs/automa.log'), 'utf8');
    const entry = log.split('\n').find((line) => line.includes(lastId) && line.includes('a call broke'));
    expect(entry).toMatch(/no such table/);
    await broken.close().catch(() => {});
  }, 60_000);
});
