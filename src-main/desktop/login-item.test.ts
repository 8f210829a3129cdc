import { describe, expect, it } from 'vitest';
import { autostartFileOf, makeAutostartEntry } from './login-item.ts';

describe('starting at login on Linux', () => {
  it('is an entry in this user’s autostart folder', () => {
    expect(autostartFileOf({ XDG_CONFIG_HOME: '/home/ada/.conf' })).toBe('/home/ada/.conf/autostart/automa.desktop');
    expect(autostartFileOf({ XDG_CONFIG_HOME: '' })).toMatch(/\.config\/autostart\/automa\.desktop$/);
  });

  it('starts the program hidden', () => {
    expect(makeAutostartEntry(['/opt/Automa/automa'])).toContain('\nExec="/opt/Automa/automa" "--hidden"\n');
  });

  it('quotes whatever the path is made of', () => {
    expect(makeAutostartEntry(['/home/a b/100%/$x"y\\z'])).toContain(
      'Exec="/home/a b/100%%/\\\\$x\\\\"y\\\\\\\\z" "--hidden"',
    );
  });
});
