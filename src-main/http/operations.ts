import { type AnyContractProcedure, isContractProcedure } from '@orpc/contract';
import type { ZodType } from 'zod';
import { contract } from '#contract/index.ts';
import type { Guard } from '#contract/procedure.ts';

/** One operation of the contract as the HTTP door sees it. */
export interface Operation {
  /** As in `jobs.create`. */
  name: string;
  method: string;
  /** Below `/api/v1`, with `{id}` for parameters. */
  path: string;
  guard: Guard;
  inputSchema: ZodType | undefined;
  outputSchema: ZodType | undefined;
}

/** Whether REST has an operation; those about the desktop window are its own page's alone. */
export function isOfRest(operation: AnyContractProcedure): boolean {
  const guard = operation['~orpc'].meta as Guard; // every operation is begun by procedure.ts
  return guard.access !== 'window';
}

/** Every operation of the contract that REST has, read off it. */
export function listOperations(node: object = contract, names: string[] = []): Operation[] {
  return Object.entries(node).flatMap(([name, child]) => {
    if (!isContractProcedure(child)) return listOperations(child, [...names, name]);
    if (!isOfRest(child)) return [];
    const { route, meta, inputSchema, outputSchema } = child['~orpc'];
    return {
      name: [...names, name].join('.'),
      method: route.method ?? 'POST',
      path: route.path ?? '',
      // every operation is begun by procedure.ts, and its schemas are zod's
      guard: meta as Guard,
      inputSchema: inputSchema as ZodType | undefined,
      outputSchema: outputSchema as ZodType | undefined,
    };
  });
}
