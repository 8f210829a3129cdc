import { powerMonitor } from 'electron';
import type { Power } from '../base/power.ts';

/** The power of this machine as Electron knows it, on every system. */
export const desktopPower: Power = { onBattery: () => powerMonitor.isOnBatteryPower() };

/** What the host hears of the machine's power. */
export interface PowerListener {
  /** Timers may have stood still, or what waits for mains may go on: look at the clock now. */
  wake(): void;
  /** The machine goes to sleep, or is back. */
  slept(to: 'suspended' | 'resumed'): void;
  /** The system is going down and waits a moment only. */
  shutDown(): void;
}

/** Passes power events on; answers how to stop. */
export function watchPower(listener: PowerListener): () => void {
  const wake = () => listener.wake();
  const suspend = () => listener.slept('suspended');
  const resume = () => listener.slept('resumed');
  const shutDown = () => listener.shutDown();
  powerMonitor.on('suspend', suspend);
  powerMonitor.on('resume', resume);
  powerMonitor.on('resume', wake);
  powerMonitor.on('unlock-screen', wake);
  powerMonitor.on('on-battery', wake);
  powerMonitor.on('on-ac', wake);
  powerMonitor.on('shutdown', shutDown);
  return () => {
    powerMonitor.off('suspend', suspend);
    powerMonitor.off('resume', resume);
    powerMonitor.off('resume', wake);
    powerMonitor.off('unlock-screen', wake);
    powerMonitor.off('on-battery', wake);
    powerMonitor.off('on-ac', wake);
    powerMonitor.off('shutdown', shutDown);
  };
}
