import type { Profile } from '../../src-preload/contract/profile.ts';

/** What `docker run` is told so that a script has there what it has with us: the same hardening, the same limits. */
export function dockerLimits({ memoryMb, cpus, pids, tmpMb }: Profile): string[] {
  return [
    ...[
      '--entrypoint',
      '',
      '--network',
      'none',
      '--read-only',
      '--cap-drop',
      'ALL',
      '--security-opt',
      'no-new-privileges',
      '--user',
      '65532:65532',
    ],
    ...[
      '--memory',
      `${memoryMb}m`,
      '--memory-swap',
      `${memoryMb}m`,
      '--cpus',
      String(cpus),
      '--pids-limit',
      String(pids),
      '--tmpfs',
      `/tmp:size=${tmpMb}m`,
    ],
  ];
}
