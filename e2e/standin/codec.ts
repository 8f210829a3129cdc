/**
 * Values of the structured clone algorithm as JSON, since the DevTools protocol and DOM events carry text. The whole
 * function is also sent to the page as source, so it may use nothing from outside of itself.
 */
export function makeCodec() {
  type Tagged = { $: string; v?: unknown; k?: string };
  type Callable = (...args: unknown[]) => unknown;
  type Functions = { hold?: (fn: Callable) => number; proxy?: (id: number) => Callable };
  const toBase64 = (bytes: Uint8Array): string => {
    let binary = '';
    for (let i = 0; i < bytes.length; i += 32_768) binary += String.fromCharCode(...bytes.subarray(i, i + 32_768));
    return btoa(binary);
  };
  const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

  const encode = (value: unknown, hold?: Functions['hold']): unknown => {
    const inner = (each: unknown) => encode(each, hold);
    if (value === undefined) return { $: 'u' };
    if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
    if (typeof value === 'number') {
      if (Number.isFinite(value) && !Object.is(value, -0)) return value;
      return { $: 'n', v: Object.is(value, -0) ? '-0' : String(value) };
    }
    if (typeof value === 'bigint') return { $: 'b', v: String(value) };
    if (typeof value === 'function' && hold !== undefined) return { $: 'f', v: hold(value as Callable) };
    if (typeof value !== 'object') throw new DOMException(`${String(value)} could not be cloned.`, 'DataCloneError');
    if (value instanceof Date) return { $: 'd', v: value.getTime() };
    if (value instanceof RegExp) return { $: 'r', v: [value.source, value.flags] };
    if (value instanceof Error) return { $: 'e', v: [value.name, value.message, value.stack] };
    if (value instanceof Map) return { $: 'm', v: [...value].map(([key, each]) => [inner(key), inner(each)]) };
    if (value instanceof Set) return { $: 's', v: [...value].map(inner) };
    if (value instanceof ArrayBuffer) return { $: 'x', k: 'ArrayBuffer', v: toBase64(new Uint8Array(value)) };
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      return { $: 'x', k: 'Uint8Array', v: toBase64(bytes) };
    }
    if (Array.isArray(value)) return value.map(inner);
    return { $: 'o', v: Object.entries(value).map(([key, each]) => [key, inner(each)]) };
  };

  const decode = (coded: unknown, proxy?: Functions['proxy']): unknown => {
    if (coded === null || typeof coded !== 'object') return coded;
    const inner = (each: unknown) => decode(each, proxy);
    if (Array.isArray(coded)) return coded.map(inner);
    const { $: tag, v, k } = coded as Tagged; // made by `encode` alone
    const list = v as [unknown, unknown][];
    switch (tag) {
      case 'u':
        return undefined;
      case 'n':
        return Number(v);
      case 'b':
        return BigInt(String(v));
      case 'f':
        return proxy?.(Number(v));
      case 'd':
        return new Date(Number(v));
      case 'r':
        return new RegExp(String((v as string[])[0]), (v as string[])[1]);
      case 'e': {
        const [name, message, stack] = v as [string, string, string | undefined];
        return Object.assign(new Error(message), { name, stack });
      }
      case 'm':
        return new Map(list.map(([key, each]) => [inner(key), inner(each)]));
      case 's':
        return new Set((v as unknown[]).map(inner));
      case 'x':
        return k === 'ArrayBuffer' ? fromBase64(String(v)).buffer : fromBase64(String(v));
      default:
        return Object.fromEntries(list.map(([key, each]) => [key, inner(each)]));
    }
  };
  return { encode, decode };
}

export type Codec = ReturnType<typeof makeCodec>;
