import { useEffect, useState } from 'react';
import type { SystemState } from '#contract/system.ts';

/** Ten minutes of samples every five seconds. */
const mostSamples = 120;

export interface Samples {
  cpu: readonly number[];
  spanMs: number;
}

interface Sample {
  at: number;
  cpuPercent: number;
}

/** Keeps what was seen of the load since the page was opened: the core keeps no history of it. */
export function useSamples(system: SystemState | undefined, at: number): Samples {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  useEffect(() => {
    if (system === undefined) return;
    const { cpuPercent } = system.host;
    setSamples((kept) => (kept.at(-1)?.at === at ? kept : [...kept.slice(1 - mostSamples), { at, cpuPercent }]));
  }, [system, at]);
  const first = samples[0]?.at ?? at;
  return { cpu: samples.map(({ cpuPercent }) => cpuPercent), spanMs: Math.max(0, at - first) };
}
