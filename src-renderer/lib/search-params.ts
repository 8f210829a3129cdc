/** Reads one search parameter; anything that does not fit is as if it were not there. */
export type ParamReader<Value> = (raw: unknown) => Value | undefined;

/** One of a closed list of words. */
export function oneOf<const Value extends string>(values: readonly Value[]): ParamReader<Value> {
  return (raw) => values.find((value) => value === raw);
}

/** Free text up to `maxLength`; a figure that was typed comes back as the text it was. */
export function text(maxLength = 200): ParamReader<string> {
  return (raw) => {
    const value = typeof raw === 'number' ? String(raw) : raw;
    return typeof value === 'string' && value !== '' ? value.slice(0, maxLength) : undefined;
  };
}

/** A whole number from `min` up. */
export function whole(min = 0): ParamReader<number> {
  return (raw) => {
    const value = typeof raw === 'string' ? Number(raw) : raw;
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= min ? value : undefined;
  };
}

/** A switch that is either there or not. */
export const flag: ParamReader<true> = (raw) => (raw === true || raw === 'true' || raw === 1 ? true : undefined);

type Values<Readers> = {
  [Key in keyof Readers]?: (Readers[Key] extends ParamReader<infer Value> ? Value : never) | undefined;
};

/** A route's `validateSearch`: what a screen shows lives in its address, so that a link shows the same. */
export function readSearch<Readers extends Record<string, ParamReader<unknown>>>(readers: Readers) {
  return (raw: Record<string, unknown>): Values<Readers> => {
    const found = Object.entries(readers).flatMap(([key, read]) => {
      const value = read(raw[key]);
      return value === undefined ? [] : [[key, value]];
    });
    return Object.fromEntries(found) as Values<Readers>; // each value was read by the reader of its key
  };
}
