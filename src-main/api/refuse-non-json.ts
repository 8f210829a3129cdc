import { AppError } from '../base/errors.ts';

/** As deep as a request over HTTP may nest, and what `Json` in the contract promises. */
const maxDepth = 64;

/**
 * Refuses what JSON cannot say. REST callers send JSON text, which the door has read strictly; the RPC doors also carry
 * dates, maps, big integers and broken strings, which no part of the core expects. Files pass: uploads are made of them.
 */
export function refuseNonJson(input: unknown): void {
  const open: { value: unknown; path: string; depth: number }[] = [{ value: input, path: '', depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, path, depth } = next;
    const problem = findProblem(value, depth);
    if (problem !== undefined)
      throw new AppError('malformed', `the input is not JSON: ${path === '' ? 'it' : path} ${problem}`);
    if (typeof value !== 'object' || value === null || value instanceof Blob) continue;
    for (const [name, member] of Object.entries(value)) {
      if (name === '__proto__' || !name.isWellFormed())
        throw new AppError('malformed', 'the input has a member whose name cannot be used');
      open.push({
        value: member,
        path: path === '' ? name.slice(0, 100) : `${path}.${name.slice(0, 100)}`,
        depth: depth + 1,
      });
    }
  }
}

function findProblem(value: unknown, depth: number): string | undefined {
  if (depth > maxDepth) return `nests deeper than ${maxDepth}`;
  switch (typeof value) {
    case 'undefined':
    case 'boolean':
      return undefined;
    case 'string':
      return value.isWellFormed() ? undefined : 'has half a character (a lone surrogate) in it';
    case 'number':
      return Number.isFinite(value) ? undefined : 'is no finite number';
    case 'object':
      return value === null || value instanceof Blob || isPlain(value) ? undefined : 'is neither an object nor a list';
    default:
      return `is a ${typeof value}`;
  }
}

/** Objects without a prototype, such as a parser makes, are plain too. */
function isPlain(value: object): boolean {
  return Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]';
}
