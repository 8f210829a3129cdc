import { Button } from '@mantine/core';
import { IconFileText, IconUpload } from '@tabler/icons-react';
import { useRef } from 'react';
import { t } from '../../lib/messages/messages.ts';
import styles from './first-run.module.css';
import type { ScriptSource } from './first-schedule.ts';
import { Step } from './step.tsx';

interface ScriptStepProps {
  source: ScriptSource | undefined;
  isBusy: boolean;
  onFile: (file: File | undefined) => void;
  onSample: () => void;
}

/** Which script: a file of one's own, dropped or chosen, or the sample. */
export function ScriptStep({ source, isBusy, onFile, onSample }: ScriptStepProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <Step
      number={2}
      state={source === undefined ? 'now' : 'done'}
      title={t('first.script-title')}
      note={source === undefined ? t('first.script-note') : source.name}
      actions={
        <>
          <input
            ref={input}
            type="file"
            accept=".py,.pyw"
            className="visually-hidden"
            tabIndex={-1}
            aria-label={t('first.import')}
            onChange={(event) => {
              onFile(event.currentTarget.files?.[0]);
              // The same file may be chosen again after it was changed.
              event.currentTarget.value = '';
            }}
          />
          <Button
            size="xs"
            disabled={isBusy}
            leftSection={<IconUpload size={14} aria-hidden />}
            onClick={() => input.current?.click()}
          >
            {t('first.import')}
          </Button>
          <Button size="xs" disabled={isBusy} leftSection={<IconFileText size={14} aria-hidden />} onClick={onSample}>
            {t('first.sample')}
          </Button>
        </>
      }
    >
      {source !== undefined && (
        <section aria-label={t('first.source-of', { name: source.name })}>
          <pre className={styles.source}>{source.content}</pre>
        </section>
      )}
    </Step>
  );
}
