import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { mentionedRuns } from './read-cause.ts';

/** A text of the core in which the runs it names are links. */
export function RunMentions({ text }: { text: string }) {
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
        {runId !== undefined && (
          <Link to="/runs/$runId" params={{ runId }} title={runId}>
            {runId.slice(-8)}
          </Link>
        )}
      </Fragment>
    );
  });
}
