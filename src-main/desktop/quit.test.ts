import { describe, expect, it } from 'vitest';
import { planClose } from './close-window.ts';
import { makeWords } from './messages.ts';
import { planQuit } from './quit.ts';

const words = makeWords(['en']);
const answers = (...live: Parameters<typeof planQuit>[0]) => planQuit(live, words)?.buttons.map(({ answer }) => answer);

describe('quitting', () => {
  it('asks nothing when nothing is live', () => {
    expect(planQuit([], words)).toBeUndefined();
  });

  it('offers to leave containers running, which other sandboxes cannot', () => {
    expect(answers('docker', 'local')).toEqual(['leave', 'stop', 'cancel']);
    expect(answers('podman')).toEqual(['leave', 'stop', 'cancel']);
    expect(answers('local', 'embedded', null)).toEqual(['stop', 'cancel']);
  });

  it('says how many runs there are and what becomes of them', () => {
    const question = planQuit(['docker', 'docker', 'local'], words);
    expect(question?.message).toBe('3 runs are live. Quit anyway?');
    expect(question?.detail).toMatch(/^2 run in containers: .*\n1 runs without a container/);
  });
});

describe('closing the window', () => {
  it('asks once, then does what was answered', () => {
    expect(planClose({ hasTray: true, keepInTray: null })).toBe('ask');
    expect(planClose({ hasTray: true, keepInTray: true })).toBe('hide');
    expect(planClose({ hasTray: true, keepInTray: false })).toBe('quit');
  });

  it('quits where there is no tray to come back from', () => {
    for (const keepInTray of [null, true, false]) expect(planClose({ hasTray: false, keepInTray })).toBe('quit');
  });
});
