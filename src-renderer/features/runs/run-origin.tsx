import { useQuery } from '@tanstack/react-query';
import type { Run } from '#contract/runs.ts';
import { api } from '../../lib/client/api.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { nameEvent } from '../../lib/event-words.ts';
import { t } from '../../lib/messages/messages.ts';

/** What started a run, in a word or two; of an event which one it was. */
export function RunOrigin({ run }: { run: Pick<Run, 'origin'> }) {
  const { reason, eventId } = run.origin;
  const mayRead = useMay('events:read');
  const { data: event } = useQuery({
    ...api.events.get.queryOptions({ input: { id: eventId ?? '' } }),
    enabled: mayRead && eventId !== null,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (event === undefined || reason !== 'event') return t(`origin.${reason}`);
  return <span title={[event.type, event.subject].filter((part) => part !== null).join(' ')}>{nameEvent(event)}</span>;
}
