/**
 * Characters that would act instead of being read: controls, what orders or hides the text around it ("Trojan
 * Source", CVE-2021-42574), separators of lines. The joiners that emoji and some scripts are spelt with are no danger.
 */
const acting = /[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu;

/** Controls by their names, which any font can draw. */
const names = [
  ...['NUL', 'SOH', 'STX', 'ETX', 'EOT', 'ENQ', 'ACK', 'BEL', 'BS', 'HT', 'LF', 'VT', 'FF', 'CR', 'SO', 'SI'],
  ...['DLE', 'DC1', 'DC2', 'DC3', 'DC4', 'NAK', 'SYN', 'ETB', 'CAN', 'EM', 'SUB', 'ESC', 'FS', 'GS', 'RS', 'US'],
];

/** A colour or another look (SGR), which the next step understands. */
const look = /^\[[0-9;:]*m/;
const longestLook = 64;

/** The text with every such character replaced by its name; tabs and looks stay. */
export function showControls(text: string): string {
  return text.replace(acting, (character, at: number) => {
    if (character === '\t') return character;
    if (character === '\u001b' && look.test(text.slice(at + 1, at + longestLook))) return character;
    return nameOf(character);
  });
}

function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `<${names[code] ?? (code === 0x7f ? 'DEL' : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`)}>`;
}
