import { type SQL, sql } from 'drizzle-orm';
import { invalid } from '../base/errors.ts';
import { events } from '../db/schema/events.ts';

/**
 * Which event types are meant (domain.md "Triggers"): `order.paid` itself, `order.*` whatever has one or more words
 * after `order`, `order.*.paid` with one word between them, `*` all.
 */
export interface TypePattern {
  /** The words; null stands for `*`. */
  words: readonly (string | null)[];
}

const word = /^[a-zA-Z0-9_-]+$/;
/** As long as a type may be. */
const longestPattern = 200;

/** Throws `invalid` naming `path` for what is no pattern. */
export function readTypePattern(text: string, path: string): TypePattern {
  if (text.length > longestPattern) throw invalid(path, `is longer than ${longestPattern} characters, as no type is`);
  const words = text.split('.').map((part) => (part === '*' ? null : part));
  const wrong = words.find((part) => part !== null && !word.test(part));
  if (wrong !== undefined) {
    throw invalid(path, `${JSON.stringify(wrong)} is no word of a type; write order.paid, order.* or order.*.paid`);
  }
  return { words };
}

export function matchesType({ words }: TypePattern, type: string): boolean {
  const given = type.split('.');
  const isOpen = words.at(-1) === null;
  if (isOpen ? given.length < words.length : given.length !== words.length) return false;
  return words.every((wanted, index) => wanted === null || wanted === given[index]);
}

/** The same question for a query. A type without `*` is looked up; the others are asked of each row on the way. */
export function typeIs({ words }: TypePattern): SQL | undefined {
  const firstStar = words.indexOf(null);
  if (firstStar < 0) return sql`${events.type} = ${words.join('.')}`;
  const prefix = words.slice(0, firstStar).join('.');
  const isOpen = words.at(-1) === null;
  const parts: SQL[] = [];
  // `/` is the character after the dot. The plus keeps SQLite from sorting the whole range: rows come in order of ids
  if (prefix !== '') parts.push(sql`+${events.type} > ${`${prefix}.`} and +${events.type} < ${`${prefix}/`}`);
  if (firstStar < words.length - 1) {
    const given = sql`('["' || replace(${events.type}, '.', '","') || '"]')`; // types hold nothing JSON would escape
    const length = isOpen ? sql`>= ${words.length}` : sql`= ${words.length}`;
    parts.push(sql`json_array_length(${given}) ${length}`);
    words.forEach((wanted, index) => {
      if (wanted !== null && index > firstStar) parts.push(sql`${given} ->> ${`$[${index}]`} = ${wanted}`);
    });
  }
  return parts.length === 0 ? undefined : sql.join(parts, sql` and `);
}
