import type { Box, OutputSink, Sandbox } from './sandbox/sandbox.ts';

/** The instants of an attempt at which a host may die, in their order; each is the moment after what it names. */
export const failPoints = ['intent', 'create', 'bind', 'start', 'exit', 'settle', 'remove'] as const;
export type FailPoint = (typeof failPoints)[number];

/** Kills its own process when it passes a point; not armed at first. */
export interface FailingSandboxes {
  /** At the `times`-th passing from now on. */
  arm(point: FailPoint, times: number): void;
  wrap(sandbox: Sandbox): Sandbox;
}

/** For tests: what happens between two calls to a sandbox is exactly what a crash can tear apart. */
export function makeFailingSandboxes(): FailingSandboxes {
  let armed: { point: FailPoint; left: number } | undefined;
  const pass = (passed: FailPoint) => {
    if (armed?.point !== passed || --armed.left > 0) return;
    process.kill(process.pid, 'SIGKILL');
    for (;;); // nothing happens any more between the signal and the end
  };

  const wrapBox = (box: Box): Box => ({
    binding: box.binding,
    wasStarted: box.wasStarted,
    run: async (sink) => {
      if (!box.wasStarted) pass('bind');
      const end = await box.run(box.wasStarted ? sink : passingOnFirstByte(sink));
      pass('exit');
      return end;
    },
    stop: (graceSeconds) => box.stop(graceSeconds),
    dispose: async () => {
      pass('settle');
      await box.dispose();
      pass('remove');
    },
  });
  const passingOnFirstByte = (sink: OutputSink): OutputSink => ({
    write: (stream, bytes) => {
      pass('start');
      sink.write(stream, bytes);
    },
    note: (text) => sink.note(text),
  });

  const wrap = (sandbox: Sandbox): Sandbox => ({
    executor: sandbox.executor,
    probe: () => sandbox.probe(),
    refuses: (profile) => sandbox.refuses(profile),
    prepare: async (spec) => {
      pass('intent');
      const box = await sandbox.prepare(spec);
      pass('create');
      return wrapBox(box);
    },
    adopt: async (binding, spec, resume) => {
      const box = await sandbox.adopt(binding, spec, resume);
      return box && wrapBox(box);
    },
    sweep: (keep) => sandbox.sweep(keep),
    close: () => sandbox.close(),
  });

  return {
    wrap,
    arm: (point, times) => {
      armed = { point, left: times };
    },
  };
}
