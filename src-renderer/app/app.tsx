import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { makeQueryClient } from '../lib/client/query-client.ts';
import { lazyPart } from '../lib/parts/load-part.ts';
import { cssVariablesResolver, theme } from '../ui/theme.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { router } from './router.tsx';
import { SessionGate } from './session/session-gate.tsx';

/** Nothing is said before the first screen stands; what was said early is shown when it is here. */
const Toasts = lazyPart(() => import('./toasts.tsx'));

/** Everything around the screens, outermost first. */
export function App() {
  const [queryClient] = useState(makeQueryClient);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
      <ErrorBoundary>
        <QueryClientProvider client={queryClient}>
          <Suspense>
            <Toasts />
          </Suspense>
          <SessionGate>
            <RouterProvider router={router} />
          </SessionGate>
        </QueryClientProvider>
      </ErrorBoundary>
    </MantineProvider>
  );
}
