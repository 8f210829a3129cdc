import { describe, expect, it } from 'vitest';
import { isDownloadUrl, maySave } from './window-downloads.ts';

const run = '0199f0c2-7b1e-7c3a-9d52-1f0a6f3c8b11';

describe('I4 what the page may have saved', () => {
  it.each([
    `app://ui/api/v1/runs/${run}/artifacts/figures/october.csv`,
    `app://ui/api/v1/runs/${run}/artifacts/%C4%8D%20.txt`,
    'app://ui/api/v1/audit/export?from=2026-10-01T00:00:00Z',
  ])('%s is a download of the core', (url) => {
    expect([isDownloadUrl(url), maySave(url)]).toEqual([true, true]);
  });

  it('what it made itself is saved too, and is nothing the core is asked for', () => {
    const url = `blob:app://ui/${run}`;
    expect([isDownloadUrl(url), maySave(url)]).toEqual([false, true]);
  });

  it.each([
    'app://ui/',
    'app://ui/index.html',
    'app://ui/api/v1/jobs',
    'app://ui/api/v1/runs',
    `app://ui/api/v1/runs/${run}/artifacts/`,
    `app://ui/api/v1/runs/${run}/logs`,
    'app://ui//api/v1/audit/export',
    'app://ui/api/v1/audit/export/',
    'app://other/api/v1/audit/export',
    'app://user@ui/api/v1/audit/export',
    'https://ui/api/v1/audit/export',
    'https://example.org/x',
    'file:///etc/passwd',
    'data:text/html,x',
    `blob:https://example.org/${run}`,
    'blob:null/x',
    'no address',
  ])('%s is neither', (url) => {
    expect([isDownloadUrl(url), maySave(url)]).toEqual([false, false]);
  });
});
