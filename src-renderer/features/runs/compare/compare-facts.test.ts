import { expect, it } from 'vitest';
import type { Run } from '#contract/runs.ts';
import { compareFacts } from './compare-facts.ts';

const good = {
  scriptId: 'a',
  scriptVersion: 13,
  origin: { reason: 'schedule' },
  environment: 'PROD',
  executor: 'docker',
  imageDigest: 'sha256:9c41',
  unenforced: [],
  priority: 0,
  durationMs: 46_000,
  attempts: [],
  exitCode: 0,
  logLines: 1_200,
} as unknown as Run; // the comparison reads these fields alone
const byLabel = (ours: Partial<Run>) =>
  new Map(compareFacts({ ...good, ...ours }, good).map((fact) => [fact.label, fact]));

it('marks what is not the same, in words', () => {
  const facts = byLabel({ scriptVersion: 14, exitCode: 1 });
  expect(facts.get('run.compare-version')).toMatchObject({ ours: 'v14', good: 'v13', isSame: false, isGiven: true });
  expect(facts.get('run.exit-code')).toMatchObject({ ours: '1', good: '0', isSame: false, isGiven: false });
  expect(facts.get('run.environment')).toMatchObject({ isSame: true });
});

it('keeps a fact only one of them has, and leaves out what neither has', () => {
  const facts = byLabel({ unenforced: ['pids', 'memory'] });
  expect(facts.get('run.compare-unenforced')).toMatchObject({ ours: 'memory, pids', good: '', isSame: false });
  expect(facts.has('run.peak-memory')).toBe(false);
});
