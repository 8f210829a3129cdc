import { type ComponentType, lazy } from 'react';
import { fetchLostStyles } from './lost-styles.ts';
import { makePartLoader } from './part-loader.ts';

const againMs = 1_500;
const answerMs = 5_000;

/** Loads a part of the interface that comes when it is needed; while the host is away it waits for it. */
export const loadPart = makePartLoader({
  fetchLostStyles,
  doesHostAnswer,
  whenBack: () => new Promise((resolve) => setTimeout(resolve, againMs)),
});

/** A component that comes when it is first drawn, outages or not: `lazy` alone would keep a failure for good. */
export function lazyPart<Props>(load: () => Promise<{ default: ComponentType<Props> }>) {
  return lazy(() => loadPart(load));
}

async function doesHostAnswer(): Promise<boolean> {
  // The files of the window lie on its own disk.
  if (!location.protocol.startsWith('http')) return true;
  const signal = AbortSignal.timeout(answerMs);
  return fetch('/api/v1/health', { cache: 'no-store', signal }).then(
    ({ ok }) => ok,
    () => false,
  );
}
