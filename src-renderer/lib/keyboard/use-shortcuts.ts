import { useEffect, useLayoutEffect, useRef } from 'react';
import { findBridge } from '../client/bridge-transport.ts';
import { preferences } from '../preferences.ts';
import { makeShortcutMap, type Shortcut } from './shortcuts.ts';

/** Whether ⌘ is the modifier here. */
export const isMac = /^(darwin|mac)/i.test(findBridge()?.platform ?? navigator.platform);

/** The shortcuts of this page; the shell feeds it with the window's keys. */
export const shortcutMap = makeShortcutMap({
  isSingleKeyAllowed: () => preferences().singleKeyShortcuts,
  isBlocked: () => document.querySelector('[role=dialog][aria-modal=true]') !== null,
  isMac,
  now: Date.now,
});

/** Makes shortcuts work while the component is there. */
export function useShortcuts(shortcuts: readonly Shortcut[], isOn = true): void {
  const latest = useRef(shortcuts);
  useLayoutEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => (isOn ? shortcutMap.add(() => latest.current) : undefined), [isOn]);
}
