import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeWords } from './messages.ts';
import type { Overview } from './overview.ts';
import { nameTrayIcon } from './tray.ts';
import { makeTrayModel } from './tray-menu.ts';

const words = makeWords(['en-GB']);
const at = new Date(2026, 9, 22, 14, 32).getTime();
const quiet: Overview = {
  running: [],
  runningCount: 0,
  due: [],
  failures: [],
  activeJobs: 2,
  pausedJobs: 0,
  hold: null,
};
const running: Overview = {
  ...quiet,
  running: [
    { id: 'r1', title: 'invoice-import', startedAt: at, fraction: 0.64 },
    { id: 'r2', title: 'search-reindex', startedAt: at, fraction: null },
  ],
  runningCount: 3,
};
const failures = ['a', 'b', 'c', 'd'].map((name) => ({ runId: `run-${name}`, title: name, at }));
const model = (overview: Overview) => makeTrayModel(overview, words, at);
const texts = (overview: Overview) =>
  model(overview).entries.flatMap((entry) => (entry.kind === 'separator' ? ['—'] : [entry.text]));

describe('the tray', () => {
  it('answers with its icon whether everything is all right', () => {
    expect(model(quiet).state).toBe('idle');
    expect(model(running)).toMatchObject({ state: 'running', count: 3 });
    expect(model({ ...running, failures }).state).toBe('failing');
    expect(model({ ...quiet, activeJobs: 0, pausedJobs: 1 }).state).toBe('paused');
    expect(model({ ...quiet, activeJobs: 0 }).state).toBe('idle');
  });

  it('says the same in words', () => {
    expect(model(quiet).tooltip).toBe('Automa: Nothing is running');
    expect(model({ ...running, failures }).tooltip).toBe('Automa: 3 running, 4 failing');
    expect(model({ ...quiet, activeJobs: 0, pausedJobs: 1 }).tooltip).toBe(
      'Automa: Nothing is running, All jobs are paused',
    );
  });

  it('is short when nothing happens', () => {
    expect(texts(quiet)).toEqual(['Nothing is running', 'Nothing is due', '—', 'Pause all', 'Open Automa', 'Quit']);
  });

  it('lists what runs, what comes next and what broke, with the rest behind one line', () => {
    const due = [{ jobId: 'j1', name: 'sensor-poll', at }];
    expect(texts({ ...running, due, failures })).toEqual([
      '3 running, 4 failing',
      'Next at 14:32',
      '—',
      'Running now',
      'invoice-import, 64 %',
      'search-reindex, since 14:32',
      '1 more …',
      '—',
      'Next due',
      'sensor-poll, 14:32',
      '—',
      'Recent failures',
      'a, 14:32',
      'b, 14:32',
      'c, 14:32',
      '1 more …',
      '—',
      'Pause all',
      'Open Automa',
      'Quit … (3 are live)',
    ]);
  });

  it('offers to pause all for an hour, until tomorrow morning, or until resumed', () => {
    const submenu = model(quiet).entries.find(({ kind }) => kind === 'submenu');
    expect(submenu).toEqual({
      kind: 'submenu',
      text: 'Pause all',
      entries: [
        { kind: 'hold', text: 'For 1 hour, until 15:32', until: at + 3_600_000 },
        { kind: 'hold', text: 'Until tomorrow, Fri 08:00', until: new Date(2026, 9, 23, 8).getTime() },
        { kind: 'hold', text: 'Until resumed', until: null },
      ],
    });
  });

  it('shows two bars while all is paused, says by whom and until when, and how to go on', () => {
    const held = { ...quiet, hold: { until: at + 3_600_000, by: 'ana', reason: 'moving house' } };
    expect(model(held).state).toBe('paused');
    expect(texts(held)).toEqual([
      'Nothing is running, All jobs are paused',
      'Paused by ana until 15:32',
      '—',
      'Resume',
      'Resume and catch up',
      'Open Automa',
      'Quit',
    ]);
    expect(texts({ ...held, hold: { ...held.hold, until: null } })).toContain('Paused by ana until resumed');
    expect(model(held).entries).toContainEqual({ kind: 'release', text: 'Resume and catch up', made: 'catch-up' });
    expect(model({ ...running, hold: held.hold }).state).toBe('running');
  });

  it('leads to each thing it names', () => {
    const { entries } = model({ ...running, due: [{ jobId: 'j1', name: 'sensor-poll', at }], failures });
    const views = entries.flatMap((entry) => (entry.kind === 'view' ? [entry.view] : []));
    expect(views).toEqual([
      '/runs/r1',
      '/runs/r2',
      '/runs',
      '/jobs/j1',
      '/runs/run-a',
      '/runs/run-b',
      '/runs/run-c',
      '/runs',
      '/',
    ]);
  });

  it('has a picture for every state, number and look, and one for sharp screens', () => {
    const states = ['idle', 'running', 'failing', 'paused'] as const;
    for (const look of ['template', 'on-dark', 'on-light'] as const) {
      for (const state of states) {
        for (const count of [0, 1, 9, 10, 500]) {
          const name = nameTrayIcon({ state, count }, look);
          for (const file of [name, name.replace('.png', '@2x.png')]) {
            expect(existsSync(resolve(import.meta.dirname, '../../resources/icons/tray', file)), file).toBe(true);
          }
        }
      }
    }
  });
});
