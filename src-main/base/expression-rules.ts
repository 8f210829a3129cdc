import type { ASTNode } from '@marcbachmann/cel-js';
import { invalid } from './errors.ts';

/** Loops within each other: beyond this depth a few lines run for years. */
const deepestLoops = 3;
const loops = new Set(['all', 'exists', 'exists_one', 'filter', 'map']);
/**
 * What makes a short text costly: `matches` is JavaScript's backtracking RegExp (libraries research, "Expressions",
 * trap 1); `join` and `bind` multiply text and lists without bound.
 */
const bannedCalls = new Map([
  ['matches', 'regular expressions are not offered; use startsWith, endsWith or contains'],
  ['join', 'join is not offered; put the parts together with +'],
  ['bind', 'cel.bind is not offered; write the part where it is needed'],
]);

/** What an expression does, found by walking its tree; refuses what could run away. */
export function inspectExpression(
  root: ASTNode,
  { text, path, lookups }: { text: string; path: string; lookups: readonly string[] },
): { calls: { name: string; argument: string }[]; hasLoop: boolean } {
  const calls: { name: string; argument: string }[] = [];
  let hasLoop = false;
  const refuse = (node: ASTNode, complaint: string) => invalid(path, `${placeOf(text, node.start)} ${complaint}`);
  const walk = (node: ASTNode, loopsAround: number) => {
    const name = calledName(node);
    const depth = loopsAround + (name !== null && loops.has(name) ? 1 : 0);
    if (depth > loopsAround) hasLoop = true;
    if (depth > deepestLoops) throw refuse(node, `loops within loops, ${depth} deep; ${deepestLoops} is the most`);
    if (name !== null) {
      const complaint = bannedCalls.get(name);
      if (complaint !== undefined) throw refuse(node, complaint);
      if (lookups.includes(name)) {
        const argument = literalArgument(node);
        if (argument === null) throw refuse(node, `${name} takes one text in quotes, such as ${name}("…")`);
        calls.push({ name, argument });
      }
    }
    for (const child of childrenOf(node.args)) walk(child, depth);
  };
  walk(root, 0);
  return { calls, hasLoop };
}

/** `2:14`: line and column, both from 1. */
export function placeOf(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}

function calledName({ op, args }: ASTNode): string | null {
  const isCall = op === 'call' || op === 'rcall';
  return isCall && Array.isArray(args) && typeof args[0] === 'string' ? args[0] : null;
}

function childrenOf(args: unknown): ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(childrenOf);
  // the parser's nodes are the only objects with an `op` in its tree
  return typeof args === 'object' && args !== null && 'op' in args ? [args as ASTNode] : [];
}

/** Known before anything runs, so that whoever saves the expression can be asked whether they may. */
function literalArgument({ args }: ASTNode): string | null {
  const [only, ...more] = childrenOf(args);
  return only?.op === 'value' && typeof only.args === 'string' && more.length === 0 ? only.args : null;
}
