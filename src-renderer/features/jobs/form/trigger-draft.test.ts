import { describe, expect, it } from 'vitest';
import { TriggerInput } from '#contract/triggers.ts';
import { beginStarter, newTrigger, starterOf, starters, toTriggerInput } from './trigger-draft.ts';

const daily = newTrigger({ key: 'first', timezone: 'UTC' });

describe('the draft of a trigger', () => {
  it('is taken by the contract', () => {
    expect(TriggerInput.parse(toTriggerInput(daily))).toMatchObject({ kind: 'cron', expr: '0 8 * * *' });
  });

  it('sends nothing that belongs to another kind', () => {
    const event = {
      ...daily,
      kind: 'event',
      expr: 'order.*',
      filter: 'event.depth == 0',
      batch: { events: 5 },
    } as const;
    expect(toTriggerInput(event)).toMatchObject({ filter: 'event.depth == 0', batch: { events: 5 } });
    const turned = { ...event, kind: 'condition', expr: 'metric.cpu > 0.9', everySeconds: 30 } as const;
    expect(toTriggerInput(turned)).toMatchObject({ filter: null, batch: null, everySeconds: 30 });
    expect(toTriggerInput({ ...turned, kind: 'cron' })).toMatchObject({ everySeconds: null, forSeconds: null });
  });

  it('sends no exclusions where none are left, and the calendar file without its name', () => {
    const exclusions = { dates: [], weekdays: [], policy: 'skip' } as const;
    const none = { ...daily, exclusions: { ...exclusions, dates: [], weekdays: [] } };
    expect(toTriggerInput(none).exclusions).toBeNull();
    const sent = toTriggerInput({
      ...none,
      exclusions: { ...none.exclusions, ics: 'BEGIN:VCALENDAR' },
      calendarName: 'a.ics',
    });
    expect(sent.exclusions).toMatchObject({ ics: 'BEGIN:VCALENDAR' });
    expect(sent).not.toHaveProperty('calendarName');
  });

  it('sends null where a text was emptied', () => {
    const sent = toTriggerInput({ ...daily, name: ' ', environment: '', inputText: '' });
    expect(sent).toMatchObject({ name: null, environment: null });
    expect(sent).not.toHaveProperty('input');
  });
});

describe('what starts a run', () => {
  it.each(starters)('by %s is remembered while nothing is filled in, and not sent', (starter) => {
    expect(starterOf(beginStarter(starter))).toBe(starter);
    expect(toTriggerInput({ ...daily, ...beginStarter(starter) })).not.toHaveProperty('starter');
  });

  it('is another job, or a file, where the filter says no more', () => {
    expect(starterOf({ kind: 'event', expr: 'run.failed', filter: 'event.payload.jobId == "a"' })).toBe('job');
    expect(starterOf({ kind: 'event', expr: 'file.created', filter: 'event.payload.folder == "/a"' })).toBe('file');
    expect(starterOf({ kind: 'event', expr: 'file.created' })).toBe('event');
  });
});
