import { app, type BrowserWindow } from 'electron';
import type { Overview } from './overview.ts';

/** What dock and task bar show: how many jobs fail, and how far the live runs are. -1 shows no progress. */
export function planBadge({ failures, running }: Overview): { count: number; progress: number } {
  const known = running.flatMap(({ fraction }) => (fraction === null ? [] : [fraction]));
  const mean = known.reduce((sum, fraction) => sum + fraction, 0) / known.length;
  return { count: failures.length, progress: known.length === 0 ? -1 : mean };
}

export function showBadge(window: BrowserWindow, overview: Overview): void {
  const { count, progress } = planBadge(overview);
  app.setBadgeCount(count); // macOS, and Linux desktops that know how; elsewhere it does nothing
  if (!window.isDestroyed()) window.setProgressBar(progress);
}
