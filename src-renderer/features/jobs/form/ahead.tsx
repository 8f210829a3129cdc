import { useDebouncedValue } from '@mantine/hooks';
import { IconClockExclamation } from '@tabler/icons-react';
import { viewerZone } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { Region } from '../../../ui/page.tsx';
import { isTimed } from '../is-timed.ts';
import { nameOfTrigger } from '../trigger-schedule.tsx';
import { Instants } from './instants.tsx';
import styles from './job-form.module.css';
import { shownInstants, useTriggerPreview } from './preview-query.ts';
import { sayWarning } from './say-warning.ts';
import type { TriggerDraft } from './trigger-draft.ts';
import { YearStrip } from './year-strip.tsx';

interface AheadProps {
  trigger: TriggerDraft;
  agentId: string | null;
  position: number;
  /** There are others: it is said which one this is. */
  isOneOfMany: boolean;
}

/** When a trigger fires next, what one should know of that, and the year ahead. */
export function Ahead({ trigger, agentId, position, isOneOfMany }: AheadProps) {
  const [settled] = useDebouncedValue(trigger, 250);
  const { data: preview, isError, isPlaceholderData } = useTriggerPreview(settled, { agentId, position });
  if (preview === undefined || isError || !isTimed(settled) || trigger.expr.trim() === '') return null;
  // What is shown belongs to what was typed before, until the core has answered.
  const isStale = isPlaceholderData || settled !== trigger;
  const n = preview.instants.length;
  const { maxRuns = null } = trigger;
  const withoutZone = { ...trigger, timezone: viewerZone() }; // it is named right behind
  return (
    <div className={styles.ahead} data-stale={isStale || undefined} aria-busy={isStale}>
      <Region
        title={t(trigger.enabled ? 'job-form.next' : 'job-form.next-if-on', { n })}
        note={
          <>
            {isOneOfMany && `${t('job-form.next-of', { trigger: nameOfTrigger(withoutZone) })} `}
            {t('job-form.in-zone', { zone: settled.timezone })}
          </>
        }
      >
        <Instants preview={preview} zone={settled.timezone} />
        {maxRuns !== null && n > 0 && (
          <p className={styles.aside}>{t('job-form.next-limit', { n: maxRuns, isAll: String(n < shownInstants) })}</p>
        )}
      </Region>
      {preview.warnings.length > 0 && (
        <Region title={t('job-form.worth-knowing')} note={preview.warnings.length}>
          {preview.warnings.map((warning) => (
            <p key={warning.message} className={styles.warning}>
              <IconClockExclamation size={16} aria-hidden /> {sayWarning(warning, Date.now())}
            </p>
          ))}
        </Region>
      )}
      <YearStrip trigger={trigger} />
    </div>
  );
}
