import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { readAgentFilters } from '../features/agents/agent-filters.ts';
import { readNewAgentPlace } from '../features/agents/agent-place.ts';
import { readAuditFilters } from '../features/audit/audit-filters.ts';
import { readCalendarPlace } from '../features/calendar/calendar-place.ts';
import { readEventFilters } from '../features/events/event-filters.ts';
import { readFormPlace, readJobPlace } from '../features/jobs/detail/job-place.ts';
import { readJobFilters } from '../features/jobs/job-filters.ts';
import { readRunFilters } from '../features/runs/run-filters.ts';
import { readRunPlace } from '../features/runs/run-place.ts';
import { readScriptPlace } from '../features/scripts/script-filters.ts';
import { withTexts } from '../lib/messages/messages.ts';
import { loadPart } from '../lib/parts/load-part.ts';
import { Crash } from './crash.tsx';
import { NotFound } from './not-found.tsx';
import { PagePending } from './page-pending.tsx';
import { readNewJobPlace, readScriptsPlace } from './page-places.ts';
import * as overview from './pages/overview-page.tsx';
import { Shell } from './shell/shell.tsx';

/** Loaded when it is first gone to, or about to be. */
function page<Module extends Record<string, unknown>>(load: () => Promise<Module>) {
  return lazyRouteComponent(() => loadPart(() => withTexts(load)));
}

const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
});

/** One page each. What a page shows beyond its path lives in its search parameters. */
const routeTree = root.addChildren([
  createRoute({
    getParentRoute: () => root,
    path: '/',
    component: page(() => Promise.resolve(overview)),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/calendar',
    validateSearch: readCalendarPlace,
    component: page(() => import('./pages/calendar-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/runs',
    validateSearch: readRunFilters,
    component: page(() => import('./pages/runs-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/runs/$runId',
    validateSearch: readRunPlace,
    component: page(() => import('./pages/run-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/jobs',
    validateSearch: readJobFilters,
    component: page(() => import('./pages/jobs-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/jobs/new',
    validateSearch: readNewJobPlace,
    component: page(() => import('./pages/job-form-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/jobs/import-crontab',
    component: page(() => import('./pages/crontab-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/jobs/$jobId/edit',
    validateSearch: readFormPlace,
    component: page(() => import('./pages/job-form-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/jobs/$jobId',
    validateSearch: readJobPlace,
    component: page(() => import('./pages/job-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/agents',
    validateSearch: readAgentFilters,
    component: page(() => import('./pages/agents-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/agents/new',
    validateSearch: readNewAgentPlace,
    component: page(() => import('./pages/agent-form-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/agents/$agentId/edit',
    component: page(() => import('./pages/agent-form-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/agents/$agentId',
    component: page(() => import('./pages/agent-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/scripts',
    validateSearch: readScriptsPlace,
    component: page(() => import('./pages/scripts-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/scripts/$scriptId',
    validateSearch: readScriptPlace,
    component: page(() => import('./pages/script-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/events',
    validateSearch: readEventFilters,
    component: page(() => import('./pages/events-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/monitoring',
    component: page(() => import('./pages/monitoring-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/audit',
    validateSearch: readAuditFilters,
    component: page(() => import('./pages/audit-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/people',
    component: page(() => import('./pages/people-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/settings',
    component: page(() => import('./pages/settings-page.tsx')),
  }),
]);

/** Hash history: the same addresses under http:// and under the window's own scheme. */
export const router = createRouter({
  routeTree,
  history: createHashHistory(),
  defaultPreload: 'intent',
  defaultPendingComponent: PagePending,
  defaultPendingMs: 400,
  defaultPendingMinMs: 0,
  defaultErrorComponent: ({ error, reset }) => <Crash error={error} onRetry={reset} />,
});

/** Begins to load the page of the address while it is still being asked who is there. */
export function loadFirstPage(): void {
  for (const { routeId } of router.matchRoutes(router.latestLocation)) {
    const component = router.routesById[routeId]?.options.component;
    if (component !== undefined && 'preload' in component) void component.preload?.();
  }
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
