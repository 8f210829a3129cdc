/** Reads JSON as typed; nothing typed is no input, which is not the same as `null`. */
export function readInput(text: string): { ok: true; value: unknown } | { ok: false } {
  if (text.trim() === '') return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false };
  }
}

/** JSON as one types it. */
export function writeInput(input: unknown): string {
  return input === undefined ? '' : JSON.stringify(input);
}
