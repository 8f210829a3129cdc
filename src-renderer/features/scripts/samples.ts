/** A script that works as it is, to begin from. */
export interface Sample {
  name: string;
  title: string;
  description: string;
  load: () => Promise<string>;
}

interface About {
  title: string;
  description: string;
}

const abouts = import.meta.glob<About>('../../../resources/samples/*/sample.json', { eager: true, import: 'default' });
const sources = import.meta.glob<string>('../../../resources/samples/*/main.py', { query: '?raw', import: 'default' });

/** The samples that come with Automa; their sources are fetched when one is chosen. */
export const samples: readonly Sample[] = Object.entries(sources).map(([path, load]) => {
  const name = path.split('/').at(-2) ?? path;
  const about = abouts[path.replace(/main\.py$/, 'sample.json')];
  return { name, title: about?.title ?? name, description: about?.description ?? '', load };
});
