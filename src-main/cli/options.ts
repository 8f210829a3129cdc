import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';

/** `256m`, `1g`, `512` (MiB) as MiB. */
export function readMemory(text: string): number {
  const [, digits, unit = 'm'] = /^(\d+)([mg]?)$/i.exec(text) ?? [];
  if (digits === undefined) throw new InvalidArgumentError('write 256m or 1g.');
  return Number(digits) * (unit.toLowerCase() === 'g' ? 1_024 : 1);
}

export function readPositive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('write a number above 0.');
  return value;
}

export function readCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('write a whole number.');
  return Number(text);
}

export function readPort(text: string): number {
  const port = readCount(text);
  if (port > 65_535) throw new InvalidArgumentError('ports end at 65535.');
  return port;
}

/** JSON as given, or from a file as `@input.json`. */
export function readJsonOption(text: string): unknown {
  try {
    return JSON.parse(text.startsWith('@') ? readFileSync(text.slice(1), 'utf8') : text);
  } catch (thrown) {
    throw new InvalidArgumentError(`is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}
