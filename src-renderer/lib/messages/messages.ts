import { otherLanguages } from 'virtual:messages';
import IntlMessageFormat from 'intl-messageformat';
import type { ReactNode } from 'react';

/** Every text there is. English is the list of keys; other languages fill in what they have. */
export type MessageKey = keyof typeof import('../../../resources/messages/en.json');
export type MessageValues = Record<string, string | number>;
type Tags = Record<string, (chunks: ReactNode[]) => ReactNode>;
type Catalogue = Partial<Record<string, string>>;

/** English, as far as the modules that are here name it. */
const known: Record<string, string> = {};
let language = 'en';
let translated: Catalogue = {};
let pageTexts: Promise<void> = Promise.resolve();
let formats = new Map<MessageKey, IntlMessageFormat>();

/** Languages with a catalogue, by their BCP 47 tag. */
export const languages: readonly string[] = ['en', ...Object.keys(otherLanguages)];

/**
 * Takes in an area of the English texts. Called by what bundling/split-messages.ts writes, never by hand.
 * @public
 */
export function addMessages(area: Readonly<Record<string, string>>): void {
  Object.assign(known, area);
}

/** Speaks the first of `wanted` there is a catalogue for; called before the first screen is drawn. */
export async function chooseLanguage(wanted: readonly string[]): Promise<void> {
  const found = wanted.map((tag) => tag.split('-')[0] ?? '').find((tag) => languages.includes(tag)) ?? 'en';
  const parts = otherLanguages[found];
  // The pages' part comes while the shell is drawn. Who cannot fetch it reads English rather than nothing.
  pageTexts = parts === undefined ? Promise.resolve() : parts.pages().then(translate, () => undefined);
  translated = {};
  translate(parts === undefined ? { default: {} } : await parts.shell());
  language = found;
  document.documentElement.lang = found;
}

/** Loads a page, and is done when the texts of pages are here too. */
export async function withTexts<Page>(load: () => Promise<Page>): Promise<Page> {
  const [page] = await Promise.all([load(), pageTexts]);
  return page;
}

function translate(texts: { default: Catalogue }): void {
  translated = { ...translated, ...texts.default };
  formats = new Map();
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
  const made = formats.get(key) ?? new IntlMessageFormat(translated[key] ?? known[key] ?? missing(key), language);
  formats.set(key, made);
  return made;
}

/** A key put together at run time is found by nobody. A person should rather read the key than lose the page. */
function missing(key: MessageKey): string {
  if (import.meta.env.DEV) {
    throw new Error(`the text "${key}" is not loaded: name it, or the start of it, as a literal where it is used`);
  }
  return key;
}
