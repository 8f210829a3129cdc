import { Suspense, useLayoutEffect, useRef, useState } from 'react';
import { lazyPart } from '../../lib/parts/load-part.ts';
import { typeAhead } from './type-ahead.ts';

const load = () => import('./command-palette.tsx');
const CommandPalette = lazyPart(load);

/** Has the palette ready before somebody asks for it. */
export function preloadPalette(): void {
  load().catch(() => undefined); // asked for again when it is wanted
}

interface PaletteOverlayProps {
  /** What stands in its field at first. */
  initial: string;
  onClose: () => void;
  onHelp: () => void;
}

/**
 * The palette from the key press on. Until its field has the focus, what is typed goes into it all the same, and no key
 * reaches the page behind: there it would pause a job.
 */
export function PaletteOverlay({ initial, onClose, onHelp }: PaletteOverlayProps) {
  const [query, setQuery] = useState(initial);
  const typed = useRef(initial);
  const change = (next: string) => {
    typed.current = next;
    setQuery(next);
  };
  const latest = useRef({ change, onClose });
  useLayoutEffect(() => {
    latest.current = { change, onClose };
  });
  useLayoutEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.target instanceof Element && event.target.closest('[role=dialog]') !== null) return;
      const next = typeAhead(typed.current, event);
      if (next === undefined && (event.ctrlKey || event.metaKey || event.altKey)) return;
      event.stopPropagation();
      event.preventDefault();
      if (typeof next === 'string') latest.current.change(next);
      else if (next?.close === true) latest.current.onClose();
    };
    window.addEventListener('keydown', hear, { capture: true });
    return () => window.removeEventListener('keydown', hear, { capture: true });
  }, []);
  return (
    <Suspense>
      <CommandPalette query={query} onQuery={change} onClose={onClose} onHelp={onHelp} />
    </Suspense>
  );
}
