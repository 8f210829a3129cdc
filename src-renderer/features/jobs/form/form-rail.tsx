import { t } from '../../../lib/messages/messages.ts';
import { Region } from '../../../ui/page.tsx';
import { isTimed } from '../is-timed.ts';
import { Ahead } from './ahead.tsx';
import type { JobDraft } from './job-draft.ts';
import { JobWords } from './job-words.tsx';
import { positionOf } from './preview-query.ts';
import type { TriggerDraft } from './trigger-draft.ts';

/** What the form says, in words and in instants, while it is being filled in. */
export function FormRail({ draft, chosen }: { draft: JobDraft; chosen: TriggerDraft | undefined }) {
  const { triggers } = draft;
  const timed =
    chosen !== undefined && isTimed(chosen)
      ? chosen
      : (triggers.find((trigger) => isTimed(trigger) && trigger.enabled) ?? triggers.find(isTimed));
  return (
    <>
      <Region title={t('job-form.in-words')}>
        <JobWords draft={draft} />
      </Region>
      {timed !== undefined && (
        <Ahead
          key={timed.key}
          trigger={timed}
          agentId={draft.agentId}
          position={positionOf(timed, triggers)}
          isOneOfMany={triggers.length > 1}
        />
      )}
    </>
  );
}
