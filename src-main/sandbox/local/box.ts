import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../base/clock.ts';
import { watchEndLine } from '../end-line.ts';
import { judgeEnd } from '../judge-end.ts';
import { watchOutFolder } from '../out-watch.ts';
import { type Binding, type Box, type BoxEnd, type OutputSink, SandboxError } from '../sandbox.ts';
import type { BoxUsage } from './cgroup.ts';
import type { BoxFolders } from './staging.ts';
import type { WaitingBubblewrap } from './start-bubblewrap.ts';

export interface LocalBoxParts {
  binding: Binding;
  bubblewrap: WaitingBubblewrap;
  folders: BoxFolders;
  outMb: number;
  controlNonce: string;
  /** What was used so far; asked for the last time when nothing of the box is alive. */
  usage(): BoxUsage;
  /** Removes the limits' groups. */
  release(): Promise<void>;
}

const killedExitCode = 137;

/** A script in bubblewrap. Process 1 is our runner; with it dies everything in the box. */
export function makeLocalBox({
  binding,
  bubblewrap,
  folders,
  outMb,
  controlNonce,
  usage,
  release,
}: LocalBoxParts): Box {
  const { process: child, firstPid } = bubblewrap;
  let stopAsked = false;
  const gone = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });

  function kill(): void {
    stopAsked = true;
    // Process 1 first: it takes the whole namespace along, and bubblewrap then ends by itself with the exit code.
    signalQuietly(firstPid, 'SIGKILL');
  }

  return {
    binding,
    wasStarted: false,
    async run(sink: OutputSink): Promise<BoxEnd> {
      const endLine = watchEndLine(controlNonce);
      let quotaExceeded: string | undefined;
      bubblewrap.stdout.on('data', (bytes: Buffer) => {
        endLine.take(bytes);
        sink.write('stdout', bytes);
      });
      bubblewrap.stderr.on('data', (bytes: Buffer) => sink.write('stderr', bytes));
      const quota = watchOutFolder({ outDir: folders.outDir, outMb }, systemClock, (detail) => {
        quotaExceeded = detail;
        kill();
      });
      bubblewrap.open();
      const { code, signal } = await gone;
      quota.stop();
      // Killed from outside it says nothing; then the script may well have run, and must not be taken for never begun.
      if (!bubblewrap.hasBegun() && !stopAsked && signal === null) {
        throw new SandboxError('unavailable', `the local sandbox ended before the script began (code ${code})`);
      }
      const lost = await folders.collect().then(
        () => null,
        (error: Error) => ({
          code: 'sandbox' as const,
          detail: `/out could not be brought out of the box: ${error.message}`,
        }),
      );
      const used = usage();
      const end = judgeEnd({
        // Bubblewrap killed itself leaves no code; process 1 died with it.
        exit: { code: code ?? killedExitCode, oomKilled: used.oomKilled },
        endLine: endLine.find(),
        engineWasAway: false,
        stopAsked,
        quotaExceeded,
      });
      return {
        ...end,
        trouble: end.trouble ?? lost,
        peakMemoryBytes: used.peakMemoryBytes ?? end.peakMemoryBytes,
        cpuSeconds: used.cpuSeconds ?? end.cpuSeconds,
      };
    },
    async stop(graceSeconds: number): Promise<void> {
      if (isOver()) return;
      stopAsked = true;
      signalQuietly(firstPid, 'SIGTERM');
      const ended = await Promise.race([gone.then(() => true), sleep(graceSeconds * 1_000, false, { ref: false })]);
      if (!ended) kill();
      await gone;
    },
    async dispose(): Promise<void> {
      if (!isOver()) kill();
      await gone;
      await release().catch(() => {});
      await folders.remove().catch(() => {});
    },
  };

  function isOver(): boolean {
    return child.exitCode !== null || child.signalCode !== null;
  }
}

/** The process may have ended between our look and the signal. */
function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
}
