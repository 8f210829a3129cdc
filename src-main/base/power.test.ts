import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isOnBattery, systemPower } from './power.ts';

type Supply = Partial<Record<'type' | 'scope' | 'status' | 'online', string>>;

let folder: string | undefined;
afterEach(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true });
  folder = undefined;
});

/** The files the kernel shows, one folder for each supply. */
function lay(supplies: Supply[]): string {
  folder = mkdtempSync(join(tmpdir(), 'automa-power-'));
  for (const [index, supply] of supplies.entries()) {
    const place = join(folder, `supply${index}`);
    mkdirSync(place);
    for (const [attribute, value] of Object.entries(supply)) writeFileSync(join(place, attribute), `${value}\n`);
  }
  return folder;
}

const mains = (online: '0' | '1'): Supply => ({ type: 'Mains', online });
const battery = (status: string, more: Supply = {}): Supply => ({ type: 'Battery', status, ...more });

describe('the power of a Linux machine', () => {
  it.each<[string, Supply[], boolean]>([
    ['none at all, as on a server', [], false],
    ['mains alone', [mains('1')], false],
    ['a laptop that is plugged in and charging', [mains('1'), battery('Charging')], false],
    ['a laptop that is plugged in and draws more than it gets', [mains('1'), battery('Discharging')], false],
    ['a laptop that is not plugged in', [mains('0'), battery('Discharging')], true],
    ['a laptop charged over USB', [mains('0'), { type: 'USB', online: '1' }, battery('Not charging')], false],
    ['two batteries, one of which drains', [mains('0'), battery('Full'), battery('Discharging')], true],
    ['a desktop with a mouse that has a battery', [battery('Discharging', { scope: 'Device' })], false],
    ['a supply that says nothing', [{}], false],
  ])('%s', (_what, supplies, expected) => {
    expect(isOnBattery(lay(supplies))).toBe(expected);
  });

  it('is told without a failure where there is nothing to read', () => {
    expect(isOnBattery('/nowhere')).toBe(false);
    expect(typeof systemPower.onBattery()).toBe('boolean');
  });
});
