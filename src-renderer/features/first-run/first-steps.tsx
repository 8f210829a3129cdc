import { useQuery } from '@tanstack/react-query';
import { type DragEvent, useState } from 'react';
import { api } from '../../lib/client/api.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { viewerZone } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyRefused } from '../../ui/notify.tsx';
import styles from './first-run.module.css';
import { nameOfFile, type ScriptSource } from './first-schedule.ts';
import { helloSample } from './hello-sample.ts';
import { RunStep } from './run-step.tsx';
import { SampleOffer } from './sample-offer.tsx';
import { ScheduleStep } from './schedule-step.tsx';
import { ScriptStep } from './script-step.tsx';
import { useFirstSchedule } from './use-first-schedule.ts';

/** A script longer than this is no script; the editor takes archives. */
const mostBytes = 1_000_000;

/** The three steps from an empty machine to a script that runs by itself. A file may be dropped anywhere on them. */
export function FirstSteps() {
  const [source, setSource] = useState<ScriptSource>();
  const [isOver, setOver] = useState(false);
  const { mutation, stage } = useFirstSchedule();
  const system = useQuery(
    api.system.monitoring.queryOptions({ enabled: useMay('system:read'), refetchInterval: 5_000 }),
  );

  const choose = (next: ScriptSource) => {
    mutation.reset();
    setSource(next);
  };
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    if (!/\.pyw?$/i.test(file.name) || file.size > mostBytes) {
      notifyRefused(t('first.not-python', { name: file.name }), t('first.not-python-text'));
      return;
    }
    choose({ name: nameOfFile(file.name), entrypoint: file.name, content: await file.text() });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!mutation.isPending) void take(event.dataTransfer.files[0]);
  };
  return (
    <section
      aria-label={t('first.title')}
      className={styles.page}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className={styles.column}>
        <h2 className={styles.title}>{t('first.title')}</h2>
        <p className="t2">{t('first.text')}</p>
        <ol className={styles.steps}>
          <RunStep system={system.data} />
          <ScriptStep source={source} isBusy={mutation.isPending} onFile={take} onSample={() => choose(helloSample)} />
          <ScheduleStep
            source={source}
            stage={stage}
            isBusy={mutation.isPending}
            error={mutation.error}
            onSchedule={(when) => source !== undefined && mutation.mutate({ source, ...when })}
          />
        </ol>
        {source === undefined && (
          <SampleOffer
            onRun={() => {
              setSource(helloSample);
              mutation.mutate({ source: helloSample, rhythm: 'minute', timezone: viewerZone() });
            }}
          />
        )}
      </div>
    </section>
  );
}
