import type { Devtools } from './devtools.ts';

export interface AppPackage {
  name: string;
  version: string;
  main: string;
  productName?: string;
}

/** What the modelled modules share: the application that was started, and the browser that shows its windows. */
export interface Boot {
  appDir: string;
  appPackage: AppPackage;
  devtools: Devtools;
  userDataDir: string;
}

let current: Boot | undefined;

export function setBoot(boot: Boot): void {
  current = boot;
}

export function getBoot(): Boot {
  if (current === undefined) throw new Error('stand-in: used before it was started');
  return current;
}
