import { invalid } from '../base/errors.ts';

const maxPathLength = 500;
// Names Windows gives to devices, whatever their ending; a tree must unpack everywhere.
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * Checks a path inside a script tree: relative, `/` between names, no `.` or `..`, nothing a file system or a
 * terminal could take for something else. Answers it in Unicode NFC; throws `invalid` naming `field`.
 */
export function checkSourcePath(path: string, field: string): string {
  const problem = findProblem(path);
  if (problem !== undefined) throw invalid(field, `${JSON.stringify(path.slice(0, 100))} ${problem}`);
  return path.normalize('NFC');
}

function findProblem(path: string): string | undefined {
  if (path === '') return 'is empty';
  if (path.length > maxPathLength) return `is longer than ${maxPathLength} characters`;
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return 'is absolute; paths are relative to the script';
  if (path.includes('\\')) return 'has a backslash; use / between names';
  if (/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u.test(path)) return 'has control or invisible characters';
  for (const name of path.split('/')) {
    if (name === '') return 'has an empty name in it';
    if (name === '.' || name === '..') return `has ${name} in it; a tree cannot point outside itself`;
    if (Buffer.byteLength(name) > 255) return 'has a name longer than 255 bytes';
    if (name.startsWith('-')) return 'has a name that begins with -; programs take those for options';
    if (name !== name.trimEnd() || name.endsWith('.')) return 'has a name that ends in a space or a dot';
    if (reserved.test(name)) return 'has a name that Windows reserves';
  }
  return undefined;
}
