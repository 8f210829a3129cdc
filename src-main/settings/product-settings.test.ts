import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { EngineChoice } from '#contract/settings.ts';
import type { AuditContext } from '../audit/audit.ts';
import { openTestAudit, type TestAudit } from '../audit/open-test-audit.ts';
import { auditEntries } from '../db/schema/audit.ts';
import { makeProductSettings } from './product-settings.ts';

const context: AuditContext = { actor: { type: 'user', id: 'a', name: 'Ada' }, via: 'http', requestId: 'test' };
const engineChoices: readonly EngineChoice[] = ['auto', 'docker', 'local'];

let bed: TestAudit;
beforeEach(() => {
  bed = openTestAudit();
});
afterEach(() => bed.close());

const open = (fixedEngine?: EngineChoice) => makeProductSettings({ ...bed, engineChoices, fixedEngine });
const entries = () => bed.audit.read.select().from(auditEntries).all();

describe('the settings of the product', () => {
  it('have their defaults until somebody changes them', () => {
    expect(open().get()).toEqual({
      revision: 1,
      engine: 'auto',
      engineChoices,
      imageBuild: 'automatic',
      watchedFolders: [],
      privateHosts: [],
      fixedBy: { engine: null },
    });
  });

  it('are changed one by one, kept, told, and written down with what they were', () => {
    const topics: string[] = [];
    bed.changes.listen((changes) => topics.push(...changes.map(({ topic }) => topic)));
    expect(open().update(context, { engine: 'local' })).toMatchObject({ revision: 2, engine: 'local' });
    expect(open().update(context, { imageBuild: 'manual' }, 2)).toMatchObject({ revision: 3, engine: 'local' });
    expect(open().get()).toMatchObject({ revision: 3, engine: 'local', imageBuild: 'manual' });
    expect(topics).toContain('settings');
    expect(entries().map(({ action, actorName, details }) => [action, actorName, JSON.parse(details)])).toEqual([
      ['settings.update', 'Ada', { changed: { engine: { from: 'auto', to: 'local' } } }],
      ['settings.update', 'Ada', { changed: { imageBuild: { from: 'automatic', to: 'manual' } } }],
    ]);
  });

  it('that are set to what they are stay as they are, and leave no entry', () => {
    expect(open().update(context, { engine: 'auto', imageBuild: undefined })).toMatchObject({ revision: 1 });
    expect(entries()).toEqual([]);
  });

  it('known at another revision are not changed', () => {
    open().update(context, { engine: 'local' });
    expect(() => open().update(context, { engine: 'auto' }, 1)).toThrow('at revision 2, not 1; read them again');
    expect(open().get().engine).toBe('local');
  });

  it('that the environment fixes say by which variable, and cannot be changed', () => {
    open().update(context, { engine: 'local' });
    const settings = open('docker');
    expect(settings.get()).toMatchObject({ engine: 'docker', fixedBy: { engine: 'AUTOMA_ENGINE' } });
    expect(() => settings.update(context, { engine: 'auto' })).toThrow('engine: AUTOMA_ENGINE fixes it at docker');
    settings.update(context, { engine: 'docker', imageBuild: 'manual' });
    expect(open().get()).toMatchObject({ engine: 'local', imageBuild: 'manual' });
  });

  it('name the folders to watch: such as are there, each once, none of our own', () => {
    const folder = mkdtempSync(join(tmpdir(), 'automa-drop-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const settings = open();
    const set = (...watchedFolders: string[]) => settings.update(context, { watchedFolders });
    expect(set(`${folder}/`, join(folder, 'x', '..')).watchedFolders).toEqual([folder]);
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const refused: [folder: string, words: RegExp][] = [
      ['drop', /no absolute path/],
      ['/', /a whole disk/],
      [join(folder, 'gone'), /there is no/],
      [file, /is no folder/],
      [bed.dataDir, /keeps its own data/],
    ];
    for (const [wrong, words] of refused) {
      expect(() => set(folder, wrong)).toThrow(/^watchedFolders\.1: /);
      expect(() => set(folder, wrong)).toThrow(words);
    }
    expect(open().get()).toMatchObject({ revision: 2, watchedFolders: [folder] });
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    expect(set(folder)).toMatchObject({ revision: 2 });
  });

  it('take no engine that is not installed', () => {
    expect(() => open().update(context, { engine: 'podman' })).toThrow(
      'engine: podman is no part of this installation; choose auto, docker, local',
    );
  });
});
