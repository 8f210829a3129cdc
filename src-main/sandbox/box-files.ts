import type { BoxSpec } from './sandbox.ts';

/** What lies in /automa for the runner and the script, by name (sandbox-image/README.md). */
export function listBoxFiles(spec: BoxSpec): [name: string, text: string][] {
  const { entrypoint, args, timeoutSeconds, killGraceSeconds, controlNonce: nonce } = spec;
  const state: unknown = spec.state === undefined ? undefined : JSON.parse(spec.state);
  return [
    ['spec.json', JSON.stringify({ entrypoint, args, timeoutSeconds, killGraceSeconds, nonce, state })],
    ['config.json', spec.config],
    ['hosts', '127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n'],
    ...(spec.input === undefined ? [] : [['input.json', spec.input] as [string, string]]),
  ];
}

/** The environment outside a container, where no image brings the usual two; the run's own values win over those. */
export function makeBoxEnvironment(spec: BoxSpec): Record<string, string> {
  return {
    PATH: '/usr/bin:/bin',
    HOME: '/tmp',
    ...spec.env,
    AUTOMA_CONFIG: '/automa/config.json',
    ...(spec.input === undefined ? {} : { AUTOMA_INPUT: '/automa/input.json' }),
  };
}
