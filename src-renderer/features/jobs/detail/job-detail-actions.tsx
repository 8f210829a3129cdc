import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconPlayerPause, IconPlayerPlay, IconPlayerTrackNext } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Job } from '#contract/jobs.ts';
import { useShortcuts } from '../../../lib/keyboard/use-shortcuts.ts';
import { t } from '../../../lib/messages/messages.ts';
import { KeyHint } from '../../../ui/key-hint.tsx';
import { JobDialog } from '../job-dialog.tsx';
import { useJobMenu } from '../use-job-menu.ts';
import styles from './job-detail.module.css';
import { RunNowDialog, useInputSchema } from './run-now-dialog.tsx';

/** What stands as a button of its own; the menu has the rest. */
const buttons: ReadonlySet<string> = new Set(['run-now', 'pause', 'resume', 'edit']);

/** What one does with a job: start it, hold it up, change it, end it. */
export function JobDetailActions({ job }: { job: Job }) {
  const navigate = useNavigate();
  const menu = useJobMenu();
  const schema = useInputSchema(job);
  const [isAsked, setAsked] = useState(false);
  // Pressed before it was known what the script takes.
  const [isWished, setWished] = useState(false);
  const mayStart = menu.can(job, 'run-now');
  const mayEdit = menu.can(job, 'edit');
  const hold = job.state === 'paused' ? 'resume' : 'pause';
  // A script that takes nothing has nothing to ask for.
  const takesInput = schema === null ? job.input !== undefined : Object.keys(schema?.properties ?? {}).length > 0;
  const begin = () => (takesInput ? setAsked(true) : menu.act(job, 'run-now'));
  const start = () => (schema === undefined ? setWished(true) : begin());
  useEffect(() => {
    if (!isWished || schema === undefined) return;
    setWished(false);
    begin();
  });
  const rest = menu.itemsOf(job).filter(({ act }) => !buttons.has(act));
  const group = t('keys.group.page');
  useShortcuts([{ keys: 'r', label: t('jobs.run-now'), group, run: start }], mayStart);
  useShortcuts(
    [
      { keys: 'p', label: t('jobs.pause-or-resume'), group, run: () => menu.act(job, hold) },
      { keys: 'z', label: t('jobs.snooze'), group, run: () => menu.act(job, 'snooze') },
      { keys: 's', label: t('jobs.skip-next'), group, run: () => menu.act(job, 'skip-next') },
      { keys: 'e', label: t('job-form.edit'), group, run: () => menu.act(job, 'edit') },
    ],
    mayEdit,
  );
  const HoldIcon = hold === 'resume' ? IconPlayerTrackNext : IconPlayerPause;
  return (
    <>
      {menu.can(job, hold) && (
        <Button
          className={styles.plainOnPhone ?? ''}
          leftSection={<HoldIcon size={16} aria-hidden />}
          onClick={() => menu.act(job, hold)}
        >
          {t(`jobs.${hold}`)}
        </Button>
      )}
      {mayEdit && (
        <Button
          className={styles.plainOnPhone ?? ''}
          leftSection={<IconPencil size={16} aria-hidden />}
          renderRoot={(props) => <Link to="/jobs/$jobId/edit" params={{ jobId: job.id }} {...props} />}
        >
          {t('job-form.edit')}
        </Button>
      )}
      {mayStart && (
        <Button
          variant="filled"
          loading={isWished}
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          onClick={start}
        >
          {t('jobs.run-now')}
        </Button>
      )}
      {(rest.length > 0 || mayStart) && (
        <Menu>
          <Menu.Target>
            <ActionIcon variant="default" aria-label={t('job.more')}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {mayStart && <Menu.Item onClick={() => setAsked(true)}>{t('job.run-with')}</Menu.Item>}
            {rest.map(({ act, label, keys, isDanger = false, run }) => (
              <Menu.Item
                key={act}
                className={isDanger ? styles.danger : undefined}
                rightSection={keys !== undefined && <KeyHint keys={keys} />}
                onClick={run}
              >
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {isAsked && schema !== undefined && (
        <RunNowDialog job={job} inputSchema={schema} onClose={() => setAsked(false)} />
      )}
      <JobDialog
        asked={menu.asked}
        onClose={() => menu.ask(undefined)}
        onEnded={(how) => how === 'remove' && void navigate({ to: '/jobs' })}
      />
    </>
  );
}
