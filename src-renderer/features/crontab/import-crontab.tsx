import { Button, Checkbox, FileButton, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { CrontabLine } from '#contract/crontab.ts';
import { api, client } from '../../lib/client/api.ts';
import { describeError } from '../../lib/client/describe-error.ts';
import { t } from '../../lib/messages/messages.ts';
import { DropTarget } from '../../ui/drop-target.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Region } from '../../ui/page.tsx';
import styles from './crontab.module.css';
import { CrontabLines } from './crontab-lines.tsx';
import { isChosen } from './is-chosen.ts';
import { useUndoImport } from './use-undo-import.ts';

interface GivenFile {
  path: string;
  content: string;
}

const typingMs = 400;

/** A crontab becomes jobs: what each line turns into is shown while it is pasted, and made on one click. */
export function ImportCrontab() {
  const queryClient = useQueryClient();
  const [text, setText] = useState('');
  const [hasUserColumn, setUserColumn] = useState(false);
  const [files, setFiles] = useState<readonly GivenFile[]>([]);
  const [toggled, setToggled] = useState<ReadonlySet<number>>(new Set());
  const [settled] = useDebouncedValue(text, typingMs);
  const request = { text: settled, hasUserColumn, files: [...files] };
  const preview = useQuery({
    ...api.crontab.import.queryOptions({ input: { ...request, dryRun: true } }),
    enabled: settled.trim() !== '',
    placeholderData: (before) => before,
  });
  const undo = useUndoImport();
  const create = useMutation({
    mutationFn: (lines: number[]) => client.crontab.import({ ...request, lines, dryRun: false }),
    onSuccess: async ({ lines }) => {
      await queryClient.invalidateQueries();
      notifyDone(t('crontab.created', { n: madeOf(lines).length }));
    },
  });
  const lines = create.data?.lines ?? (settled.trim() === '' ? [] : (preview.data?.lines ?? []));
  const chosen = lines.filter((line) => line.created === null && isChosen(line, toggled));
  const take = (given: readonly File[]) =>
    void Promise.all(given.map(async (file) => ({ path: file.name, content: await file.text() }))).then((read) => {
      const table = read.find(({ path }) => !path.endsWith('.py'));
      if (table !== undefined) setText(table.content);
      setFiles([...files, ...read.filter(({ path }) => path.endsWith('.py'))]);
    });
  const toggle = (line: number) => setToggled(toggled.symmetricDifference(new Set([line])));
  return (
    <DropTarget label={t('crontab.drop')} onDrop={take}>
      <div className={styles.body}>
        <Region title={t('crontab.paste')} note={t('crontab.paste-note')}>
          <Textarea
            aria-label={t('crontab.paste')}
            className={styles.text}
            placeholder={'30 2 * * 1-5 python3 /srv/report.py'}
            autosize
            minRows={6}
            maxRows={16}
            value={text}
            disabled={create.isSuccess}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <div className={styles.options}>
            <Checkbox
              label={t('crontab.user-column')}
              checked={hasUserColumn}
              onChange={(event) => setUserColumn(event.currentTarget.checked)}
            />
            <FileButton multiple accept=".py" onChange={take}>
              {(button) => (
                <Button {...button} size="xs">
                  {t('crontab.files', { n: files.length })}
                </Button>
              )}
            </FileButton>
          </div>
        </Region>
        {preview.error !== null && <p role="alert">{describeError(preview.error).detail}</p>}
        {lines.length > 0 && (
          <Region
            title={t('crontab.lines')}
            note={
              create.isSuccess
                ? t('crontab.created', { n: madeOf(lines).length })
                : t('crontab.count', { n: lines.filter(({ problem }) => problem === null).length, all: lines.length })
            }
            actions={
              create.isSuccess ? (
                <Button size="xs" onClick={() => undo.mutate(madeOf(lines))} loading={undo.isPending}>
                  {t('action.undo')}
                </Button>
              ) : (
                <Button
                  size="xs"
                  variant="filled"
                  disabled={chosen.length === 0}
                  loading={create.isPending}
                  onClick={() => create.mutate(chosen.map(({ line }) => line))}
                >
                  {t('crontab.create', { n: chosen.length })}
                </Button>
              )
            }
          >
            <CrontabLines lines={lines} toggled={toggled} onToggle={toggle} />
            {create.error !== null && <p role="alert">{describeError(create.error).detail}</p>}
          </Region>
        )}
      </div>
    </DropTarget>
  );
}

function madeOf(lines: readonly CrontabLine[]) {
  return lines.flatMap(({ created }) => created ?? []);
}
