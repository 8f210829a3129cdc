import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DataDirectoryError } from './data-directory-error.ts';
import type { SqliteFile } from './open-file.ts';

const Journal = z.object({ entries: z.array(z.object({ idx: z.int(), tag: z.string() })) });

interface Migration {
  /** The schema's number once it is applied; kept in `user_version`. */
  number: number;
  tag: string;
  statements: string[];
}

/**
 * Brings the file to the newest schema: one transaction per migration, foreign keys off meanwhile (a table
 * rebuild would otherwise empty child tables by cascade) and checked before each commit. A copy is made first.
 * A file of a newer program is refused.
 */
export function migrate(file: SqliteFile, options: { migrationsDir: string; backupDir: string; now: number }): void {
  const migrations = readMigrations(options.migrationsDir);
  const newest = migrations.length;
  const present = Number(file.pragma('user_version', { simple: true }));
  if (present > newest) {
    throw new DataDirectoryError(
      'newer',
      `${file.name} was written by a newer version of Automa (schema ${present}; this one knows ${newest}). Install that version, or use another data directory.`,
    );
  }
  if (present === newest) return;
  if (present > 0) copyBefore(file, options.backupDir, `before-schema-${newest}-${options.now}.db`);

  file.pragma('foreign_keys = OFF');
  try {
    for (const migration of migrations.slice(present)) apply(file, migration);
  } finally {
    file.pragma('foreign_keys = ON');
  }
}

function readMigrations(migrationsDir: string): Migration[] {
  const journal = Journal.parse(JSON.parse(readFileSync(join(migrationsDir, 'meta/_journal.json'), 'utf8')));
  return journal.entries
    .toSorted((a, b) => a.idx - b.idx)
    .map(({ tag }, index) => ({
      number: index + 1,
      tag,
      statements: readFileSync(join(migrationsDir, `${tag}.sql`), 'utf8')
        .split('--> statement-breakpoint')
        .map((statement) => statement.trim())
        .filter((statement) => statement !== ''),
    }));
}

function apply(file: SqliteFile, migration: Migration): void {
  file
    .transaction(() => {
      for (const statement of migration.statements) file.exec(statement);
      const broken = file.pragma('foreign_key_check') as unknown[]; // better-sqlite3 types pragma results as unknown
      if (broken.length > 0)
        throw new Error(
          `migration ${migration.tag} breaks ${broken.length} foreign keys: ${JSON.stringify(broken[0])}`,
        );
      file.pragma(`user_version = ${migration.number}`);
    })
    .immediate();
}

/**
 * A consistent copy, also of what is still in the write-ahead log; copying the file by itself would miss that. It gets
 * its name when it is whole, so a process killed meanwhile leaves nothing that looks like a copy.
 */
function copyBefore(file: SqliteFile, backupDir: string, name: string): void {
  mkdirSync(backupDir, { recursive: true, mode: 0o700 });
  const target = join(backupDir, name);
  if (existsSync(target)) return;
  const draft = `${target}.new`;
  rmSync(draft, { force: true });
  file.prepare('VACUUM INTO ?').run(draft);
  chmodSync(draft, 0o600);
  renameSync(draft, target);
}
