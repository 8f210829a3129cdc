import { describe, expect, it } from 'vitest';
import { mayUse } from './guards.ts';

describe('I10 permissions', () => {
  it('are two, and for the page only', () => {
    expect(mayUse('notifications', 'app://ui/')).toBe(true);
    expect(mayUse('clipboard-sanitized-write', 'app://ui')).toBe(true);
    expect(mayUse('notifications', 'https://example.org/')).toBe(false);
    expect(mayUse('notifications', '')).toBe(false);
  });

  it.each([
    'media',
    'geolocation',
    'clipboard-read',
    'hid',
    'usb',
    'serial',
    'midi',
    'fileSystem',
    'openExternal',
    'fullscreen',
    'unknown',
  ])('%s is denied to the page too', (permission) => {
    expect(mayUse(permission, 'app://ui/')).toBe(false);
  });
});
