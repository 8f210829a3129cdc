import type { LogSpan } from './ansi.ts';

/** A stretch that is part of a hit, or is not. */
export interface MarkedSpan extends LogSpan {
  isHit: boolean;
}

/** Cuts the spans where `needle` begins and ends; it is found across them, and without capitals in either case. */
export function markHits(spans: readonly LogSpan[], needle: string): readonly MarkedSpan[] {
  if (needle === '') return spans.map((span) => ({ ...span, isHit: false }));
  const whole = spans.map(({ text }) => text).join('');
  const isAnyCase = needle === needle.toLowerCase();
  const hits = findAll(isAnyCase ? whole.toLowerCase() : whole, needle);
  const marked: MarkedSpan[] = [];
  let at = 0;
  for (const span of spans) {
    const end = at + span.text.length;
    const edges = hits.flatMap((hit) => [hit, hit + needle.length]).filter((edge) => edge > at && edge < end);
    for (const edge of [...edges, end]) {
      const from = edge === end ? (edges.at(-1) ?? at) : (edges[edges.indexOf(edge) - 1] ?? at);
      const text = whole.slice(from, edge);
      if (text !== '')
        marked.push({ ...span, text, isHit: hits.some((hit) => from >= hit && from < hit + needle.length) });
    }
    at = end;
  }
  return marked;
}

function findAll(text: string, needle: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) found.push(at);
  return found;
}
