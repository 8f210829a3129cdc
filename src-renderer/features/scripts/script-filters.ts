import { flag, oneOf, readSearch, text } from '../../lib/search-params.ts';

/** What of the scripts is shown, as it stands in the address. */
export const readScriptFilters = readSearch({ q: text(200), tag: text(50), folder: text(500), archived: flag });

export type ScriptFilters = ReturnType<typeof readScriptFilters>;
export type ScriptFilterChange = Partial<ScriptFilters>;

/** What of a script's editor is shown: a file, a panel under it, or two sides beside each other. */
export const readScriptPlace = readSearch({
  file: text(500),
  panel: oneOf(['run', 'problems', 'result']),
  /** The number of a version, `draft`, or `stored`: the draft that was saved elsewhere. */
  from: text(9),
  to: text(9),
});

export type ScriptPlace = ReturnType<typeof readScriptPlace>;

/** Whether anything narrows the list, so that an empty one can say why. */
export function isFiltered({ q, tag, folder, archived }: ScriptFilters): boolean {
  return [q, tag, folder, archived].some((value) => value !== undefined);
}
