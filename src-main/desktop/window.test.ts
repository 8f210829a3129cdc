import { describe, expect, it } from 'vitest';
import { makeWebPreferences } from './web-preferences.ts';
import { mayReload } from './window.ts';
import { fitBounds } from './window-bounds.ts';

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const monitor = { x: 1440, y: 0, width: 2560, height: 1400 };

describe('the window', () => {
  it('opens where it was', () => {
    const bounds = { x: 1600, y: 100, width: 1280, height: 832 };
    expect(fitBounds(bounds, [laptop, monitor])).toEqual(bounds);
  });

  it('is centred when its screen is gone, or when it was never open', () => {
    expect(fitBounds({ x: 1600, y: 100, width: 1280, height: 832 }, [laptop])).toBeUndefined();
    expect(fitBounds(null, [laptop])).toBeUndefined();
  });

  it('is centred when its title bar cannot be reached', () => {
    expect(fitBounds({ x: 0, y: -400, width: 1280, height: 832 }, [laptop])).toBeUndefined();
    expect(fitBounds({ x: 1430, y: 100, width: 1280, height: 832 }, [laptop])).toBeUndefined();
    expect(fitBounds({ x: 100, y: 880, width: 1280, height: 832 }, [laptop])).toBeUndefined();
  });

  it('is no larger than its screen and no smaller than the page needs', () => {
    expect(fitBounds({ x: 0, y: 25, width: 4000, height: 3000 }, [laptop])).toEqual(laptop);
    expect(fitBounds({ x: 0, y: 25, width: 10, height: 10 }, [laptop])).toBeUndefined();
    expect(fitBounds({ x: 0, y: 25, width: 100, height: 10 }, [laptop])).toEqual({
      x: 0,
      y: 25,
      width: 720,
      height: 520,
    });
  });

  it('C22 loads a page that broke down again, three times a minute', () => {
    expect(mayReload([0, 1_000, 2_000], 2_000)).toBe(true);
    expect(mayReload([0, 1_000, 2_000, 3_000], 3_000)).toBe(false);
    expect(mayReload([0, 1_000, 2_000, 70_000], 70_000)).toBe(true);
  });

  it('I1 has no developer tools once it is packaged', () => {
    const preferences = makeWebPreferences({ preloadFile: '/p.cjs', session: {} as never, isPackaged: true });
    expect(preferences).toMatchObject({
      devTools: false,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    });
  });
});
