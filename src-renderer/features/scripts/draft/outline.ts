/** A name a Python file gives to something, and where. */
export interface OutlineEntry {
  name: string;
  kind: 'class' | 'function' | 'variable';
  line: number;
  /** 0 at the top, 1 inside of a class. */
  depth: 0 | 1;
}

const definition = /^(\s*)(?:async\s+)?(def|class)\s+([A-Za-z_]\w*)/;
const assignment = /^([A-Za-z_]\w*)\s*(?::[^=]+)?=(?!=)/;
const tripleQuote = /"""|'''/g;

/** Classes, functions, methods and top-level names, read line by line: it also serves while the file does not parse. */
export function outlineOf(source: string): readonly OutlineEntry[] {
  const entries: OutlineEntry[] = [];
  const seen = new Set<string>();
  let openQuote: string | undefined;
  let classIndent: number | undefined;
  for (const [index, line] of source.split('\n').entries()) {
    const wasOpen = openQuote !== undefined;
    for (const [quote] of line.matchAll(tripleQuote)) {
      if (openQuote === undefined) openQuote = quote;
      else if (openQuote === quote) openQuote = undefined;
    }
    if (wasOpen || line.trim() === '') continue;
    const indent = line.length - line.trimStart().length;
    const found = definition.exec(line);
    if (found !== null && (indent === 0 || classIndent !== undefined)) {
      const isClass = found[2] === 'class';
      // One step into a class is a method; what lies deeper is nobody's business here.
      if (indent === 0) classIndent = isClass ? 0 : undefined;
      else if (indent > 4) continue;
      const kind = isClass ? 'class' : 'function';
      entries.push({ name: found[3] ?? '', kind, line: index + 1, depth: indent === 0 ? 0 : 1 });
      continue;
    }
    const name = assignment.exec(line)?.[1];
    if (name !== undefined && !seen.has(name)) {
      seen.add(name);
      entries.push({ name, kind: 'variable', line: index + 1, depth: 0 });
    }
    if (indent === 0 && !line.startsWith('#') && !line.startsWith('@') && !line.startsWith(')'))
      classIndent = undefined;
  }
  return entries;
}
