import { Button, Group, Modal } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, client } from '../../lib/client/api.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { formatExact } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyDone, notifyFailed } from '../../ui/notify.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { sayCount } from './agenda.tsx';
import type { CalendarEntry } from './plan-calendar.ts';

/** What one entry of the calendar is, and what to do about it. */
export function EntryDialog({ entry, onClose }: { entry: CalendarEntry; onClose: () => void }) {
  const queryClient = useQueryClient();
  const mayRun = useMay('jobs:run');
  const start = useMutation({
    mutationFn: () => client.jobs.runNow({ id: entry.job.id }),
    onSuccess: async () => {
      onClose();
      notifyDone(t('jobs.started', { n: 1, name: entry.job.name }));
      await queryClient.invalidateQueries({ queryKey: api.jobs.key() });
    },
    onError: (error) => notifyFailed(t('jobs.run-failed', { name: entry.job.name }), error),
  });
  return (
    <Modal opened onClose={onClose} title={entry.job.name} size={380}>
      <p>
        <StatusBadge status={entry.status} /> {sayCount(entry)}
      </p>
      <p className="t2">{formatExact(entry.at)}</p>
      <Group justify="flex-end" mt="lg" gap="sm">
        {mayRun && (
          <Button
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
            loading={start.isPending}
            onClick={() => start.mutate()}
          >
            {t('jobs.run-now')}
          </Button>
        )}
        <Button
          variant="filled"
          renderRoot={(props) => <Link to="/jobs/$jobId" params={{ jobId: entry.job.id }} {...props} />}
        >
          {t('calendar.open-job')}
        </Button>
      </Group>
    </Modal>
  );
}
