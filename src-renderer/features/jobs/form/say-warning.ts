import type { TriggerWarning } from '#contract/triggers.ts';
import { formatDay } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';

const clockTurn =
  /^on (\d{4}-\d\d-\d\d) the clocks of \S+ go \w+ from (\d\d:\d\d) to (\d\d:\d\d)(?: of (\d{4}-\d\d-\d\d))?/;

/** What one should know of a trigger, in the language of the page; what is not understood, as the core says it. */
export function sayWarning({ code, message }: TriggerWarning, now: number): string {
  switch (code) {
    case 'dst-gap':
    case 'dst-overlap': {
      const turn = clockTurn.exec(message);
      if (turn === null) return asSentence(message);
      const [, date = '', from = '', clock = '', dateAfter] = turn;
      const dayOf = (text: string) => formatDay(Date.parse(text), now, 'UTC').replaceAll(',', '');
      // over midnight, or over a whole day
      const to = dateAfter === undefined ? clock : `${dayOf(dateAfter)} ${clock}`;
      return t(`trigger-warning.${code}`, { day: dayOf(date), from, to });
    }
    case 'never-fires':
      return t('trigger-warning.never-fires');
    case 'very-frequent': {
      const apart = /^fires ([\d.]+) s apart/.exec(message)?.[1];
      return apart === undefined ? asSentence(message) : t('trigger-warning.very-frequent', { apart: `${apart} s` });
    }
    case 'faster-than-usual-run': {
      const [, apart, usual] = /^fires (.+) apart while its runs usually take (.+);/.exec(message) ?? [];
      if (apart === undefined || usual === undefined) return asSentence(message);
      return t('trigger-warning.faster', { apart: shorten(apart), usual: shorten(usual) });
    }
  }
}

/** 5 minutes as 5 min: the same in every language. */
function shorten(span: string): string {
  return span
    .replaceAll(/\b(\d+) days?\b/g, (_, n: string) => t('unit.days', { n: Number(n) }))
    .replaceAll(/\b(\d+) hours?\b/g, (_, n: string) => t('unit.hours', { n }))
    .replaceAll(/\b(\d+) minutes?\b/g, (_, n: string) => t('unit.minutes', { n }))
    .replaceAll(/\b(\d+) seconds?\b/g, (_, n: string) => t('unit.seconds', { n }))
    .replaceAll(/ and |, /g, ' ');
}

function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
