import { makeAsked } from './make-asked.ts';

/** What the palette is opened for, everything or running something: from a key, a button, a page. */
export const { ask: askPalette, useAsked: useAskedPalette } = makeAsked<'all' | 'run'>();
