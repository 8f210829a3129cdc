import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemActor } from '../../access/principal.ts';
import type { AuditContext } from '../../audit/audit.ts';
import { openTestAudit, type TestAudit } from '../../audit/open-test-audit.ts';
import { silentLogger } from '../../base/logger.ts';
import { auditEntries } from '../../db/schema/audit.ts';
import type { FoundImage } from '../sandbox.ts';
import type { ImageProgress } from './build-image.ts';
import { type ImageKeeper, makeImageKeeper } from './image-keeper.ts';

const missing: FoundImage = { present: false, digest: null };
const here: FoundImage = { present: true, digest: 'sha256:1' };
const context: AuditContext = { actor: systemActor, via: 'scheduler', requestId: 'boot' };
const ada: AuditContext = { actor: { type: 'user', id: 'a', name: 'Ada' }, via: 'http', requestId: 'test' };

let bed: TestAudit;
let keeper: ImageKeeper;
/** What the engine says, and the builds that were begun: the test brings them to their end. */
let found: FoundImage | undefined;
let isAutomatic: boolean;
let builds: (ImageProgress & PromiseWithResolvers<void>)[];
let news: string[];

beforeEach(() => {
  bed = openTestAudit();
  found = missing;
  isAutomatic = true;
  builds = [];
  news = [];
  keeper = makeImageKeeper({
    reference: 'automa-sandbox:1',
    find: async () => found,
    make: (progress) => {
      const build = { ...progress, ...Promise.withResolvers<void>() };
      builds.push(build);
      progress.signal?.addEventListener('abort', () => build.reject(progress.signal?.reason));
      return build.promise;
    },
    isAutomatic: () => isAutomatic,
    audit: bed.audit,
    clock: bed.clock,
    logger: silentLogger,
    context,
    onBuilt: () => news.push('built'),
    onProgress: () => news.push('progress'),
  });
});
afterEach(async () => {
  await keeper.close();
  bed.close();
});

const entries = () =>
  bed.audit.read
    .select()
    .from(auditEntries)
    .all()
    .map(({ action, actorName, outcome }) => [action, actorName, outcome]);
const isOver = () => expect.poll(async () => (await keeper.state()).building).toBeNull();

describe('the image of the sandbox', () => {
  it('that is missing is built once, by itself, with progress; then it is news', async () => {
    await Promise.all([keeper.look(), keeper.look()]);
    await keeper.look();
    expect(builds.length).toBe(1);
    builds[0]?.onStep('build-offline');
    for (let line = 1; line <= 30; line++) builds[0]?.onLine(`line ${line}`);
    const { building, present, canBuild } = await keeper.state();
    expect({ present, canBuild, step: building?.step, last: building?.lines.at(-1) }).toEqual({
      present: false,
      canBuild: true,
      step: 'build-offline',
      last: 'line 30',
    });
    expect(building?.lines.length).toBeLessThan(30);
    found = here;
    builds[0]?.resolve();
    await isOver();
    expect(await keeper.state()).toMatchObject({ present: true, digest: 'sha256:1', canBuild: false, problem: null });
    expect(news).toEqual(['progress', 'built']);
    expect(entries()).toEqual([
      ['image.build', 'Automa', 'ok'],
      ['image.built', 'Automa', 'ok'],
    ]);
  });

  it('that could not be built says why, and is tried again only when somebody asks', async () => {
    await keeper.look();
    builds[0]?.reject(new Error('no registry and no mmdebstrap'));
    await isOver();
    expect((await keeper.state()).problem).toBe('no registry and no mmdebstrap');
    await keeper.look();
    expect(builds.length).toBe(1);
    await keeper.build(ada);
    await keeper.build(ada);
    expect([builds.length, (await keeper.state()).problem]).toEqual([2, null]);
    expect(entries()).toEqual([
      ['image.build', 'Automa', 'ok'],
      ['image.built', 'Automa', 'failed'],
      ['image.build', 'Ada', 'ok'],
    ]);
  });

  it('is not built unasked where that is switched off, where it is there, or where no engine answers', async () => {
    isAutomatic = false;
    await keeper.look();
    isAutomatic = true;
    for (found of [here, undefined]) {
      await keeper.look();
      await expect(keeper.build(ada)).rejects.toMatchObject({ code: 'conflict' });
      expect((await keeper.state()).canBuild).toBe(false);
    }
    expect([builds.length, entries()]).toEqual([0, []]);
  });

  it('is no longer built when the host stops', async () => {
    await keeper.look();
    await keeper.close();
    expect(entries().at(-1)).toEqual(['image.built', 'Automa', 'failed']);
    await keeper.look();
    expect(builds.length).toBe(1);
  });
});
