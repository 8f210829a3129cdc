import IntlMessageFormat from 'intl-messageformat';
import type { ReactNode } from 'react';
import english from '../../../resources/messages/en.json' with { type: 'json' };

/** Every text there is. English is the list of keys; other languages fill in what they have. */
export type MessageKey = keyof typeof english;
export type MessageValues = Record<string, string | number>;
type Tags = Record<string, (chunks: ReactNode[]) => ReactNode>;
type Catalogue = Partial<Record<MessageKey, string>>;

const others = import.meta.glob<Catalogue>(
  ['../../../resources/messages/*.json', '!../../../resources/messages/en.json'],
  {
    import: 'default',
  },
);

let language = 'en';
let catalogue: Catalogue = english;
let formats = new Map<MessageKey, IntlMessageFormat>();

/** Languages with a catalogue, by their BCP 47 tag. */
export const languages: readonly string[] = ['en', ...Object.keys(others).map(tagOf)];

/** Speaks the first of `wanted` there is a catalogue for; called before the first screen is drawn. */
export async function chooseLanguage(wanted: readonly string[]): Promise<void> {
  const found = wanted.map((tag) => tag.split('-')[0] ?? '').find((tag) => languages.includes(tag)) ?? 'en';
  const load = Object.entries(others).find(([path]) => tagOf(path) === found)?.[1];
  catalogue = load === undefined ? english : await load();
  language = found;
  formats = new Map();
  document.documentElement.lang = found;
}

/**
 * The locale for figures and dates: the language on the screen in the person's own region where that is known,
 * so that an Englishman and an American each read their own order of day and month.
 */
export function locale(): string {
  return navigator.languages.find((tag) => tag === language || tag.startsWith(`${language}-`)) ?? language;
}

/** The text of `key` in the language on the screen. */
export function t(key: MessageKey, values?: MessageValues): string {
  return String(formatOf(key).format(values));
}

/** The same with elements in it: `<b>…</b>` in the text calls `tags.b`. */
export function rich(key: MessageKey, values: MessageValues, tags: Tags): ReactNode {
  return formatOf(key).format<ReactNode>({ ...values, ...tags });
}

function formatOf(key: MessageKey): IntlMessageFormat {
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new IntlMessageFormat(catalogue[key] ?? english[key], language);
  formats.set(key, made);
  return made;
}

function tagOf(path: string): string {
  return /([\w-]+)\.json$/.exec(path)?.[1] ?? '';
}
