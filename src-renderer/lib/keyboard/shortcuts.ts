/** A key, or two pressed one after the other, and what it does. */
export interface Shortcut {
  /** As pressed: `j`, `?`, `Escape`, `Mod+k` (Ctrl, or ⌘ on a Mac), `g j` for one after the other. */
  keys: string;
  /** What it does, for the help dialog. */
  label: string;
  /** Where it works, for the help dialog. */
  group: string;
  run: (event: KeyboardEvent) => void;
  /** Also while a text is being typed; for `Escape` and combinations with Mod. */
  whileTyping?: boolean;
}

/** All shortcuts that work at the moment. What came last wins, so a dialog or a list outranks the page around it. */
export interface ShortcutMap {
  /** Takes a function, asked at every key, so that what a shortcut does may change with what is on the screen. */
  add(layer: () => readonly Shortcut[]): () => void;
  list(): readonly Shortcut[];
  handle(event: KeyboardEvent): void;
}

const chordMs = 1_200;

/** `isSingleKeyAllowed` is asked per key: WCAG 2.1.4 wants shortcuts without a modifier to be switchable. */
export function makeShortcutMap(options: {
  isSingleKeyAllowed: () => boolean;
  /** A dialog is open: the page behind it hears no keys. */
  isBlocked: () => boolean;
  isMac: boolean;
  now: () => number;
}): ShortcutMap {
  let layers: (() => readonly Shortcut[])[] = [];
  let pending: { key: string; at: number } | undefined;

  const find = (keys: string) => {
    for (const layer of layers.toReversed()) {
      const found = layer().find((shortcut) => shortcut.keys === keys);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return {
    add: (added) => {
      layers = [...layers, added];
      return () => {
        layers = layers.filter((layer) => layer !== added);
      };
    },
    list: () => layers.flatMap((layer) => layer()),
    handle: (event) => {
      if (event.defaultPrevented || event.isComposing || options.isBlocked()) return;
      const key = nameKey(event, options.isMac);
      if (key === undefined) return;
      const isPlain = key.length === 1;
      if (isPlain && !options.isSingleKeyAllowed()) return;
      const before = pending;
      pending = undefined;
      const isChord = before !== undefined && options.now() - before.at < chordMs && isPlain;
      const shortcut = (isChord ? find(`${before.key} ${key}`) : undefined) ?? find(key);
      if (shortcut !== undefined) {
        if (isTyping(event.target) && shortcut.whileTyping !== true) return;
        event.preventDefault();
        shortcut.run(event);
        return;
      }
      const begins = layers.flatMap((layer) => layer()).some(({ keys }) => keys.startsWith(`${key} `));
      if (begins && !isTyping(event.target)) pending = { key, at: options.now() };
    },
  };
}

/** `Mod+k`, `Shift+Enter`, `J`, `?`; undefined for a modifier alone and for combinations with Alt, which are the system's. */
function nameKey(event: KeyboardEvent, isMac: boolean): string | undefined {
  if (['Control', 'Meta', 'Shift', 'Alt'].includes(event.key) || event.altKey) return undefined;
  const hasMod = isMac ? event.metaKey : event.ctrlKey;
  if (!hasMod && (event.ctrlKey || event.metaKey)) return undefined;
  const isLetter = event.key.length === 1;
  const key = hasMod && isLetter ? event.key.toLowerCase() : event.key;
  return `${hasMod ? 'Mod+' : ''}${event.shiftKey && !isLetter ? 'Shift+' : ''}${key}`;
}

function isTyping(target: EventTarget | null): boolean {
  if (target === null || !(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
}
