import { isDeepStrictEqual } from 'node:util';
import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { EngineChoice, ImageBuild, PrivateHosts, type Settings, WatchedFolders } from '#contract/settings.ts';
import type { Audit, AuditContext } from '../audit/audit.ts';
import type { Clock } from '../base/clock.ts';
import { AppError, invalid } from '../base/errors.ts';
import type { ReadDb } from '../db/database.ts';
import { settings } from '../db/schema/settings.ts';
import { checkFolders } from './check-folders.ts';

/** The row as it is stored; what an older version wrote, or none did, is the default. */
const Stored = z.object({
  revision: z.int().catch(1),
  engine: EngineChoice.catch('auto'),
  imageBuild: ImageBuild.catch('automatic'),
  watchedFolders: WatchedFolders.catch([]),
  privateHosts: PrivateHosts.catch([]),
});
type Stored = z.infer<typeof Stored>;

/** What can be changed of them. */
export type SettingsPatch = { [Name in keyof Omit<Stored, 'revision'>]?: Stored[Name] | undefined };

/** The settings in force, and the revision for `If-Match`. */
export type SettingsInForce = Omit<Settings, 'timezone'> & { revision: number };

/** Settings of the product, the same in every host; what the environment fixes wins and cannot be changed here. */
export interface ProductSettings {
  get(): SettingsInForce;
  /** Changes the settings given, all or none. Without a difference nothing happens. */
  update(context: AuditContext, patch: SettingsPatch, ifRevision?: number): SettingsInForce;
}

const key = 'product';
const changeable = ['engine', 'imageBuild', 'watchedFolders', 'privateHosts'] as const;
const resource = { type: 'settings', id: key, name: 'settings' };

export function makeProductSettings(options: {
  audit: Audit;
  clock: Clock;
  dataDir: string;
  /** What may be chosen as engine: those this installation has. */
  engineChoices: readonly EngineChoice[];
  /** AUTOMA_ENGINE, where it is set. */
  fixedEngine?: EngineChoice | undefined;
}): ProductSettings {
  const { audit, clock, dataDir, engineChoices, fixedEngine } = options;
  const inForce = (stored: Stored): SettingsInForce => ({
    ...stored,
    engine: fixedEngine ?? stored.engine,
    engineChoices: [...engineChoices],
    fixedBy: { engine: fixedEngine === undefined ? null : 'AUTOMA_ENGINE' },
  });
  return {
    get: () => inForce(read(audit.read)),
    update: (context, wanted, ifRevision) => {
      const stored = read(audit.read);
      const before = inForce(stored);
      refuseOtherRevision(before.revision, ifRevision);
      const differs = (field: (typeof changeable)[number]) =>
        wanted[field] !== undefined && !isDeepStrictEqual(wanted[field], before[field]);
      const fields = changeable.filter(differs);
      if (fields.length === 0) return before;
      if (fields.includes('engine')) checkEngine(wanted.engine);
      const patch = fields.includes('watchedFolders') ? checkWatched(wanted) : wanted;
      const value = Stored.parse({ ...stored, ...pick(patch, fields), revision: stored.revision + 1 });
      return audit.transact(context, ({ tx, record, changed }) => {
        const row = { key, value, updatedAt: clock.now() };
        tx.insert(settings)
          .values(row)
          .onConflictDoUpdate({ target: settings.key, set: { value: sql`excluded.value`, updatedAt: row.updatedAt } })
          .run();
        const changes = fields.map((field) => [field, { from: before[field], to: value[field] }]);
        record({ action: 'settings.update', resource, details: { changed: Object.fromEntries(changes) } });
        changed('settings', null);
        return inForce(value);
      });
    },
  };

  function checkWatched(wanted: SettingsPatch): SettingsPatch {
    return { ...wanted, watchedFolders: checkFolders(wanted.watchedFolders ?? [], 'watchedFolders', dataDir) };
  }

  function checkEngine(engine: EngineChoice | undefined): void {
    if (fixedEngine !== undefined) {
      const what = `engine: AUTOMA_ENGINE fixes it at ${fixedEngine}`;
      throw new AppError('conflict', `${what}; take the variable away and start again to choose it here`);
    }
    if (engine !== undefined && !engineChoices.includes(engine))
      throw invalid('engine', `${engine} is no part of this installation; choose ${engineChoices.join(', ')}`);
  }
}

function read(db: ReadDb): Stored {
  const row = db.select({ value: settings.value }).from(settings).where(eq(settings.key, key)).get();
  return Stored.parse(row?.value ?? {});
}

function pick<Value extends object>(value: Value, names: readonly (keyof Value)[]): Partial<Value> {
  return Object.fromEntries(names.map((name) => [name, value[name]])) as Partial<Value>; // its own members
}

function refuseOtherRevision(revision: number, ifRevision: number | undefined): void {
  if (ifRevision === undefined || ifRevision === revision) return;
  throw new AppError(
    'revision-mismatch',
    `the settings are at revision ${revision}, not ${ifRevision}; read them again`,
  );
}
