type Defined<Value> = { [Key in keyof Value]?: Exclude<Value[Key], undefined> };

/** The same object without the members that are undefined: what a PATCH left out stays as it is. */
export function dropUndefined<Value extends object>(value: Value): Defined<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Defined<Value>; // same keys, fewer of them
}
