import { locale } from '../messages/messages.ts';

/** 2 914, grouped as the viewer's locale does. */
export function formatCount(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
}

/** 0.3, 1.50: always as many places, so that figures in a column or a line that ticks do not jump. */
export function formatDecimal(value: number, digits: number): string {
  return new Intl.NumberFormat(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    value,
  );
}

/** What stands between whole and part: a point, or a comma. */
export function decimalSeparator(): string {
  return new Intl.NumberFormat(locale()).formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.';
}

/** 64 %, from a fraction. */
export function formatPercent(fraction: number, digits = 0): string {
  return new Intl.NumberFormat(locale(), {
    style: 'percent',
    minimumFractionDigits: 0,
    maximumFractionDigits: digits,
  })
    .format(fraction)
    .replace(/\s*%/, '\u202f%');
}

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** 412 B, 38 kB, 18.4 MB: decimal units, as file managers show them. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1_000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** power;
  const digits = power === 0 || value >= 100 ? 0 : 1;
  return `${new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value)}\u202f${units[power]}`;
}
