// Preloaded into a process that is measured (`--import`): tells its parent, when asked over IPC, what it has used.
// With AUTOMA_PROBE=quiet it does nothing until it is asked, and knows neither peak nor block.
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What the process used since it was asked last. */
export interface Reading {
  cpuMs: number;
  rssMiB: number;
  peakRssMiB: number;
  /** The longest the event loop was not answering. */
  longestBlockMs: number;
}

const lookEveryMs = 20;
const resolutionMs = 10;
const delays = monitorEventLoopDelay({ resolution: resolutionMs });
let cpu = process.cpuUsage();
let peakRssBytes = 0;
const look = () => {
  peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss());
};

// Looking all the time costs a few per cent of a core, which is more than an idle process uses by itself
if (process.env.AUTOMA_PROBE !== 'quiet') {
  setInterval(look, lookEveryMs).unref();
  delays.enable();
}
process.on('message', () => {
  look();
  const { user, system } = process.cpuUsage(cpu);
  const reading: Reading = {
    cpuMs: (user + system) / 1_000,
    rssMiB: process.memoryUsage.rss() / 1024 ** 2,
    peakRssMiB: peakRssBytes / 1024 ** 2,
    // the histogram counts the interval itself as delay
    longestBlockMs: delays.count === 0 ? 0 : Math.max(0, delays.max / 1e6 - resolutionMs),
  };
  cpu = process.cpuUsage();
  peakRssBytes = 0;
  delays.reset();
  process.send?.(reading);
});
process.channel?.unref();
