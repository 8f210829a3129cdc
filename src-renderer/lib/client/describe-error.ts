import { ORPCError } from '@orpc/client';
import type { ErrorCode, FieldProblem } from '#contract/errors.ts';
import { t } from '../messages/messages.ts';
import { RestError } from './rest.ts';

/** What a screen shows of a failed call. */
export interface ErrorDescription {
  /** The cause in words, as the core said it. */
  detail: string;
  /** To find the call in the log; absent when nothing was reached. */
  requestId?: string;
  /** Wrong fields by path, for forms. */
  fields: readonly FieldProblem[];
}

/** Turns whatever was thrown into what a person can act on. */
export function describeError(error: unknown): ErrorDescription {
  if (error instanceof RestError) {
    const { detail, requestId, errors } = error.problem;
    return { detail: asSentence(detail), ...(requestId !== '' && { requestId }), fields: errors ?? [] };
  }
  if (error instanceof ORPCError) {
    // Every error of the core carries this (contract/errors.ts); one of the transport itself carries nothing.
    const data = error.data as { requestId?: string; errors?: FieldProblem[] } | undefined;
    return {
      detail: asSentence(error.message),
      ...(data?.requestId !== undefined && { requestId: data.requestId }),
      fields: data?.errors ?? [],
    };
  }
  return { detail: t('error.unreachable'), fields: [] };
}

/** The core's name for what went wrong; undefined where it was not the core that said so. */
export function errorCodeOf(error: unknown): ErrorCode | undefined {
  if (error instanceof RestError) return error.code;
  // Every error of the core has a code of its table (contract/errors.ts).
  return error instanceof ORPCError ? (error.code as ErrorCode) : undefined;
}

function asSentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`;
}
