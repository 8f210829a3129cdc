import { useEffect, useState, useSyncExternalStore } from 'react';
import { client } from '../../../lib/client/api.ts';
import { type LogReader, type LogSnapshot, type LogSource, makeLogSource } from './log-source.ts';

/** The log of a run, read and followed while the component is there. */
export function useLogSource(runId: string): { source: LogSource; reader: LogReader; log: LogSnapshot } {
  // The viewer is given a key of the run, so one component never changes from one log to another.
  const [{ source, reader }] = useState(() => {
    const made: LogReader = {
      read: (query, signal) => client.runs.logs({ id: runId, ...query }, { signal }),
      follow: (from, signal) => client.runs.followLogs({ id: runId, from }, { signal }),
    };
    return { reader: made, source: makeLogSource(made, requestAnimationFrame) };
  });
  useEffect(() => {
    const watching = new AbortController();
    void source.run(watching.signal);
    return () => watching.abort();
  }, [source]);
  return { source, reader, log: useSyncExternalStore(source.subscribe, source.snapshot) };
}
