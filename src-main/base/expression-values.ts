/** A value of JSON as CEL sees it: whole numbers become its integers, so that `n + 1` and `n % 2` work. */
export function toCel(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toCel);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  // fromEntries defines what it is given, so a key named __proto__ stays a key
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toCel(inner)]));
}

/**
 * What an expression came to as a value of JSON. An integer beyond those a JSON number can hold exactly comes as text;
 * a moment as ISO 8601; bytes in base64.
 */
export function fromCel(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value === undefined) return null;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(fromCel);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, inner]) => [String(key), fromCel(inner)]));
  const prototype: unknown = Object.getPrototypeOf(value);
  // types, durations and what else CEL has of its own
  if (prototype !== Object.prototype && prototype !== null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fromCel(inner)]));
}
