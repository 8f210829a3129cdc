import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { normalizePath, type Plugin } from 'vite';

const prefix = 'virtual:messages';
/** What marks a module as made by a plugin: nobody else looks for it on the disk. */
const resolved = `\0${prefix}`;

type Catalogue = Readonly<Record<string, string>>;

/**
 * A language is one file; a page brings only what it shows. Each module that names a text of English gets an import of
 * the area the text is in (what stands before the first dot of the key), so the bundler puts areas where they are used.
 * Every other language is two chunks for those who read it: one for the shell, fetched before the first screen, and one
 * for the pages, which the first page waits for. `root` is the folder of the project: the bundled configuration does not
 * know where this file lies.
 */
export function splitMessages(root: string): Plugin {
  const renderer = normalizePath(join(root, 'src-renderer'));
  const folder = normalizePath(join(root, 'resources/messages'));
  const messagesModule = `${renderer}/lib/messages/messages.ts`;
  const readCatalogue = (language: string): Catalogue =>
    JSON.parse(readFileSync(join(folder, `${language}.json`), 'utf8'));
  let keys: readonly string[] = Object.keys(readCatalogue('en'));
  return {
    name: 'split-messages',
    enforce: 'pre',
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(resolved)) return null;
      const [kind, name] = id.slice(resolved.length + 1).split('/');
      if (kind === 'area') {
        const texts = pickTexts(readCatalogue('en'), (area) => area === name);
        return `import { addMessages } from ${JSON.stringify(messagesModule)};\naddMessages(${JSON.stringify(texts)});`;
      }
      if (kind === 'shell' || kind === 'pages') {
        const [language = ''] = (name ?? '').split('-');
        const inShell = new Set(findShellAreas(renderer, keys));
        const texts = pickTexts(readCatalogue(language), (area) => inShell.has(area) === (kind === 'shell'));
        return `export default ${JSON.stringify(texts)};`;
      }
      // What follows the last slash becomes the name of the chunk.
      const part = (kind: string, tag: string) => `${kind}: () => import('${prefix}/${kind}/${tag}-${kind}')`;
      const others = listLanguages(folder).filter((tag) => tag !== 'en');
      const loaders = others.map((tag) => `${tag}: { ${part('shell', tag)}, ${part('pages', tag)} }`);
      return `export const otherLanguages = { ${loaders.join(', ')} };`;
    },
    transform(code, id) {
      const path = id.split('?')[0] ?? '';
      if (!path.startsWith(renderer) || !/\.tsx?$/.test(path) || path === messagesModule) return null;
      const areas = findAreas(code, keys);
      if (areas.length === 0) return null;
      // Appended, so that no line moves; imports are carried out first wherever they stand.
      return { code: `${code}\n${areas.map((area) => `import '${prefix}/area/${area}';`).join(' ')}`, map: null };
    },
    configureServer: ({ watcher }) => {
      watcher.add(folder);
    },
    hotUpdate({ file }) {
      if (dirname(file) !== folder) return;
      keys = Object.keys(readCatalogue('en'));
      this.environment.moduleGraph.invalidateAll();
      this.environment.hot.send({ type: 'full-reload' });
      return [];
    },
  };
}

/** The areas whose texts `code` names: keys as string literals, and template literals that begin as a key does. */
export function findAreas(code: string, keys: readonly string[]): readonly string[] {
  const known = new Set(keys);
  const found = new Set<string>();
  for (const [, literal = ''] of code.matchAll(/(?<=['"`])([\w-]+\.[\w.-]*)(?=['"`]|\$\{)/g)) {
    const isNamed = known.has(literal) || (/[.-]$/.test(literal) && keys.some((key) => key.startsWith(literal)));
    if (isNamed) found.add(areaOf(literal));
  }
  return [...found].sort();
}

/** The texts of the areas that are wanted. */
export function pickTexts(catalogue: Catalogue, isWanted: (area: string) => boolean): Catalogue {
  return Object.fromEntries(Object.entries(catalogue).filter(([key]) => isWanted(areaOf(key))));
}

/** What is named outside of pages and features can be on the screen before the first page is. */
function findShellAreas(renderer: string, keys: readonly string[]): readonly string[] {
  const names = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /^(app|ui|lib)\b.*\.tsx?$/.test(name) && !/^app.pages\b|\.test\./.test(name),
  );
  return findAreas(names.map((name) => readFileSync(join(renderer, name), 'utf8')).join('\n'), keys);
}

function areaOf(key: string): string {
  return key.slice(0, key.indexOf('.'));
}

function listLanguages(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => basename(name, '.json'));
}
