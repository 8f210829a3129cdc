import { cloneElement, type ReactElement, type ReactNode, Suspense, useState } from 'react';

interface OnDemandProps {
  button: ReactElement<{ onClick?: () => void; 'aria-haspopup'?: 'menu' }>;
  /** Draws the menu, opened, with the button as its target. */
  children: (target: ReactElement) => ReactNode;
}

/** A button whose menu comes when it is first pressed: menus weigh more than all else the shell draws at once. */
export function OnDemand({ button, children }: OnDemandProps) {
  const [isAsked, setAsked] = useState(false);
  if (!isAsked) return cloneElement(button, { onClick: () => setAsked(true), 'aria-haspopup': 'menu' });
  return <Suspense fallback={button}>{children(button)}</Suspense>;
}
