import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { readAgentFilters } from '../features/agents/agent-filters.ts';
import { readAuditFilters } from '../features/audit/audit-filters.ts';
import { readCalendarPlace } from '../features/calendar/calendar-place.ts';
import { readJobPlace } from '../features/jobs/detail/job-place.ts';
import { readJobFilters } from '../features/jobs/job-filters.ts';
import { readLogPlace } from '../features/runs/log-viewer/log-place.ts';
import { readRunFilters } from '../features/runs/run-filters.ts';
import { readScriptFilters, readScriptPlace } from '../features/scripts/script-filters.ts';
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
    validateSearch: readCalendarPlace,
    component: lazyRouteComponent(() => import('./pages/calendar-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/runs',
    validateSearch: readRunFilters,
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
    path: '/jobs/$jobId/edit',
    component: lazyRouteComponent(() => import('./pages/job-form-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/jobs/$jobId',
    validateSearch: readJobPlace,
    component: lazyRouteComponent(() => import('./pages/job-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/agents',
    validateSearch: readAgentFilters,
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
    validateSearch: readScriptFilters,
    component: lazyRouteComponent(() => import('./pages/scripts-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/scripts/$scriptId',
    validateSearch: readScriptPlace,
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
    validateSearch: readAuditFilters,
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
