import { invalid } from './errors.ts';

/** The texts and the `${expressions}` of a template in their order; expressions may hold quotes and braces. */
export function splitTemplate(text: string, path: string): (string | { expression: string })[] {
  const parts: (string | { expression: string })[] = [];
  let position = 0;
  for (;;) {
    const opens = text.indexOf('${', position);
    if (opens === -1) return [...parts, text.slice(position)];
    const closes = findClosing(text, opens + 2);
    if (closes === -1) throw invalid(path, `the \${ at character ${opens + 1} is never closed; end it with }`);
    const expression = text.slice(opens + 2, closes);
    if (expression.trim() === '') throw invalid(path, `\${} at character ${opens + 1} is empty; write an expression`);
    parts.push(text.slice(position, opens), { expression });
    position = closes + 1;
  }
}

/** Where the brace closes that was opened before `from`; -1 where it does not. Braces within texts do not count. */
function findClosing(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"' || character === "'") at = endOfText(text, at);
    else if (character === '{') depth += 1;
    else if (character === '}' && depth === 0) return at;
    else if (character === '}') depth -= 1;
  }
  return -1;
}

/** The last quote of a text of CEL: one or three of either kind; a backslash hides what follows it. */
function endOfText(text: string, from: number): number {
  const quote = text[from] ?? '';
  const mark = text.startsWith(quote.repeat(3), from) ? quote.repeat(3) : quote;
  let at = from + mark.length;
  while (at < text.length && !text.startsWith(mark, at)) at += text[at] === '\\' ? 2 : 1;
  return at + mark.length - 1;
}
