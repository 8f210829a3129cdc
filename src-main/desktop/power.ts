import { powerMonitor } from 'electron';

/** What the scheduler hears of the machine's power. */
export interface PowerListener {
  /** The machine woke, or may have: timers stood still meanwhile, so look at the clock now. */
  wake(): void;
  battery(isOnBattery: boolean): void;
  /** The system is going down and waits a moment only. */
  shutDown(): void;
}

/** Passes power events on; answers how to stop. */
export function watchPower(listener: PowerListener): () => void {
  const wake = () => listener.wake();
  const onBattery = () => listener.battery(true);
  const onMains = () => listener.battery(false);
  const shutDown = () => listener.shutDown();
  powerMonitor.on('resume', wake);
  powerMonitor.on('unlock-screen', wake);
  powerMonitor.on('on-battery', onBattery);
  powerMonitor.on('on-ac', onMains);
  powerMonitor.on('shutdown', shutDown);
  return () => {
    powerMonitor.off('resume', wake);
    powerMonitor.off('unlock-screen', wake);
    powerMonitor.off('on-battery', onBattery);
    powerMonitor.off('on-ac', onMains);
    powerMonitor.off('shutdown', shutDown);
  };
}
