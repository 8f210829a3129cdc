import { dateOfDay, firstOfMonth, firstOfWeek, firstOfWeekYear, firstOfYear, monthOf, weekdayOf } from './calendar.ts';
import { monthNames, weekdayNames } from './calendar-words.ts';

/**
 * What a reader of the words of a trigger takes them to mean; who wrote them is not asked. `startDay`: the day its
 * periods count from.
 */
export function readTriggerWords(sentence: string, startDay = 0): { isTime: Test; isDay: Test } {
  let left = sentence;
  const take = (pattern: RegExp): string[] | null => {
    const found = new RegExp(`^(?:${pattern.source})`).exec(left);
    if (found === null) return null;
    left = left.slice(found[0].length);
    return found.slice(1).map((group) => group ?? '');
  };
  const times = [readRhythm(take), ...readHours(take)];
  const isDay = readDays(take, startDay);
  if (left !== '') throw new Error(`"${left}" of "${sentence}" is not understood`);
  return {
    isTime: (second) => times.every((isTime) => isTime(second)),
    isDay,
  };
}

type Take = (pattern: RegExp) => string[] | null;
type Test = (value: number) => boolean;

const list = (item: string) => `${item}(?:, ${item})*(?: and ${item})?`;
const number = String.raw`\d+(?: through \d+)?`;
const numberList = new RegExp(`(${list(number)})`).source;
const clock = String.raw`\d\d:\d\d(?::\d\d)?`;
const unitSeconds: Record<string, number> = { second: 1, minute: 60, hour: 3_600 };
const ordinals = ['first', 'second', 'third', 'fourth', 'fifth'];

function readRhythm(take: Take): Test {
  const clocks = take(new RegExp(`At (${list(clock)})`));
  if (clocks !== null) return isOneOf((clocks[0] ?? '').split(/, | and /).map(secondOf));
  if (take(/On the hour/) !== null) return (second) => second % 3_600 === 0;
  const pastBoth = take(/At (\d+) minutes? (\d+) seconds? past the hour/);
  if (pastBoth !== null) return (second) => second % 3_600 === Number(pastBoth[0]) * 60 + Number(pastBoth[1]);
  const past = take(new RegExp(`At ${numberList} (minute|second)s? past the (?:hour|minute)`));
  if (past !== null) {
    const isPast = readNumbers(past[0]);
    const unit = unitSeconds[past[1] ?? ''] ?? 0;
    return (second) => second % unit === 0 && isPast(Math.floor(second / unit) % 60);
  }
  const every = take(/Every (?:(\d+) )?(hour|minute|second)s?/);
  if (every === null) throw new Error('no rhythm');
  const unit = unitSeconds[every[1] ?? ''] ?? 0;
  const step = Number(every[0] || 1) * unit;
  const span = take(new RegExp(` from (${clock}) to (${clock})`));
  if (span !== null) {
    const [from = 0, to = 0] = span.map(secondOf);
    return (second) => second >= from && second <= to && (second - from) % step === 0;
  }
  const within = take(/ from (?:minute|second) (\d+) to (\d+) of the (?:hour|minute)/);
  if (within === null) return (second) => second % step === 0;
  const [from = 0, to = 0] = within.map((text) => Number(text) * unit);
  return (second) => {
    const place = second % (unit * 60);
    return place >= from && place <= to && (place - from) % step === 0;
  };
}

function readHours(take: Take): Test[] {
  const minutes = take(new RegExp(`, in minutes? ${numberList}`));
  const span = take(/, between (\d\d):00 and (\d\d):59/);
  const hours = take(new RegExp(`, in hours ${numberList}`));
  const tests: Test[] = [];
  if (minutes !== null) {
    const isMinute = readNumbers(minutes[0]);
    tests.push((second) => isMinute(Math.floor(second / 60) % 60));
  }
  if (span !== null)
    tests.push((second) => second >= Number(span[0]) * 3_600 && second < (Number(span[1]) + 1) * 3_600);
  if (hours !== null) {
    const isHour = readNumbers(hours[0]);
    tests.push((second) => isHour(Math.floor(second / 3_600)));
  }
  return tests;
}

const weekday = `(?:${weekdayNames.join('|')})`;
const weekdays = `${weekday}(?: through ${weekday})?`;
const month = `(?:${monthNames.join('|')})(?: through (?:${monthNames.join('|')}))?`;
const dayPhrase = `((?:[^,]|, (?!o))+? of the (?:month|year)|${list(weekdays)})`;

