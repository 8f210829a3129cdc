import { locale } from './messages/messages.ts';

/** Names cities are known by beside the one their zone has: newer and older ones, and large cities without a zone. */
const otherNames: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Asmara',
  'America/Argentina/Buenos_Aires': 'Buenos Aires',
  'America/Buenos_Aires': 'Argentina Buenos Aires',
  'America/Godthab': 'Nuuk',
  'America/Los_Angeles': 'San Francisco Seattle Pacific PST PDT',
  'America/New_York': 'Boston Washington Eastern EST EDT',
  'America/Chicago': 'Dallas Central CST CDT',
  'America/Denver': 'Mountain MST MDT',
  'America/Nuuk': 'Godthab',
  'America/Sao_Paulo': 'Brasilia Rio de Janeiro',
  'Asia/Calcutta': 'Kolkata Mumbai Bombay Delhi IST',
  'Asia/Ho_Chi_Minh': 'Saigon',
  'Asia/Kathmandu': 'Katmandu',
  'Asia/Katmandu': 'Kathmandu',
  'Asia/Kolkata': 'Calcutta Mumbai Bombay Delhi IST',
  'Asia/Rangoon': 'Yangon Myanmar Burma',
  'Asia/Saigon': 'Ho Chi Minh',
  'Asia/Shanghai': 'Beijing Peking',
  'Asia/Yangon': 'Rangoon Myanmar Burma',
  'Atlantic/Faeroe': 'Faroe',
  'Atlantic/Faroe': 'Faeroe',
  'Europe/Berlin': 'Frankfurt Munich München',
  'Europe/Chisinau': 'Kishinev Tiraspol Moldova',
  'Europe/Istanbul': 'Constantinople Ankara',
  'Europe/Kiev': 'Kyiv',
  'Europe/Kyiv': 'Kiev',
  'Europe/London': 'England Britain GMT BST',
  'Europe/Prague': 'Czechoslovakia Brno',
  'Europe/Zurich': 'Geneva Bern',
  'Pacific/Enderbury': 'Kanton',
  'Pacific/Ponape': 'Pohnpei',
  'Pacific/Truk': 'Chuuk',
};

/** Of each zone the countries it is used in, in the language of the page. */
let countries: ReadonlyMap<string, readonly string[]> | undefined;
/** Of each zone all it is found by. */
const found = new Map<string, string>();

/** The country of a zone, or the first of several; empty where it is nowhere's, or the browser does not know. */
export function countryOf(zone: string): string {
  return namesByZone().get(zone)?.[0] ?? '';
}

/** Whether all the words one looks for begin a word of the zone's name, its countries, or other names it is known by. */
export function isZoneFound(zone: string, search: string): boolean {
  const text =
    found.get(zone) ?? [zone, ...(namesByZone().get(zone) ?? []), otherNames[zone] ?? ''].map(bare).join(' ');
  found.set(zone, text);
  const words = bare(search).split(' ');
  return words.every((word) => text.startsWith(word) || text.includes(` ${word}`));
}

function namesByZone(): ReadonlyMap<string, readonly string[]> {
  countries ??= listCountries();
  return countries;
}

/** Asks the browser about every pair of letters there is: it knows which are countries, what they are called, and their zones. */
function listCountries(): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  const languages = [...new Set([locale(), 'en'])];
  const speakers = languages.map((language) => new Intl.DisplayNames(language, { type: 'region', fallback: 'none' }));
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
    const called = speakers.flatMap((speaker) => speaker.of(code) ?? []);
    if (called.length === 0) continue;
    for (const zone of zonesOf(code)) names.set(zone, [...(names.get(zone) ?? []), ...new Set(called)]);
  }
  return names;
}

/** Not every browser has been told yet; some have it by an older name. */
function zonesOf(code: string): readonly string[] {
  const region: Intl.Locale & { getTimeZones?: () => string[] | undefined; timeZones?: string[] } = new Intl.Locale(
    'und',
    { region: code },
  );
  return region.getTimeZones?.() ?? region.timeZones ?? [];
}

function bare(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\d+-]+/gu, ' ')
    .trim();
}
