import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../../../lib/client/api.ts';
import { isTimed } from '../is-timed.ts';
import { type TriggerDraft, toTriggerInput } from './trigger-draft.ts';

/** So many instants stand beside the form. */
export const shownInstants = 10;
/** As many as the core computes at once; for most triggers that is far more than a year. */
export const mostInstants = 1_000;

/** The next instants of a trigger as the core will fire them; an error names what is wrong with it. */
export function useTriggerPreview(
  trigger: TriggerDraft | undefined,
  options: { agentId: string | null; position: number },
) {
  return useQuery(previewQuery(trigger, { ...options, count: shownInstants }));
}

/** The instants of about a year. */
export function useYearPreview(trigger: TriggerDraft) {
  return useQuery(
    previewQuery(isTimed(trigger) ? trigger : undefined, { agentId: null, count: mostInstants, position: 0 }),
  );
}

/** The place of a trigger among those of the form that are new. */
export function positionOf({ key }: TriggerDraft, triggers: readonly TriggerDraft[]): number {
  const before = triggers.slice(
    0,
    triggers.findIndex((each) => each.key === key),
  );
  return before.filter(({ id }) => id === undefined).length;
}

function previewQuery(
  trigger: TriggerDraft | undefined,
  { agentId, count, position }: { agentId: string | null; count: number; position: number },
) {
  return api.jobs.preview.queryOptions({
    input: {
      trigger: trigger === undefined ? noTrigger : toTriggerInput(trigger),
      count,
      position,
      ...(agentId !== null && { agentId }),
    },
    enabled: trigger !== undefined && trigger.expr.trim() !== '',
    retry: false,
    // The instants of before stay until those of what was typed arrive: nothing flashes while one types.
    placeholderData: keepPreviousData,
  });
}

const noTrigger = { kind: 'cron', expr: '* * * * *' } as const;
