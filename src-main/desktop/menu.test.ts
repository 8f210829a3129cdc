import { describe, expect, it } from 'vitest';
import type { WindowSettings } from '#contract/window.ts';
import { planBadge } from './badge.ts';
import { makeAppMenu } from './menu.ts';
import { makeWords } from './messages.ts';

const settings: WindowSettings = {
  keepInTray: null,
  startAtLogin: true,
  quietHours: { isOn: false, from: '22:00', to: '07:00' },
  notifyOf: [],
};

function openMenu(platform: NodeJS.Platform) {
  const acts: unknown[] = [];
  const note = (act: unknown) => void acts.push(act);
  const actions = { open: note, change: note, quit: () => note('quit') };
  const menu = makeAppMenu({ platform, isPackaged: true, settings, words: makeWords(['en']), actions });
  const items = menu.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
  return { menu, items, acts };
}

describe('the application menu', () => {
  it.each<NodeJS.Platform>(['linux', 'darwin', 'win32'])('gives every shortcut to one thing on %s', (platform) => {
    const shortcuts = openMenu(platform).items.flatMap(({ accelerator }) => (accelerator ? [accelerator] : []));
    expect(new Set(shortcuts).size).toBe(shortcuts.length);
  });

  it('has an application menu of its own on macOS only, and everywhere copy and paste', () => {
    expect(openMenu('darwin').menu[0]?.label).toBe('Automa');
    expect(openMenu('linux').menu[0]?.label).toBe('File');
    expect(openMenu('darwin').menu.some(({ role }) => role === 'editMenu')).toBe(true);
  });

  it('shows the settings of this desktop and changes them', () => {
    const { items, acts } = openMenu('linux');
    const item = (id: string) => items.find((each) => each.id === id);
    expect(item('start-at-login')?.checked).toBe(true);
    item('quiet-hours')?.click?.({ checked: true } as never, undefined, {} as never);
    expect(acts).toEqual([{ quietHours: { isOn: true, from: '22:00', to: '07:00' } }]);
  });

  it('offers no developer tools and no reload once it is packaged', () => {
    const roles = openMenu('linux').items.map(({ role }) => role);
    expect(roles).not.toContain('toggleDevTools');
    expect(roles).not.toContain('reload');
  });
});

describe('dock and task bar', () => {
  const overview = { running: [], runningCount: 0, due: [], failures: [], activeJobs: 0, pausedJobs: 0, hold: null };
  const run = (fraction: number | null) => ({ id: 'r', title: 't', startedAt: null, fraction });

  it('count the jobs that fail and show how far the runs are that say so', () => {
    expect(planBadge(overview)).toEqual({ count: 0, progress: -1 });
    expect(planBadge({ ...overview, running: [run(null)] }).progress).toBe(-1);
    expect(planBadge({ ...overview, running: [run(0.2), run(0.6), run(null)] }).progress).toBeCloseTo(0.4);
    expect(planBadge({ ...overview, failures: [{ runId: 'r', title: 't', at: 0 }] }).count).toBe(1);
  });
});
