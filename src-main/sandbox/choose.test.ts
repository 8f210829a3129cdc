import { describe, expect, it } from 'vitest';
import { defaultProfile, type Executor, type Profile } from '#contract/profile.ts';
import type { EngineChoice } from '#contract/settings.ts';
import { chooseSandbox } from './choose.ts';

const anyProfile: Profile = { ...defaultProfile, isolation: 'any', limits: 'best-effort' };

function candidate(executor: Executor, problem: string | null = null, refusal?: string) {
  return { sandbox: { executor, refuses: () => refusal }, health: { ok: problem === null, problem } };
}

function choose(
  profile: Profile,
  candidates: readonly ReturnType<typeof candidate>[],
  preferred: EngineChoice = 'auto',
): string {
  const choice = chooseSandbox(profile, { preferred, candidates });
  return 'sandbox' in choice ? choice.sandbox.executor : choice.refusal;
}

const all = (['embedded', 'local', 'podman', 'docker'] as const).map((executor) => candidate(executor));

describe('the choice of a sandbox', () => {
  it.each([
    ['takes Docker before all others', all, 'auto', 'docker'],
    [
      'takes Podman when Docker does not answer',
      [candidate('docker', 'no socket'), candidate('podman'), candidate('local')],
      'auto',
      'podman',
    ],
    [
      'takes the local sandbox when there is no engine',
      [candidate('docker', 'no socket'), candidate('embedded'), candidate('local')],
      'auto',
      'local',
    ],
    [
      'takes the embedded Python when there is nothing else',
      [candidate('local', 'no bwrap'), candidate('embedded')],
      'auto',
      'embedded',
    ],
    [
      'passes over one that refuses the profile',
      [candidate('docker', null, 'tmpMb is too large'), candidate('local')],
      'auto',
      'local',
    ],
    ['takes the one executor that is allowed', all, 'embedded', 'embedded'],
  ] as const)('%s', (_, candidates, preferred, expected) => {
    expect(choose(anyProfile, candidates, preferred)).toBe(expected);
  });

  it('does not fall back from the one executor that is allowed', () => {
    const candidates = [candidate('docker', 'no socket at /var/run/docker.sock'), candidate('local')];
    expect(choose(anyProfile, candidates, 'docker')).toBe(
      'only docker is allowed here (docker: no socket at /var/run/docker.sock)',
    );
  });
});

describe('A15 no run goes to a weaker sandbox in silence', () => {
  it('a profile that asks for a container never gets anything else, and hears why of each', () => {
    const candidates = [
      candidate('docker', 'no socket'),
      candidate('podman', 'not installed'),
      candidate('local'),
      candidate('embedded'),
    ];
    expect(choose({ ...anyProfile, isolation: 'container' }, candidates)).toBe(
      'no sandbox can take this run (docker: no socket; podman: not installed; ' +
        'local: is no container, which the profile asks for; embedded: is no container, which the profile asks for)',
    );
  });

  it('also not when the weaker one is all that is allowed', () => {
    expect(choose({ ...anyProfile, isolation: 'container' }, all, 'local')).toBe(
      'only local is allowed here (local: is no container, which the profile asks for)',
    );
  });

  it('the host is never among the candidates', () => {
    expect(choose(anyProfile, [candidate('host')])).toMatch(/^no sandbox can take this run/);
  });
});
