import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconPlayerStop, IconRotateClockwise } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Run } from '#contract/runs.ts';
import { client } from '../../lib/client/api.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { useShortcuts } from '../../lib/keyboard/use-shortcuts.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyFailed } from '../../ui/notify.tsx';
import { StopRunDialog } from '../../ui/stop-run-dialog.tsx';
import styles from './run.module.css';
import { isLive } from './run-times.ts';

/** Run it again, or stop it. */
export function RunActions({ run }: { run: Run }) {
  const navigate = useNavigate();
  const mayWrite = useMay('runs:write');
  const [isAsking, setAsking] = useState(false);
  const rerun = useMutation({
    mutationFn: (exact: boolean) => client.runs.rerun({ id: run.id, exact }),
    onSuccess: ({ run: started }) => navigate({ to: '/runs/$runId', params: { runId: started.id } }),
    onError: (error) => notifyFailed(t('run.rerun-failed'), error),
  });
  useShortcuts(
    [{ keys: 'r', label: t('run.rerun-exact'), group: t('keys.group.page'), run: () => rerun.mutate(true) }],
    mayWrite,
  );
  if (!mayWrite) return null;
  return (
    <>
      <Menu>
        <Menu.Target>
          <Button
            loading={rerun.isPending}
            leftSection={<IconRotateClockwise size={16} aria-hidden />}
            rightSection={<IconChevronDown size={14} aria-hidden />}
          >
            {t('run.rerun')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => rerun.mutate(true)}>{t('run.rerun-exact')}</Menu.Item>
          <Menu.Item onClick={() => rerun.mutate(false)}>{t('run.rerun-current')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isLive(run) && (
        <Button
          className={styles.stop}
          leftSection={<IconPlayerStop size={16} aria-hidden />}
          onClick={() => setAsking(true)}
        >
          {t('run.stop')}
        </Button>
      )}
      {isAsking && (
        <StopRunDialog
          name={run.title}
          stop={() => client.runs.cancel({ id: run.id })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
