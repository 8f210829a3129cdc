/** A command that runs one Python file. */
export interface PythonCommand {
  file: string;
  args: readonly string[];
  /** Where `cd` went before it. */
  directory: string | null;
  /** What of the line is left out, in words. */
  notes: readonly string[];
}

const redirection = /[\d&]?>>?\s*(?:&\d|\S+)/g;
const interpreter = /^(?:\S*\/)?python(?:3(?:\.\d+)?)?$/;

/**
 * Reads a command of a crontab: `[cd DIR &&] [NAME=value …] [nice …] python3 FILE.py [ARG …] [> LOG]`. Whatever else a
 * shell might do with it cannot be taken over: Automa runs Python scripts.
 */
export function readCommand(command: string): PythonCommand | { problem: string } {
  const notes = new Set<string>();
  const [, directory = null, rest = command] = /^cd\s+(\S+)\s*(?:&&|;)\s*(.*)$/.exec(command) ?? [];
  const plain = rest.replaceAll(redirection, ' ').trim();
  if (plain !== rest.trim()) notes.add('what it redirected into a file is in the log of the run');
  const words = splitWords(plain);
  if (words === null) return { problem: 'has a quote that is not closed' };
  while (words[0] !== undefined && /^[A-Za-z_]\w*=/.test(words[0])) notes.add(`${words.shift()} is not set`);
  while (words[0] === 'nice' || words[0] === 'ionice' || words[0] === 'nohup') {
    notes.add(`${words.shift()} is left out; the agent's limits hold instead`);
    while (words[0]?.startsWith('-')) words.splice(0, /^-[nc]$/.test(words[0]) ? 2 : 1);
  }
  if (words[0] !== undefined && /^(?:\S*\/)?env$/.test(words[0])) words.shift();
  const shell = words.find((word) => /[|;&<>`$*?]/.test(word));
  if (shell !== undefined) return { problem: `uses the shell (${shell}); put it into a Python script` };
  const hasInterpreter = words[0] !== undefined && interpreter.test(words[0]);
  if (hasInterpreter) words.shift();
  while (hasInterpreter && words[0] !== undefined && /^-[uBEIsS]+$/.test(words[0])) words.shift();
  const [file, ...args] = words;
  if (file === undefined || !file.endsWith('.py'))
    return { problem: 'does not run a Python file; Automa runs Python scripts' };
  return { file, args, directory, notes: [...notes] };
}

/** Words as a shell splits them, without expanding anything; null for a quote that is not closed. */
function splitWords(text: string): string[] | null {
  const words: string[] = [];
  const part = /\s*(?:((?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+)|(["']))/gy;
  for (let match = part.exec(text); match !== null; match = part.exec(text)) {
    const [, word, open] = match;
    if (open !== undefined || word === undefined) return null;
    words.push(
      word.replaceAll(
        /"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g,
        (_whole, double?: string, single?: string, escaped?: string) =>
          double?.replaceAll(/\\(.)/g, '$1') ?? single ?? escaped ?? '',
      ),
    );
  }
  return words;
}
