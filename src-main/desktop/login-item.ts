import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { app } from 'electron';

/** Started by the system at login: the tray is enough until somebody asks for the window. */
const hiddenArgument = '--hidden';

/** Has the system start Automa at login, hidden, or no longer. */
export function setStartAtLogin(isWanted: boolean): void {
  if (process.platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: isWanted, args: [hiddenArgument] });
    return;
  }
  const file = autostartFileOf(process.env);
  if (!isWanted) {
    rmSync(file, { force: true });
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  // An AppImage is mounted anew at every start; only the file itself stays where it is
  const program = process.env.APPIMAGE ?? process.execPath;
  writeFileSync(file, makeAutostartEntry(app.isPackaged ? [program] : [program, app.getAppPath()]), { mode: 0o600 });
}

export function isStartedHidden(argv: readonly string[]): boolean {
  if (argv.includes(hiddenArgument)) return true;
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}

/** XDG autostart: the folder of this user's own entries. */
export function autostartFileOf(own: NodeJS.ProcessEnv): string {
  return join(own.XDG_CONFIG_HOME || join(homedir(), '.config'), 'autostart', 'automa.desktop');
}

/** A desktop entry (freedesktop.org, Desktop Entry Specification 1.5) that starts this command line. */
export function makeAutostartEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Automa',
    'Comment=Runs your scripts on schedule',
    `Exec=${[...command, hiddenArgument].map(quoteArgument).join(' ')}`,
    'Icon=automa',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** Quoted as the specification's "Exec" key wants it, then once more as any string of the file; % starts a field code. */
function quoteArgument(argument: string): string {
  const quoted = argument.replaceAll(/["`$\\]/g, '\\$&').replaceAll('%', '%%');
  return `"${quoted.replaceAll('\\', '\\\\')}"`;
}
