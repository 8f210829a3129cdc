import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

export interface LeaveGuard {
  /** Somebody wants to leave and has not decided yet. */
  isAsking: boolean;
  leave: () => void;
  stay: () => void;
}

/** Asks before a page is left while `isOn` says so; closing the window asks the browser's own question. */
export function useLeaveGuard(isOn: () => boolean): LeaveGuard {
  const { history } = useRouter();
  const [decide, setDecide] = useState<(isStaying: boolean) => void>();
  useEffect(
    () =>
      history.block({
        enableBeforeUnload: isOn,
        blockerFn: () => {
          if (!isOn()) return false;
          return new Promise<boolean>((resolve) => setDecide(() => resolve));
        },
      }),
    [history, isOn],
  );
  const settle = (isStaying: boolean) => () => {
    decide?.(isStaying);
    setDecide(undefined);
  };
  return { isAsking: decide !== undefined, leave: settle(false), stay: settle(true) };
}
