import { stripVTControlCharacters } from 'node:util';

/** Prints a result: as JSON for programs, else as the table or text made from it. */
export function print<Result>(result: Result, options: { json?: boolean }, toText: (result: Result) => string): void {
  const text = options.json === true ? JSON.stringify(result, null, 2) : toText(result);
  if (text !== '') process.stdout.write(`${text}\n`);
}

/** Rows under headings, columns as wide as their widest cell. Names other people chose may not steer the terminal. */
export function table(headings: readonly string[], rows: readonly (string | number | null)[][]): string {
  const cells = [headings, ...rows].map((row) => row.map((cell) => harmless(String(cell ?? '–'))));
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Text without escape sequences and control characters. */
function harmless(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/\p{Cc}/gu, ' ');
}
