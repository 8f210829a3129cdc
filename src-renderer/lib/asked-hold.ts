import { makeAsked } from './make-asked.ts';

/** What the shell is to ask about holding everything, to begin it or to end it: from the palette, from a page. */
export const { ask: askHold, useAsked: useAskedHold } = makeAsked<'hold' | 'release'>();
