/** A key that was pressed before the field was there to take it: the text with it, `close`, or undefined for no text. */
export function typeAhead(
  text: string,
  { key, ctrlKey, metaKey, altKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
): string | { close: true } | undefined {
  if (key === 'Escape') return { close: true };
  // AltGr writes letters on many keyboards and counts as Ctrl and Alt.
  const isCommand = metaKey || ctrlKey !== altKey;
  if (isCommand) return undefined;
  if (key === 'Backspace') return text.slice(0, -1);
  return [...key].length === 1 ? text + key : undefined;
}
