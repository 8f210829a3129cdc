/** One line of what an act did: a value that was set, or one that took the place of another. */
export interface DetailLine {
  path: string;
  value: string;
  /** What stood there before, where the log kept it. */
  before?: string;
}

/** The details of an audit entry as lines, one for each value, by its path. */
export function toDetailLines(details: Readonly<Record<string, unknown>>): readonly DetailLine[] {
  // `changed` only says that what follows was changed.
  const { changed, ...others } = details;
  const top = isObject(changed) ? { ...changed, ...others } : details;
  return Object.entries(top).flatMap(([key, value]) => flatten(key, value));
}

function flatten(path: string, value: unknown): DetailLine[] {
  if (!isObject(value)) {
    const isList = Array.isArray(value) && value.some((item) => typeof item === 'object' && item !== null);
    if (isList) return value.flatMap((item, index) => flatten(`${path}.${index}`, item));
    return value === undefined ? [] : [{ path, value: say(value) }];
  }
  const keys = Object.keys(value);
  if (keys.length === 2 && 'from' in value && 'to' in value) {
    return [{ path, before: say(value.from), value: say(value.to) }];
  }
  if (keys.length === 0) return [{ path, value: '{}' }];
  return Object.entries(value).flatMap(([key, below]) => flatten(`${path}.${key}`, below));
}

function say(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
