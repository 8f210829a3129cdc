import IntlMessageFormat from 'intl-messageformat';
import english from '../../resources/messages/desktop/en.json' with { type: 'json' };
import slovak from '../../resources/messages/desktop/sk.json' with { type: 'json' };

export type MessageKey = keyof typeof english;

/** The shell's own texts: tray, notifications, menus and questions. The page has its own catalogue. */
export interface Words {
  say(key: MessageKey, values?: Record<string, string | number>): string;
  /** Time of day, as people here write it. */
  time(at: number): string;
  /** The day of the week, short. */
  day(at: number): string;
}

const catalogues: Record<string, Partial<Record<MessageKey, string>>> = { en: english, sk: slovak };

/** Speaks the first of `wanted` (BCP 47) there is a catalogue for, else English. */
export function makeWords(wanted: readonly string[]): Words {
  const locale = wanted.find((tag) => languageOf(tag) in catalogues) ?? 'en';
  const catalogue = catalogues[languageOf(locale)] ?? english;
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short' });
  return {
    say: (key, values) => String(new IntlMessageFormat(catalogue[key] ?? english[key], locale).format(values)),
    time: (at) => clock.format(at),
    day: (at) => weekday.format(at),
  };
}

function languageOf(tag: string): string {
  return tag.split('-')[0] ?? '';
}
