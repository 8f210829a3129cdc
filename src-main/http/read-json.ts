import { AppError } from '../base/errors.ts';

/** Deeper than any request of ours, shallower than what makes recursion hurt. */
const maxDepth = 64;

/**
 * Parses a request body. Beyond what `JSON.parse` refuses: members given twice (which of them counts differs between
 * programs), `__proto__`, nesting past 64, numbers beyond double, lone surrogates. Throws `malformed` with the place.
 */
export function readJson(text: string): unknown {
  if (text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw malformed(thrown instanceof Error ? thrown.message : 'it cannot be parsed');
  }
  refuseAmbiguous(text);
  return value;
}

/** One pass over valid JSON; strings are skipped as wholes, so braces in them do not count. */
function refuseAmbiguous(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  const token = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|-?\d[\d.eE+-]*/gs;
  let last: string | undefined;
  for (const [found] of text.matchAll(token)) {
    if (found === '{' || found === '[') {
      open.push(found === '{' ? new Set() : undefined);
      if (open.length > maxDepth) throw malformed(`it nests deeper than ${maxDepth}`);
    } else if (found === '}' || found === ']') open.pop();
    else if (found === ':') noteMember(open.at(-1), last ?? '""');
    else if (found.startsWith('"')) refuseLoneSurrogate(found);
    else if (found !== ',' && !Number.isFinite(Number(found)))
      throw malformed(`${found.slice(0, 40)} is beyond what a number can hold`);
    last = found;
  }
}

function noteMember(members: Set<string> | undefined, literal: string): void {
  const name = JSON.parse(literal) as string; // a string literal of valid JSON
  if (name === '__proto__') throw malformed('it has a member __proto__');
  if (members?.has(name)) throw malformed(`it has the member ${JSON.stringify(name.slice(0, 40))} twice`);
  members?.add(name);
}

function refuseLoneSurrogate(literal: string): void {
  if (/\\u[dD][89a-fA-F]/.test(literal) && !(JSON.parse(literal) as string).isWellFormed()) {
    throw malformed('it has half a character (a lone surrogate) in a string');
  }
}

function malformed(problem: string): AppError {
  return new AppError('malformed', `the body is not valid JSON: ${problem}`);
}
