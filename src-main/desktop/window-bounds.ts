import type { Rectangle } from 'electron';

export const defaultSize = { width: 1280, height: 832 };
export const smallestSize = { width: 720, height: 520 };

/** At least this much of the title bar has to be on a screen, or nobody can take hold of the window. */
const graspPx = 80;

/**
 * Where the window opens: where it was, made to fit the screen it is on; undefined lets the system centre it, as it
 * must when the screen it was on is gone.
 */
export function fitBounds(saved: Rectangle | null, workAreas: readonly Rectangle[]): Rectangle | undefined {
  if (saved === null) return undefined;
  const area = workAreas.find((each) => isReachable(saved, each));
  if (area === undefined) return undefined;
  const width = Math.min(Math.max(saved.width, smallestSize.width), area.width);
  const height = Math.min(Math.max(saved.height, smallestSize.height), area.height);
  return { x: saved.x, y: saved.y, width, height };
}

function isReachable(window: Rectangle, area: Rectangle): boolean {
  const left = Math.max(window.x, area.x);
  const right = Math.min(window.x + window.width, area.x + area.width);
  const isTitleVisible = window.y >= area.y && window.y + graspPx <= area.y + area.height;
  return right - left >= graspPx && isTitleVisible;
}
