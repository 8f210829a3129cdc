import { isContractProcedure } from '@orpc/contract';
import { contract } from '#contract/index.ts';
import type { Guard } from '#contract/procedure.ts';

interface Route {
  method: string;
  pattern: RegExp;
  isPublic: boolean;
}

/** The REST routes of the contract, read off it once. */
const routes: readonly Route[] = [...listRoutes(contract)];

/** Whether anyone may call it: then the body of a stranger is worth reading. */
export function isPublicRoute(method: string, path: string): boolean {
  return routes.some((route) => route.isPublic && route.method === method && route.pattern.test(path));
}

/** Methods the contract has for a path; empty when it knows no such path. */
export function methodsOf(path: string): string[] {
  return routes.filter((route) => route.pattern.test(path)).map(({ method }) => method);
}

function* listRoutes(node: object): Generator<Route> {
  if (isContractProcedure(node)) {
    const { route, meta } = node['~orpc'];
    const guard = meta as Guard; // every operation is begun by procedure.ts
    const pattern = (route.path ?? '').replaceAll(/\{\+[^}]+\}/g, '.+').replaceAll(/\{[^}]+\}/g, '[^/]+');
    yield { method: route.method ?? 'POST', pattern: new RegExp(`^${pattern}$`), isPublic: guard.access === 'public' };
    return;
  }
  for (const child of Object.values(node)) yield* listRoutes(child);
}
