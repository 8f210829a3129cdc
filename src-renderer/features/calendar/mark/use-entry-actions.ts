import { useQueryClient } from '@tanstack/react-query';
import type { Job } from '#contract/jobs.ts';
import type { CalendarItem } from '#contract/scheduler.ts';
import { api, client } from '../../../lib/client/api.ts';
import { formatMoment } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { notifyDone, notifyFailed, notifyRefused, notifyUndoable } from '../../../ui/notify.tsx';
import type { CalendarEntry } from '../plan-calendar.ts';

/** What one does about an entry. Each is done at once, said, and taken back where that is possible. */
export function useEntryActions(jobs: readonly Job[]) {
  const queryClient = useQueryClient();
  const calendarKey = api.scheduler.calendar.key();
  const refresh = async () => {
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: calendarKey }),
      queryClient.invalidateQueries({ queryKey: api.jobs.key() }),
    ]);
  };
  const runNow = async ({ job }: CalendarEntry) => {
    try {
      await client.jobs.runNow({ id: job.id });
      notifyDone(t('jobs.started', { n: 1, name: job.name }));
    } catch (error) {
      notifyFailed(t('jobs.run-failed', { name: job.name }), error);
    }
    await refresh();
  };
  const skipNext = async ({ job }: CalendarEntry) => {
    try {
      await client.jobs.skipNext({ id: job.id });
      notifyDone(t('calendar.skipped', { name: job.name }));
    } catch (error) {
      notifyFailed(t('calendar.skip-failed', { name: job.name }), error);
    }
    await refresh();
  };
  const endSnooze = async (job: CalendarEntry['job']) => {
    await client.jobs.resume({ id: job.id }).catch((error) => notifyFailed(t('jobs.resume-failed', job), error));
    await refresh();
  };
  const snooze = async ({ job }: CalendarEntry, until: number) => {
    try {
      await client.jobs.snooze({ id: job.id, until: new Date(until).toISOString() });
      const name = job.name;
      notifyUndoable(
        t('calendar.snoozed', { name, until: formatMoment(until, Date.now()) }),
        () => void endSnooze(job),
      );
    } catch (error) {
      notifyFailed(t('jobs.snooze-failed', { name: job.name }), error);
    }
    await refresh();
  };
  /** Gives the triggers of a job back as they are, one of them at another time. */
  const setMoment = async (job: Job, triggerId: string, expr: string) => {
    const triggers = job.triggers.map(({ nextAt: _computed, ...trigger }) =>
      trigger.id === triggerId ? { ...trigger, expr } : trigger,
    );
    await client.jobs.update({ id: job.id, triggers });
  };
  const move = async (entry: CalendarEntry, at: number) => {
    const job = jobs.find(({ id }) => id === entry.job.id);
    const trigger = job?.triggers.find(({ id }) => id === entry.movable);
    if (job === undefined || trigger === undefined || at === entry.at) return;
    const name = job.name;
    if (!(at > Date.now())) return notifyRefused(t('calendar.move-failed', { name }), t('calendar.move-past'));
    // Seen at its new place before the core has answered; its answer, or its refusal, is what stays
    queryClient.setQueriesData({ queryKey: calendarKey }, (data: { items: CalendarItem[] } | undefined) =>
      data === undefined ? data : { ...data, items: moveItem(data.items, entry, at) },
    );
    try {
      await setMoment(job, trigger.id, new Date(at).toISOString());
      notifyUndoable(t('calendar.moved', { name, to: formatMoment(at, Date.now()) }), () => {
        setMoment(job, trigger.id, trigger.expr)
          .catch((error) => notifyFailed(t('calendar.move-failed', { name }), error))
          .finally(() => void refresh());
      });
    } catch (error) {
      notifyFailed(t('calendar.move-failed', { name }), error);
    }
    return refresh();
  };
  return { runNow, skipNext, snooze, move };
}

function moveItem(items: readonly CalendarItem[], entry: CalendarEntry, at: number): CalendarItem[] {
  return items.map((item) =>
    item.triggerId === entry.movable && Date.parse(item.at) === entry.at
      ? { ...item, at: new Date(at).toISOString() }
      : item,
  );
}
