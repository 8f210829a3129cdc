import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

/** The class names of Mantine's stylesheets: one hash for each name of a component's CSS module. */
const className = /\bm_[0-9a-f]{5,8}\b/g;

/**
 * Leaves out of Mantine's one stylesheet the rules of components that nothing here uses; the order of the rest is kept,
 * and a component used for the first time brings its own. Two thirds of the sheet are for components we do not have.
 */
export function slimMantine(root: string): Plugin {
  return {
    name: 'slim-mantine',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: /@mantine\/core\/styles\.css$/ },
      handler: (css) => ({ code: keepRules(css, usedClasses(root)), map: null }),
    },
  };
}

/** The rules at the top level of `css` that name no component, or one of `used`. */
export function keepRules(css: string, used: ReadonlySet<string>): string {
  return splitRules(css)
    .filter((rule) => {
      const named = rule.match(className);
      return named === null || named.some((name) => used.has(name));
    })
    .join('');
}

/** Classes of all that is imported from Mantine, by us and by its packages that we use, and of what that is made of. */
export function usedClasses(root: string): ReadonlySet<string> {
  const packages = join(root, 'node_modules/@mantine');
  const core = join(packages, 'core/esm');
  const index = new Map(
    importsOf(join(core, 'index.mjs')).flatMap(({ names, path }) => names.map((name) => [name, path])),
  );
  const ours = filesIn(join(root, 'src-renderer'), /\.tsx?$/).flatMap(importedPackages);
  const satellites = [...new Set(ours.map(({ from }) => from))].filter((from) => from !== '@mantine/core');
  const theirs = satellites.flatMap((from) =>
    filesIn(join(packages, from.slice('@mantine/'.length), 'esm'), /\.mjs$/).flatMap(importedPackages),
  );
  const wanted = [...ours, ...theirs].filter(({ from }) => from === '@mantine/core').flatMap(({ names }) => names);

  const classes = new Set<string>();
  const seen = new Set<string>();
  const waiting = wanted.flatMap((name) => index.get(name) ?? []);
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const name of readFileSync(path, 'utf8').match(className) ?? []) classes.add(name);
    waiting.push(...importsOf(path).map((each) => each.path));
  }
  return classes;
}

/** The statements of a stylesheet one by one; what stands before a brace belongs to what follows it. */
function splitRules(css: string): readonly string[] {
  const rules: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < css.length; at += 1) {
    if (css[at] === '{') depth += 1;
    if (css[at] !== '}') continue;
    depth -= 1;
    if (depth > 0) continue;
    rules.push(css.slice(start, at + 1));
    start = at + 1;
  }
  return [...rules, css.slice(start)];
}

/** What a module of Mantine's imports from its neighbours. */
function importsOf(path: string): readonly { names: readonly string[]; path: string }[] {
  const code = readFileSync(path, 'utf8');
  return [...code.matchAll(/import\s+([^"']*?)\s+from\s+["'](\.[^"']+)["']/g)].map(([, names = '', from = '']) => ({
    names: namesIn(names),
    path: join(dirname(path), from),
  }));
}

function importedPackages(path: string): readonly { names: readonly string[]; from: string }[] {
  const code = readFileSync(path, 'utf8');
  return [...code.matchAll(/import\s+(\{[^}]*\})\s+from\s+["'](@mantine\/[\w-]+)["']/g)].map(
    ([, names = '', from = '']) => ({ names: namesIn(names), from }),
  );
}

/** `{ A, type B, C as D }`: A, B, C. */
function namesIn(clause: string): readonly string[] {
  return [...clause.matchAll(/(?:type\s+)?(\w+)(?:\s+as\s+\w+)?/g)].flatMap(([, name]) => name ?? []);
}

function filesIn(folder: string, kind: RegExp): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => kind.test(name))
    .map((name) => join(folder, name));
}
