import { beforeEach, describe, expect, it } from 'vitest';
import { makeShortcutMap, type Shortcut } from './shortcuts.ts';

let pressed: string[] = [];
let now = 0;
let isSingleKeyAllowed = true;
let isBlocked = false;
const makeMap = () =>
  makeShortcutMap({
    isSingleKeyAllowed: () => isSingleKeyAllowed,
    isBlocked: () => isBlocked,
    isMac: false,
    now: () => now,
  });
const shortcut = (keys: string, name = keys): Shortcut => ({
  keys,
  label: name,
  group: '',
  run: () => pressed.push(name),
});
/** As much of a key event as the map reads; there is no DOM here. */
const press = (map: ReturnType<typeof makeMap>, key: string, more: Partial<KeyboardEvent> = {}) =>
  map.handle({ key, target: null, preventDefault: () => {}, ...more } as KeyboardEvent);

beforeEach(() => {
  pressed = [];
  now = 0;
  isSingleKeyAllowed = true;
  isBlocked = false;
});

describe('shortcuts', () => {
  it('take what came last, and what was there before once it is gone', () => {
    const map = makeMap();
    map.add(() => [shortcut('j', 'page')]);
    const leave = map.add(() => [shortcut('j', 'list')]);
    press(map, 'j');
    leave();
    press(map, 'j');
    expect(pressed).toEqual(['list', 'page']);
  });

  it('take two keys one after the other, but not too long after', () => {
    const map = makeMap();
    map.add(() => [shortcut('g j'), shortcut('j')]);
    press(map, 'g');
    press(map, 'j');
    press(map, 'g');
    now = 5_000;
    press(map, 'j');
    expect(pressed).toEqual(['g j', 'j']);
  });

  it('tell n from N and take Ctrl for the modifier', () => {
    const map = makeMap();
    map.add(() => [shortcut('n'), shortcut('N'), shortcut('Mod+k')]);
    press(map, 'N', { shiftKey: true });
    press(map, 'k', { ctrlKey: true });
    press(map, 'n');
    expect(pressed).toEqual(['N', 'Mod+k', 'n']);
  });

  it('are silent for single keys when those are switched off, and all of them behind a dialog', () => {
    const map = makeMap();
    map.add(() => [shortcut('j'), shortcut('Mod+k')]);
    isSingleKeyAllowed = false;
    press(map, 'j');
    press(map, 'k', { ctrlKey: true });
    isBlocked = true;
    press(map, 'k', { ctrlKey: true });
    expect(pressed).toEqual(['Mod+k']);
  });
});
