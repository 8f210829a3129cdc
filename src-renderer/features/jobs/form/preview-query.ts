import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../../../lib/client/api.ts';
import { type TriggerDraft, toTriggerInput } from './job-draft.ts';

/** The next instants of a trigger as the core will fire them; an error names what is wrong with it. */
export function useTriggerPreview(trigger: TriggerDraft | undefined) {
  return useQuery(
    api.jobs.preview.queryOptions({
      input: { trigger: trigger === undefined ? noTrigger : toTriggerInput(trigger), count: 10 },
      enabled: trigger !== undefined,
      retry: false,
      // The instants of before stay until those of what was typed arrive: nothing flashes while one types.
      placeholderData: keepPreviousData,
    }),
  );
}

const noTrigger = { kind: 'cron', expr: '* * * * *' } as const;
