import { useDebouncedValue } from '@mantine/hooks';
import { IconClockExclamation } from '@tabler/icons-react';
import type { Preview } from '#contract/jobs.ts';
import { formatClock, formatDay, formatExact } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { Region } from '../../../ui/page.tsx';
import { Countdown } from '../../../ui/relative-time.tsx';
import { useAgents } from '../job-queries.ts';
import { describePolicy } from '../policy-words.ts';
import type { JobDraft, TriggerDraft } from './job-draft.ts';
import styles from './job-form.module.css';
import { useTriggerPreview } from './preview-query.ts';

/** What the form says, in words and in instants, while it is being filled in. */
export function FormRail({ draft, chosen }: { draft: JobDraft; chosen: TriggerDraft | undefined }) {
  const [settled] = useDebouncedValue(chosen, 250);
  const { data: preview, isError } = useTriggerPreview(settled);
  const agent = useAgents().get(draft.agentId ?? '');
  const isShown = settled !== undefined && preview !== undefined && !isError;
  return (
    <>
      <Region title={t('job-form.in-words')}>
        <p className={styles.words}>
          {agent !== undefined && (
            <>
              {t('job-form.words.runs')} <b>{agent.name}</b>
              {isShown ? `: ${preview.text}. ` : '. '}
            </>
          )}
          {agent === undefined && isShown && `${preview.text}. `}
          {describePolicy(draft.policy).join(' ')}
        </p>
      </Region>
      {isShown && (
        <>
          <Region
            title={t('job-form.next', { n: preview.instants.length })}
            note={t('job-form.in-zone', { zone: settled.timezone })}
          >
            <Instants preview={preview} zone={settled.timezone} />
          </Region>
          {preview.warnings.length > 0 && (
            <Region title={t('job-form.worth-knowing')} note={preview.warnings.length}>
              {preview.warnings.map((warning) => (
                <p key={warning.message} className={styles.warning}>
                  <IconClockExclamation size={16} aria-hidden /> {asSentence(warning.message)}
                </p>
              ))}
            </Region>
          )}
        </>
      )}
    </>
  );
}

function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function Instants({ preview, zone }: { preview: Preview; zone: string }) {
  if (preview.instants.length === 0) return <p className="t3 xs">{t('job-form.never')}</p>;
  return (
    <ol className={styles.instants}>
      {preview.instants.map(({ at, dst }) => {
        const instant = Date.parse(at);
        return (
          <li key={at} data-dst={dst} title={formatExact(instant, zone)}>
            <span>{formatDay(instant, Date.now(), zone).replaceAll(',', '')}</span>
            <span className="figures">
              {formatClock(instant, { zone })}
              {dst !== undefined && (
                <span className={styles.dst}>
                  <IconClockExclamation size={14} aria-hidden /> {t(`job-form.dst.${dst}`)}
                </span>
              )}
            </span>
            <span className="t3">
              {t('jobs.in')} <Countdown at={at} zone={zone} />
            </span>
          </li>
        );
      })}
    </ol>
  );
}
