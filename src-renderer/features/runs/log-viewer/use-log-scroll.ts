import { type KeyboardEvent, type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { makeScrollMap } from './scroll-map.ts';

interface ScrollOptions {
  rows: number;
  rowHeight: number;
  /** Wrapped rows are higher than `rowHeight`; the last one must still reach the top. */
  isOverscrolling: boolean;
  isFollowing: boolean;
  onFollow: (isFollowing: boolean) => void;
}

export interface LogScroll {
  /** First row in view and by how many pixels it is cut off. */
  topRow: number;
  shift: number;
  rowsInView: number;
  viewport: number;
  /** Height of the element that makes the scroll bar. */
  height: number;
  isAtEnd: boolean;
  onScroll: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
  /** Brings a row into view, a third from the top unless it is in view already. */
  reveal: (row: number) => void;
}

/**
 * Which rows are in view. The rows stand in a pane that never moves; what scrolls is an empty element as high as
 * the log would be, so scrolling never shows a gap and no length of log costs more than a screen.
 */
export function useLogScroll(scroller: RefObject<HTMLElement | null>, options: ScrollOptions): LogScroll {
  const { rows, rowHeight, isOverscrolling, isFollowing, onFollow } = options;
  const [viewport, setViewport] = useState(0);
  const [offset, setOffset] = useState(0);
  /** What we set the bar to: a scroll event that finds it there is our own. */
  const ownScrollTop = useRef(0);
  const total = rows * rowHeight + (isOverscrolling ? Math.max(0, viewport - rowHeight) : 0);
  const map = makeScrollMap(total, viewport);

  const moveTo = useCallback(
    (target: number) => {
      const reached = Math.min(map.maxOffset, Math.max(0, target));
      setOffset(reached);
      const { current } = scroller;
      if (current === null) return;
      current.scrollTop = map.toScrollTop(reached);
      ownScrollTop.current = current.scrollTop; // browsers round it
    },
    [map.maxOffset, map.toScrollTop, scroller],
  );
  /** A person moved: going up lets go of the end, reaching it takes hold again. */
  const moveByHand = (target: number) => {
    moveTo(target);
    onFollow(target >= map.maxOffset - 1);
  };

  useLayoutEffect(() => {
    const { current } = scroller;
    if (current === null) return;
    setViewport(current.clientHeight);
    const observer = new ResizeObserver(() => setViewport(current.clientHeight));
    observer.observe(current);
    return () => observer.disconnect();
  }, [scroller]);
  useLayoutEffect(() => {
    if (isFollowing) moveTo(Number.POSITIVE_INFINITY);
  }, [isFollowing, moveTo]);

  // Where the bar's pixels stand for more than one each, the wheel would leap; React's own listener cannot prevent it.
  const wheel = useRef<(event: WheelEvent) => void>(undefined);
  wheel.current = (event) => {
    if (event.ctrlKey || event.deltaY === 0) return;
    event.preventDefault();
    moveByHand(offset + event.deltaY * (event.deltaMode === 1 ? rowHeight : 1));
  };
  useEffect(() => {
    const { current } = scroller;
    if (current === null || !map.isScaled) return;
    const listen = (event: WheelEvent) => wheel.current?.(event);
    current.addEventListener('wheel', listen, { passive: false });
    return () => current.removeEventListener('wheel', listen);
  }, [scroller, map.isScaled]);

  const rowsInView = Math.ceil(viewport / rowHeight) + 1;
  return {
    topRow: Math.floor(offset / rowHeight),
    shift: offset % rowHeight,
    rowsInView,
    viewport,
    height: map.height,
    isAtEnd: offset >= map.maxOffset - 1,
    onScroll: () => {
      const scrollTop = scroller.current?.scrollTop ?? 0;
      if (Math.abs(scrollTop - ownScrollTop.current) < 1) return;
      ownScrollTop.current = scrollTop;
      const reached = map.toOffset(scrollTop);
      setOffset(reached);
      onFollow(reached >= map.maxOffset - 1);
    },
    onKeyDown: (event) => {
      const step = stepOf(event.key, { rowHeight, page: Math.max(rowHeight, viewport - 2 * rowHeight) });
      if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      moveByHand(offset + step);
    },
    reveal: (row) => {
      const at = row * rowHeight;
      const isInView = at >= offset + rowHeight && at <= offset + viewport - 3 * rowHeight;
      if (!isInView) moveTo(at - Math.floor(viewport / 3 / rowHeight) * rowHeight);
    },
  };
}

function stepOf(key: string, { rowHeight, page }: { rowHeight: number; page: number }): number | undefined {
  if (key === 'ArrowDown') return rowHeight;
  if (key === 'ArrowUp') return -rowHeight;
  if (key === 'PageDown' || key === ' ') return page;
  if (key === 'PageUp') return -page;
  if (key === 'Home') return Number.NEGATIVE_INFINITY;
  return key === 'End' ? Number.POSITIVE_INFINITY : undefined;
}
