import { isMac } from '../lib/keyboard/use-shortcuts.ts';
import styles from './key-hint.module.css';

const names: Record<string, string> = {
  Mod: isMac ? '⌘' : 'Ctrl',
  Shift: '⇧',
  Enter: '↵',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
};

/** A shortcut as key caps: `Mod+k` is shown as Ctrl K, or ⌘ K on a Mac. */
export function KeyHint({ keys }: { keys: string }) {
  const shown = keys.split(' ').map((chord) =>
    chord
      .split('+')
      .map((key) => names[key] ?? (key.length === 1 && chord.length > 1 ? key.toUpperCase() : key))
      .join(' '),
  );
  return (
    <span className={styles.keys} aria-hidden>
      {shown.map((chord) => (
        <kbd key={chord} className={styles.key}>
          {chord}
        </kbd>
      ))}
    </span>
  );
}
