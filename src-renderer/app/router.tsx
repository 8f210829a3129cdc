import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { readJobFilters } from '../features/jobs/job-filters.ts';
import { readLogPlace } from '../features/runs/log-viewer/log-place.ts';
import { Crash } from './crash.tsx';
import { NotFound } from './not-found.tsx';
import { Shell } from './shell/shell.tsx';

const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
});

/** One page each, loaded when it is first gone to. What a page shows beyond its path lives in its search parameters. */
const routeTree = root.addChildren([
  createRoute({
    getParentRoute: () => root,
    path: '/',
    component: lazyRouteComponent(() => import('./pages/overview-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/calendar',
    component: lazyRouteComponent(() => import('./pages/calendar-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/runs',
    component: lazyRouteComponent(() => import('./pages/runs-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/runs/$runId',
    validateSearch: readLogPlace,
    component: lazyRouteComponent(() => import('./pages/run-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/jobs',
    validateSearch: readJobFilters,
    component: lazyRouteComponent(() => import('./pages/jobs-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/jobs/new',
    component: lazyRouteComponent(() => import('./pages/job-form-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/jobs/$jobId',
    component: lazyRouteComponent(() => import('./pages/job-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/agents',
    component: lazyRouteComponent(() => import('./pages/agents-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/agents/$agentId',
    component: lazyRouteComponent(() => import('./pages/agent-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/scripts',
    component: lazyRouteComponent(() => import('./pages/scripts-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/scripts/$scriptId',
    component: lazyRouteComponent(() => import('./pages/script-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/monitoring',
    component: lazyRouteComponent(() => import('./pages/monitoring-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/audit',
    component: lazyRouteComponent(() => import('./pages/audit-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/people',
    component: lazyRouteComponent(() => import('./pages/people-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/settings',
    component: lazyRouteComponent(() => import('./pages/settings-page.tsx')),
  }),
]);

/** Hash history: the same addresses under http:// and under the window's own scheme. */
export const router = createRouter({
  routeTree,
  history: createHashHistory(),
  defaultPreload: 'intent',
  defaultErrorComponent: ({ error, reset }) => <Crash error={error} onRetry={reset} />,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
