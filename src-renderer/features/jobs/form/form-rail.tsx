import { useDebouncedValue } from '@mantine/hooks';
import { IconClockExclamation } from '@tabler/icons-react';
import { t } from '../../../lib/messages/messages.ts';
import { describeSchedule } from '../../../lib/schedule-words.ts';
import { Region } from '../../../ui/page.tsx';
import { useAgents } from '../job-queries.ts';
import { describePolicy } from '../policy-words.ts';
import { Instants } from './instants.tsx';
import type { JobDraft } from './job-draft.ts';
import styles from './job-form.module.css';
import { useNamesOfJobs } from './names-of-jobs.ts';
import { positionOf, useTriggerPreview, useTriggerPreviews } from './preview-query.ts';
import { isTimed, type TriggerDraft } from './trigger-draft.ts';
import { YearStrip } from './year-strip.tsx';

/** What the form says, in words and in instants, while it is being filled in. */
export function FormRail({ draft, chosen }: { draft: JobDraft; chosen: TriggerDraft | undefined }) {
  const timed = chosen !== undefined && isTimed(chosen) ? chosen : draft.triggers.find(isTimed);
  return (
    <>
      <Region title={t('job-form.in-words')}>
        <Words draft={draft} />
      </Region>
      {timed !== undefined && (
        <Ahead key={timed.key} trigger={timed} agentId={draft.agentId} position={positionOf(timed, draft.triggers)} />
      )}
    </>
  );
}

/** The whole job as a paragraph: what runs, by which triggers, and what happens when things do not go to plan. */
function Words({ draft }: { draft: JobDraft }) {
  const { agentId, policy, environment } = draft;
  const [triggers] = useDebouncedValue(draft.triggers, 250);
  const agent = useAgents().get(agentId ?? '');
  const whens = useWords(triggers, agentId);
  return (
    <p className={styles.words}>
      {agent !== undefined && (
        <>
          {t('job-form.words.runs')} <b>{agent.name}</b>
          {environment !== '' && ` ${t('job-form.words.environment', { environment })}`}
          {whens.length > 0 ? ': ' : '. '}
        </>
      )}
      {whens.map(({ key, words }, index) => (
        <span key={key}>
          {index > 0 && ` ${t('job-form.words.and')} `}
          <b>{words}</b>
          {index === whens.length - 1 && '. '}
        </span>
      ))}
      {describePolicy(policy).join(' ')}
    </p>
  );
}

/** Each trigger that is on, in words: those of the core where it computes instants, else those of the list. */
function useWords(triggers: readonly TriggerDraft[], agentId: string | null) {
  const previews = useTriggerPreviews(triggers, agentId);
  const names = useNamesOfJobs(triggers);
  return triggers.flatMap((trigger, index) => {
    if (!trigger.enabled || trigger.expr.trim() === '') return [];
    const preview = previews[index];
    const { rhythm, rest } = describeSchedule(trigger, Date.now(), (id) => names.get(id));
    const short = rest === undefined ? rhythm : `${rhythm}, ${rest}`;
    const words = isTimed(trigger) && preview?.data !== undefined && !preview.isError ? preview.data.text : short;
    return [{ key: trigger.key, words: index === 0 ? words : uncapitalize(words) }];
  });
}

/** When the chosen trigger fires next, what one should know of that, and the year ahead. */
function Ahead(props: { trigger: TriggerDraft; agentId: string | null; position: number }) {
  const { trigger, agentId, position } = props;
  const [settled] = useDebouncedValue(trigger, 250);
  const { data: preview, isError } = useTriggerPreview(settled, { agentId, position });
  if (preview === undefined || isError || !isTimed(settled)) return null;
  return (
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
      <YearStrip trigger={trigger} />
    </>
  );
}

function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function uncapitalize(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
