import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WindowSettings, WindowSettingsPatch } from '#contract/window.ts';
import type { AuditContext } from '../audit/audit.ts';
import { openTestAudit, type TestAudit } from '../audit/open-test-audit.ts';
import { auditEntries } from '../db/schema/audit.ts';
import { changeWindowSettings, type WindowPort } from './window-settings.ts';

const context: AuditContext = { actor: { type: 'owner', id: 'o', name: 'Ada' }, via: 'desktop', requestId: 'test' };

let bed: TestAudit;
let kept: WindowSettings;
beforeEach(() => {
  bed = openTestAudit();
  kept = {
    startAtLogin: false,
    keepInTray: null,
    quietHours: { isOn: false, from: '22:00', to: '07:00' },
    notifyOf: ['failed'],
  };
});
afterEach(() => bed.close());

const port: WindowPort = { settings: () => kept, change: (patch) => Object.assign(kept, patch) };
const change = (patch: WindowSettingsPatch, window = port) => changeWindowSettings(bed, window, { context, patch });
const entries = () =>
  bed.audit.read
    .select()
    .from(auditEntries)
    .all()
    .map(({ action, details }) => [action, JSON.parse(details)]);

describe('the settings of the window', () => {
  it('are changed, told and written down with what they were', () => {
    const topics: string[] = [];
    bed.changes.listen((changes) => topics.push(...changes.map(({ topic }) => topic)));
    expect(change({ keepInTray: true, startAtLogin: false })).toMatchObject({ keepInTray: true });
    expect(entries()).toEqual([['window.update', { changed: { keepInTray: { from: null, to: true } } }]]);
    expect(topics).toContain('window');
  });

  it('that stay the same leave no entry', () => {
    change({ quietHours: { isOn: false, from: '22:00', to: '07:00' }, notifyOf: ['failed'] });
    expect(entries()).toEqual([]);
  });

  it('that the system refuses leave no entry either', () => {
    const refusing: WindowPort = {
      ...port,
      change: () => {
        throw new Error('the folder of autostart entries is read-only');
      },
    };
    expect(() => change({ startAtLogin: true }, refusing)).toThrow('read-only');
    expect([entries(), kept.startAtLogin]).toEqual([[], false]);
  });
});
