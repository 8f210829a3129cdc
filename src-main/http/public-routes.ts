import { listOperations } from './operations.ts';

/** The REST routes of the contract, read off it once. */
const routes = listOperations().map(({ method, path, guard }) => {
  const pattern = path.replaceAll(/\{\+[^}]+\}/g, '.+').replaceAll(/\{[^}]+\}/g, '[^/]+');
  return { method, pattern: new RegExp(`^${pattern}$`), isPublic: guard.access === 'public' };
});

/** Whether anyone may call it: then the body of a stranger is worth reading. */
export function isPublicRoute(method: string, path: string): boolean {
  return routes.some((route) => route.isPublic && route.method === method && route.pattern.test(path));
}

/** Methods the contract has for a path; empty when it knows no such path. */
export function methodsOf(path: string): string[] {
  return [...new Set(routes.filter((route) => route.pattern.test(path)).map(({ method }) => method))];
}