function readDays(take: Take, startDay: number): Test {
  const tests: Test[] = [];
  const first = take(new RegExp(`, on ${dayPhrase}`));
  if (first !== null) {
    const either = take(new RegExp(` or on ${dayPhrase}`));
    const choices = [first, ...(either === null ? [] : [either])].map(([phrase]) => readDayPhrase(phrase ?? ''));
    tests.push((day) => choices.some((isDay) => isDay(day)));
  }
  const rhythm = take(/, every (\d+) (day|week|month|year)s/);
  const within = rhythm === null ? null : take(new RegExp(` on (?:every )?${dayPhrase}`));
  if (within !== null) tests.push(readDayPhrase(within[0] ?? ''));
  for (;;) {
    const only = take(new RegExp(`, only on ${dayPhrase}`)) ?? take(new RegExp(`, (${weekday} through ${weekday})`));
    if (only === null) break;
    tests.push(readDayPhrase(only[0] ?? ''));
  }
  const weeks = take(/, only in ((?:[^,]|, (?!o|w))*?week(?:[^,]|, (?!o|w))*?) of the year/);
  const months = take(new RegExp(`, only in (${list(month)})`));
  if (months !== null) {
    const chosen = (months[0] ?? '')
      .split(/, | and /)
      .map((part) => part.split(' through ').map((name) => monthNames.indexOf(name)));
    tests.push((day) =>
      chosen.some(([from = 0, to = from]) => dateOfDay(day).month - 1 >= from && dateOfDay(day).month - 1 <= to),
    );
  }
  const divisible = take(/, only in years divisible by (\d+)/);
  if (divisible !== null) tests.push((day) => dateOfDay(day).year % Number(divisible[0]) === 0);
  const stepped = take(/, only in every (\w+) year from (\d+) to (\d+)/);
  if (stepped !== null) {
    const isYear = isSteppedFrom(stepped);
    tests.push((day) => isYear(dateOfDay(day).year));
  }
  const years = take(new RegExp(`, only in ${numberList}`));
  if (years !== null) {
    const isYear = readNumbers(years[0]);
    tests.push((day) => isYear(dateOfDay(day).year));
  }
  const positions = take(/, only the (.+) of each (day|week|month|year)/);
  const weekStart = weekdayNames.indexOf(take(new RegExp(`, with weeks from (${weekday})`))?.[0] ?? 'Monday');
  const weekYears = yearsOfWeeks(weekStart);
  if (weeks !== null) tests.push(readPlaces(weeks[0] ?? '', weekYears.weekOf));
  const weekOrigin = firstOfWeek(0, weekStart);
  const spans: Record<string, Span> = {
    day: { indexOf: (day) => day, firstOf: (index) => index },
    week: { indexOf: (day) => Math.floor((day - weekOrigin) / 7), firstOf: (index) => weekOrigin + index * 7 },
    month: { indexOf: monthOf, firstOf: firstOfMonth },
    year: weeks === null ? plainYears : weekYears,
  };
  if (rhythm !== null) {
    const [count, unit = ''] = rhythm;
    const indexOf = spans[unit]?.indexOf ?? Number;
    tests.push((day) => (indexOf(day) - indexOf(startDay)) % Number(count) === 0);
  }
  const isChosen = (day: number) => tests.every((isDay) => isDay(day));
  if (positions === null) return isChosen;
  const wanted = (positions[0] ?? '').split(/, | and /).map(readOrdinal);
  const { indexOf, firstOf } = spans[positions[1] ?? ''] ?? plainYears;
  return (day) => {
    const first = firstOf(indexOf(day));
    const all = Array.from({ length: firstOf(indexOf(day) + 1) - first }, (_, offset) => first + offset);
    const chosen = all.filter(isChosen);
    return wanted.some((position) => chosen.at(position > 0 ? position - 1 : position) === day);
  };
}

/** Days in rows, such as the months; each has a number. */
interface Span {
  indexOf(day: number): number;
  firstOf(index: number): number;
}

const plainYears: Span = { indexOf: (day) => dateOfDay(day).year, firstOf: firstOfYear };

function yearsOfWeeks(weekStart: number) {
  const firstOf = (year: number) => firstOfWeekYear(year, weekStart);
  const indexOf = (day: number) => {
    const { year } = dateOfDay(day);
    return day < firstOf(year) ? year - 1 : day < firstOf(year + 1) ? year : year + 1;
  };
  const weekOf = (day: number) => {
    const first = firstOf(indexOf(day));
    return { place: Math.floor((day - first) / 7) + 1, length: (firstOf(indexOf(day) + 1) - first) / 7 };
  };
  return { indexOf, firstOf, weekOf };
}

