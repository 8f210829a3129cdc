/** What is asked of the palette: everything, the actions alone, or jobs to run. */
export interface PaletteQuery {
  kind: 'all' | 'actions' | 'run';
  /** What a name has to contain, in lower case. */
  wanted: string;
}

/** Reads what was typed. A leading `>` leaves the actions alone; the verb for running something leaves what can be run. */
export function readPaletteQuery(text: string, runVerb: string): PaletteQuery {
  const typed = text.trimStart().toLowerCase();
  if (typed.startsWith('>')) return { kind: 'actions', wanted: typed.slice(1).trim() };
  const verb = `${runVerb.toLowerCase()} `;
  if (typed.startsWith(verb)) return { kind: 'run', wanted: typed.slice(verb.length).trim() };
  return { kind: 'all', wanted: typed.trim() };
}

/** Whether an entry is meant: every word of what is wanted stands in its label or among its other names. */
export function isMeant({ label, also = '' }: { label: string; also?: string | undefined }, wanted: string): boolean {
  const names = `${label} ${also}`.toLowerCase();
  return wanted.split(/\s+/).every((word) => names.includes(word));
}
