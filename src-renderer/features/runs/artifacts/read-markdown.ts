import { lexer, type MarkedToken, type Token, type Tokens } from 'marked';

/** What a Markdown text may become: these and nothing else, each made of text. */
export type MarkTag =
  | 'p'
  | 'h3'
  | 'h4'
  | 'h5'
  | 'h6'
  | 'ul'
  | 'ol'
  | 'li'
  | 'blockquote'
  | 'pre'
  | 'code'
  | 'strong'
  | 'em'
  | 'del'
  | 'hr'
  | 'br'
  | 'table'
  | 'thead'
  | 'tbody'
  | 'tr'
  | 'th'
  | 'td';

export type MarkNode =
  | { kind: 'text'; text: string }
  | { kind: 'element'; tag: MarkTag; children: readonly MarkNode[]; start?: number }
  | { kind: 'task'; isDone: boolean }
  /** `href` is http, https or mailto; `null` where it leads anywhere else and only its text is shown. */
  | { kind: 'link'; href: string | null; children: readonly MarkNode[] }
  /** A picture that is somewhere else: named, never loaded. */
  | { kind: 'picture'; alt: string; address: string };

/** Deeper than this nobody writes; what is deeper is shown as it was written. */
const deepest = 24;

/**
 * Reads Markdown (CommonMark with GitHub's tables, tasks and strikethrough) into what is drawn of it (reliability row
 * I9). Markup in it stays text, addresses are only followed where a person clicks, and pictures are not fetched.
 */
export function readMarkdown(text: string): readonly MarkNode[] {
  try {
    return readTokens(lexer(text), 0);
  } catch {
    // Nesting no parser follows; the text itself can always be shown.
    return [element('pre', [asText(text)])];
  }
}

/** Whether a link may be offered: an address of the web or of mail, whole, and nothing that runs. */
export function safeAddress(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { protocol, href } = new URL(address);
  return ['http:', 'https:', 'mailto:'].includes(protocol) ? href : null;
}

function readTokens(tokens: readonly Token[] | undefined, depth: number): readonly MarkNode[] {
  // Of extensions we use none, so every token is one of marked's own.
  return (tokens ?? []).flatMap((token) => readToken(token as MarkedToken, depth));
}

function readToken(token: MarkedToken, depth: number): readonly MarkNode[] {
  if (depth > deepest) return [asText(token.raw)];
  const inside = () => readTokens('tokens' in token ? token.tokens : undefined, depth + 1);
  switch (token.type) {
    case 'heading':
      // The page's own headings end at the second level.
      return [element(headingOf(token.depth), inside())];
    case 'paragraph':
      return [element('p', inside())];
    case 'blockquote':
      return [element('blockquote', inside())];
    case 'strong':
    case 'em':
    case 'del':
      return [element(token.type, inside())];
    case 'code':
      return [element('pre', [asText(token.text)])];
    case 'codespan':
      return [element('code', [asText(token.text)])];
    case 'hr':
    case 'br':
      return [element(token.type, [])];
    case 'list':
      return [readList(token, depth)];
    case 'table':
      return [readTable(token, depth)];
    case 'link':
      return [{ kind: 'link', href: safeAddress(token.href), children: inside() }];
    case 'image':
      return [{ kind: 'picture', alt: readEntities(token.text), address: token.href }];
    case 'html':
      return token.raw.startsWith('<!--') && token.raw.trimEnd().endsWith('-->') ? [] : [asText(token.raw)];
    case 'escape':
      return [asText(token.text)];
    case 'checkbox':
      return [{ kind: 'task', isDone: token.checked }];
    case 'text':
      return token.tokens === undefined ? [asText(readEntities(token.text))] : inside();
    default:
      return []; // blank lines and definitions of addresses
  }
}

function readList({ ordered, start, items }: Tokens.List, depth: number): MarkNode {
  const children = items.map((item) => {
    const inside = readTokens(item.tokens, depth + 1);
    const isMarked = inside.some(({ kind }) => kind === 'task');
    const task: MarkNode[] = item.task && !isMarked ? [{ kind: 'task', isDone: item.checked === true }] : [];
    return element('li', [...task, ...inside]);
  });
  const list = element(ordered ? 'ol' : 'ul', children);
  return ordered && typeof start === 'number' && start !== 1 ? { ...list, start } : list;
}

function readTable({ header, rows }: Tokens.Table, depth: number): MarkNode {
  const cells = (tag: 'th' | 'td', row: readonly Tokens.TableCell[]) =>
    element(
      'tr',
      row.map(({ tokens }) => element(tag, readTokens(tokens, depth + 1))),
    );
  return element('table', [
    element('thead', [cells('th', header)]),
    element(
      'tbody',
      rows.map((row) => cells('td', row)),
    ),
  ]);
}

function headingOf(depth: number): MarkTag {
  return (['h3', 'h4', 'h5', 'h6'] as const)[depth - 1] ?? 'h6';
}

function element(tag: MarkTag, children: readonly MarkNode[]): MarkNode & { kind: 'element' } {
  return { kind: 'element', tag, children };
}

function asText(text: string): MarkNode {
  return { kind: 'text', text };
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/** The references people write by hand; any other stays as it was written. */
function readEntities(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,6}));/gi, (written, decimal, hex, name) => {
    if (typeof name === 'string') return entities[name] ?? written;
    const point = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return point > 0 && point <= 0x10_ff_ff ? String.fromCodePoint(point) : written;
  });
}
