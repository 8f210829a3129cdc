/**
 * Characters that would act instead of being read: C0 but tab, DEL, C1, the bidirectional controls that make text
 * read in another order than it runs ("Trojan Source", CVE-2021-42574), and what shows as nothing at all.
 * An escape character is among them unless it begins a colour (SGR), which the next step understands.
 */
const acting =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /\u001b(?!\[[0-9;:]*m)|[\u0000-\u0008\u000a-\u001a\u001c-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** The text with every such character replaced by one that shows it; colours stay. */
export function showControls(text: string): string {
  return text.replace(acting, symbolOf);
}

function symbolOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code); // the Control Pictures block stands in this order
  if (code === 0x7f) return '\u2421';
  return `<${code.toString(16).padStart(4, '0')}>`;
}
