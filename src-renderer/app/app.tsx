import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Suspense, useEffect, useState } from 'react';
import { makeQueryClient } from '../lib/client/query-client.ts';
import { lazyPart } from '../lib/parts/load-part.ts';
import { whenIdle } from '../lib/when-idle.ts';
import { cssVariablesResolver, theme } from '../ui/theme.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { router } from './router.tsx';
import { SessionGate } from './session/session-gate.tsx';

/** Nothing is said before the first screen stands; what was said before they are here is shown when they are. */
const Toasts = lazyPart(() => import('./toasts.tsx'));

/** Everything around the screens, outermost first. */
export function App() {
  const [queryClient] = useState(makeQueryClient);
  const [isSettled, setSettled] = useState(false);
  useEffect(() => whenIdle(() => setSettled(true)), []);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
      <ErrorBoundary>
        <QueryClientProvider client={queryClient}>
          <Suspense>{isSettled && <Toasts />}</Suspense>
          <SessionGate>
            <RouterProvider router={router} />
          </SessionGate>
        </QueryClientProvider>
      </ErrorBoundary>
    </MantineProvider>
  );
}
