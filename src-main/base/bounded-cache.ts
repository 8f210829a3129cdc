/** Remembers what `make` answered for the keys used last, at most `limit` of them. What throws is not remembered. */
export function makeBoundedCache<Value>(limit: number, make: (key: string) => Value): (key: string) => Value {
  const kept = new Map<string, Value>();
  return (key) => {
    const known = kept.get(key);
    const value = known ?? make(key);
    // A Map iterates in the order of insertion: moving each hit to the end keeps the oldest use in front.
    if (known !== undefined) kept.delete(key);
    kept.set(key, value);
    const oldest = kept.keys().next();
    if (kept.size > limit && !oldest.done) kept.delete(oldest.value);
    return value;
  };
}
