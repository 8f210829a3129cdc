import type { AuditEntry } from '#contract/audit.ts';

/** Control and format characters, C1 and bidirectional ones among them, and the line separators of Unicode. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * The entry as one line of JSON. JSON escapes the ASCII controls alone; here everything that moves a cursor, turns
 * text around or is not seen is escaped too, so that a terminal shows what is there (G6). Parsing gives it back.
 */
export function toEntryLine(entry: AuditEntry): string {
  return `${JSON.stringify(entry).replace(unseen, escapeUnits)}\n`;
}

function escapeUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
