import { describe, expect, it } from 'vitest';
import { findAreas, pickTexts } from './split-messages.ts';

const keys = ['jobs.new', 'jobs.started', 'job-form.every.day', 'status.lost', 'why.failed'];

describe('the areas a module shows', () => {
  it('are those of the keys it names, each once', () => {
    const code = `t('jobs.new'); t('jobs.started', { n }); const word: MessageKey = "status.lost";`;
    expect(findAreas(code, keys)).toEqual(['jobs', 'status']);
  });

  it('are found by how a key begins whose end is known at run time only', () => {
    expect(findAreas(`t(\`why.\${run.status}\`); t(\`job-form.every.\${unit}\`)`, keys)).toEqual(['job-form', 'why']);
  });

  it('are not those of names that only look like keys', () => {
    expect(findAreas(`isStale('jobs.executions'); import x from './status.ts'; 'jobs'; 'jobs:read'`, keys)).toEqual([]);
  });
});

it('picks the texts of one area and not of one whose name begins the same', () => {
  const catalogue = { 'job.run': 'Run', 'job-form.on': 'on', 'jobs.new': 'New job' };
  expect(pickTexts(catalogue, (area) => area === 'job')).toEqual({ 'job.run': 'Run' });
});
