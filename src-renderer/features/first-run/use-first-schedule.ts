import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../lib/client/api.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { type Made, type ScriptSource, type Stage, scheduleFirst } from './first-schedule.ts';
import { type FirstRhythm, rhythms } from './rhythms.ts';

/** Makes the first scheduled run, and tells how far it is. */
export function useFirstSchedule() {
  const queryClient = useQueryClient();
  const mayWaiveLimits = useMay('agents:grant');
  const [stage, setStage] = useState<Stage>();
  const [made, setMade] = useState<{ of: ScriptSource | undefined; parts: Made }>({ of: undefined, parts: {} });
  const mutation = useMutation({
    mutationFn: ({ source, rhythm, timezone }: { source: ScriptSource; rhythm: FirstRhythm; timezone: string }) =>
      scheduleFirst({
        client,
        source,
        schedule: { ...rhythms[rhythm], timezone },
        mayWaiveLimits,
        // A script nobody could publish takes the next text; what is published is kept for a second try alone.
        made: made.of === source || made.parts.isPublished === undefined ? made.parts : {},
        onStage: (next, parts) => {
          setStage(next);
          setMade({ of: source, parts });
        },
      }),
    onSuccess: (_made, { source }) => {
      notifyDone(t('first.done', { name: source.name }));
      // The lists are no longer empty, and the overview is a different one from now on.
      return queryClient.invalidateQueries();
    },
  });
  return { mutation, stage };
}
