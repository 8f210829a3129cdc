import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import type { Run } from '#contract/runs.ts';
import { api } from '../../../../lib/client/api.ts';
import { t } from '../../../../lib/messages/messages.ts';
import { mentionedRuns } from './read-cause.ts';
import { sayWhen } from './say-cause.ts';

interface RunMentionsProps {
  text: string;
  /** The job the text is about; runs of another are named with theirs. */
  jobId: string;
  /** Those that are known already. */
  runs: ReadonlyMap<string, Run>;
}

/** A text in which the runs it names by their ids are links, called by their time. */
export function RunMentions({ text, jobId, runs }: RunMentionsProps) {
  const runIds = mentionedRuns(text);
  const parts = runIds.reduce<readonly string[]>(
    (done, id) => {
      const rest = done.at(-1) ?? '';
      const start = rest.indexOf(id);
      return [...done.slice(0, -1), rest.slice(0, start), rest.slice(start + id.length)];
    },
    [text],
  );
  return parts.map((part, index) => {
    const runId = runIds[index];
    return (
      <Fragment key={runId ?? 'end'}>
        {part}
        {runId !== undefined && <RunMention runId={runId} jobId={jobId} known={runs.get(runId)} />}
      </Fragment>
    );
  });
}

/** 11:00, or 11:00 of nightly-backup; by its id until more is known. */
function RunMention({ runId, jobId, known }: { runId: string; jobId: string; known: Run | undefined }) {
  const { data = known } = useQuery(
    api.runs.get.queryOptions({ input: { id: runId }, enabled: known === undefined, retry: false }),
  );
  return (
    <Link to="/runs/$runId" params={{ runId }} title={runId}>
      {data === undefined
        ? runId.slice(-8)
        : t('job.run-named', {
            time: sayWhen(Date.parse(data.origin.scheduledFor ?? data.queuedAt), Date.now()),
            of: data.jobId === jobId ? 'this' : 'other',
            name: data.title,
          })}
    </Link>
  );
}
