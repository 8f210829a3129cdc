import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, parse, resolve, sep } from 'node:path';
import { invalid } from '../base/errors.ts';

/**
 * The folders as they are kept: normal paths, each once. Refuses (422, naming it) what is no folder here, a whole disk,
 * and the data directory: what is told about files is itself written there.
 */
export function checkFolders(folders: readonly string[], field: string, dataDir: string): string[] {
  return [...new Set(folders.map((folder, index) => checkFolder(folder, `${field}.${index}`, dataDir)))];
}

function checkFolder(given: string, path: string, dataDir: string): string {
  if (!isAbsolute(given)) throw invalid(path, `${given} is no absolute path`);
  const folder = resolve(given);
  if (folder === parse(folder).root) throw invalid(path, `${folder} is a whole disk; name a folder in it`);
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined) throw invalid(path, `there is no ${folder}; make the folder first`);
  if (!found.isDirectory()) throw invalid(path, `${folder} is no folder`);
  const own = realpathSync(dataDir);
  const real = realpathSync(folder);
  if (real === own || real.startsWith(own + sep)) throw invalid(path, `${folder} is where Automa keeps its own data`);
  return folder;
}
