/** SQLite's name for what went wrong (`SQLITE_FULL`), also where drizzle has wrapped it; undefined for other errors. */
export function sqliteCodeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  if ('code' in thrown && typeof thrown.code === 'string' && thrown.code.startsWith('SQLITE_')) return thrown.code;
  return sqliteCodeOf(thrown.cause);
}

/** The file system has no room: for the file or its log, or for the index of the log. */
export function isDiskFull(thrown: unknown): boolean {
  const code = sqliteCodeOf(thrown);
  return code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE';
}

/** Whether the file, its disk or another process is at fault, and not the statement. */
export function isOfTheFile(thrown: unknown): boolean {
  const code = sqliteCodeOf(thrown) ?? '';
  return /^SQLITE_(FULL|IOERR|BUSY|LOCKED|CORRUPT|NOTADB|CANTOPEN|READONLY|NOMEM|PROTOCOL)/.test(code);
}
