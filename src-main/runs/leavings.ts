import { canonicalJson } from '../audit/canonical-json.ts';
import { readLeft, stateFile } from './run-folders.ts';

/** What the script left in /out for us. */
export interface Leavings {
  result: unknown;
  /** JSON text for the agent's next run. */
  state: string | undefined;
  warnings: string[];
}

/** Results beyond this are left in /out, where they can be downloaded. */
const maxResultBytes = 1024 * 1024;
const maxStateBytes = 64 * 1024;

/** Takes up result and state; what cannot be used is a warning, never a failure: the script did its work. */
export async function readLeavings(outDir: string): Promise<Leavings> {
  const result = await readLeft(outDir, 'result.json', maxResultBytes);
  const state = await readLeft(outDir, stateFile, maxStateBytes);
  const warnings: string[] = [];
  if (result === 'too-large') warnings.push('result.json is larger than 1 MiB; it is among the artifacts');
  if (state === 'too-large') warnings.push('the state is larger than 64 KiB and was not kept');
  const parsedResult = parse(result);
  const parsedState = parse(state);
  if (parsedResult === 'invalid') warnings.push('result.json is not valid JSON');
  // The next run of the agent would not get past reading it
  if (parsedState === 'invalid') warnings.push('the state is not valid JSON and was not kept');
  return {
    result: typeof parsedResult === 'object' ? parsedResult.value : undefined,
    state: typeof state === 'object' && typeof parsedState === 'object' ? state.text : undefined,
    warnings,
  };
}

function parse(left: Awaited<ReturnType<typeof readLeft>>): { value: unknown } | 'invalid' | undefined {
  if (typeof left !== 'object') return undefined;
  try {
    const value: unknown = JSON.parse(left.text);
    canonicalJson(value); // refuses what nests too deep for JSON here
    return { value };
  } catch {
    return 'invalid';
  }
}
