/**
 * The tallest element all browsers agree on: Chromium stops near 33.5 million pixels, Firefox near 17.9 million.
 * A longer log scrolls in a shorter element: the bar then moves in larger steps, wheel and keys do not.
 */
export const tallestPx = 16_000_000;

/** Between where the scroll bar is and which pixel of the whole log is at the top. */
export interface ScrollMap {
  /** Of the element that makes the bar. */
  height: number;
  /** The last pixel that may be at the top. */
  maxOffset: number;
  isScaled: boolean;
  toOffset(scrollTop: number): number;
  toScrollTop(offset: number): number;
}

/** `total` is how high everything would be, `viewport` how much of it is seen. */
export function makeScrollMap(total: number, viewport: number, tallest = tallestPx): ScrollMap {
  const height = Math.min(total, tallest);
  const maxOffset = Math.max(0, total - viewport);
  const maxScrollTop = Math.max(0, height - viewport);
  const scale = maxScrollTop === 0 ? 1 : maxOffset / maxScrollTop;
  return {
    height,
    maxOffset,
    isScaled: total > tallest,
    toOffset: (scrollTop) => Math.min(maxOffset, Math.max(0, scrollTop * scale)),
    toScrollTop: (offset) => offset / scale,
  };
}