/** Any of what is listed. */
function readDayPhrase(phrase: string): Test {
  const { indexOf, firstOf } = phrase.endsWith(' of the year')
    ? plainYears
    : { indexOf: monthOf, firstOf: firstOfMonth };
  const placeOf: PlaceOf = (day) => {
    const first = firstOf(indexOf(day));
    return { place: day - first + 1, length: firstOf(indexOf(day) + 1) - first };
  };
  return readPlaces(phrase.replace(/ of the (?:month|year)$/, ''), placeOf);
}

type PlaceOf = (day: number) => { place: number; length: number };

function readPlaces(words: string, placeOf: PlaceOf): Test {
  const items = words.split(/, | and /).map((item) => readDayItem(item, placeOf));
  return (day) => items.some((isDay) => isDay(day));
}

function readDayItem(item: string, placeOf: PlaceOf): Test {
  if (item === 'the last weekday')
    return (day) => weekdayOf(day) < 5 && placeOf(day).place + daysUntilWeekday(day) > placeOf(day).length;
  const nearest = /^the weekday nearest day (\d+)$/.exec(item);
  if (nearest !== null)
    return (day) => {
      const wanted = Number(nearest[1]);
      const target = firstOfMonth(monthOf(day)) + wanted - 1;
      const last = firstOfMonth(monthOf(day) + 1) - 1;
      const isIn = (other: number) => other >= firstOfMonth(monthOf(day)) && other <= last && weekdayOf(other) < 5;
      return wanted <= placeOf(day).length && [0, -1, 1, -2, 2].map((by) => target + by).find(isIn) === day;
    };
  const fromEnd = /^the (\S*last) (?:day|week)$/.exec(item);
  if (fromEnd !== null) return (day) => placeOf(day).place === placeOf(day).length + 1 + readOrdinal(fromEnd[1] ?? '');
  const stepped = /^every (\w+) (?:day|week) from (\d+) to (\d+)$/.exec(item);
  if (stepped !== null) {
    const isPlace = isSteppedFrom(stepped.slice(1));
    return (day) => isPlace(placeOf(day).place);
  }
  const numbers = new RegExp(`^(?:(?:day|week)s? )?(${number})$`).exec(item);
  if (numbers !== null) {
    const isPlace = readNumbers(numbers[1]);
    return (day) => isPlace(placeOf(day).place);
  }
  const counted = new RegExp(`^the (\\S+) (${weekday})$`).exec(item);
  if (counted !== null) {
    const nth = readOrdinal(counted[1] ?? '');
    const named = weekdayNames.indexOf(counted[2] ?? '');
    return (day) => {
      const { place, length } = placeOf(day);
      const fromStart = Math.floor((place - 1) / 7) + 1;
      return weekdayOf(day) === named && nth === (nth > 0 ? fromStart : -Math.floor((length - place) / 7) - 1);
    };
  }
  const [from = -1, to = from] = item
    .replace(/^every /, '')
    .split(' through ')
    .map((name) => weekdayNames.indexOf(name));
  if (from < 0 || to < 0) throw new Error(`"${item}" is no day`);
  return (day) => (weekdayOf(day) - from + 7) % 7 <= (to - from + 7) % 7;
}

/** From the end it is negative. */
function readOrdinal(word: string): number {
  if (word === 'last') return -1;
  if (word.endsWith('-last')) return -readOrdinal(word.replace(/-last$/, ''));
  return ordinals.indexOf(word) + 1 || Number.parseInt(word, 10);
}

/** From a weekday to the next one. */
function daysUntilWeekday(day: number): number {
  return weekdayOf(day) === 4 ? 3 : 1;
}

function isSteppedFrom([every = '', from, to]: string[]): Test {
  const step = readOrdinal(every);
  return (value) => value >= Number(from) && value <= Number(to) && (value - Number(from)) % step === 0;
}

function isOneOf(values: readonly number[]): Test {
  const known = new Set(values);
  return (value) => known.has(value);
}

function readNumbers(text = ''): Test {
  const spans = text.split(/, | and /).map((part) => part.split(' through ').map(Number));
  return (value) => spans.some(([from = 0, to = from]) => value >= from && value <= to);
}

function secondOf(text: string): number {
  const [hour = 0, minute = 0, second = 0] = text.split(':').map(Number);
  return hour * 3_600 + minute * 60 + second;
}
