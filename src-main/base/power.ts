import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the machine's electricity comes from; the desktop asks Electron, a headless host the system. */
export interface Power {
  /** False where nobody knows, as on a machine without a battery. */
  onBattery(): boolean;
}

/** The power of this machine as far as plain Node can tell; asked anew each time, which is a few small files. */
export const systemPower: Power = {
  onBattery: () => process.platform === 'linux' && isOnBattery('/sys/class/power_supply'),
};

/**
 * Reads what Linux says of its power supplies (kernel documentation, ABI sysfs-class-power): on battery is a machine
 * whose battery drains while no supply from outside is there. Batteries of mice and the like do not count.
 */
export function isOnBattery(suppliesDir: string): boolean {
  const supplies = listFolders(suppliesDir).map((name) => {
    const read = (attribute: string) => readAttribute(join(suppliesDir, name, attribute));
    return { type: read('type'), scope: read('scope'), status: read('status'), online: read('online') };
  });
  const ofMachine = supplies.filter(({ scope }) => scope !== 'Device');
  if (ofMachine.some(({ type, online }) => type !== 'Battery' && online === '1')) return false;
  return ofMachine.some(({ type, status }) => type === 'Battery' && status === 'Discharging');
}

function listFolders(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return []; // containers and virtual machines have none
  }
}

function readAttribute(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined; // each kind of supply has its own attributes
  }
}
