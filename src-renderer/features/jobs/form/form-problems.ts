import type { FieldProblem } from '#contract/errors.ts';
import type { JobDraft } from './job-draft.ts';

/** What is wrong with one field of the form, as the core named it; undefined where nothing is. */
export type ProblemAt = (path: string) => string | undefined;

/** Finds the problem of a field; what lies below it (`input.keep`) is said at the field too. */
export function makeProblemAt(problems: readonly FieldProblem[]): ProblemAt {
  return (path) => {
    const found = problems.find((problem) => problem.path === path || problem.path.startsWith(`${path}.`));
    return found === undefined ? undefined : capitalize(found.message);
  };
}

/** The problems below a path, by what follows it: `triggers.0` finds `expr` for `triggers.0.expr`. */
export function problemsBelow(problems: readonly FieldProblem[], path: string): readonly FieldProblem[] {
  return problems.flatMap((problem) =>
    problem.path.startsWith(`${path}.`) ? [{ ...problem, path: problem.path.slice(path.length + 1) }] : [],
  );
}

/** The problems with what is still as it was sent; what was changed since may be right by now. */
export function problemsThatStand(
  problems: readonly FieldProblem[],
  { sent, now }: { sent: JobDraft; now: JobDraft },
): readonly FieldProblem[] {
  return problems.filter(({ path }) => {
    const [field = '', index] = path.split('.');
    if (field === 'triggers') return sent.triggers[Number(index)] === now.triggers[Number(index)];
    const draftField = field === 'input' ? 'inputText' : field;
    return partOf(sent, draftField) === partOf(now, draftField);
  });
}

function partOf(draft: JobDraft, field: string): unknown {
  return new Map<string, unknown>(Object.entries(draft)).get(field);
}

/** Problems no field of the form shows; they stand above it. */
export function unshownProblems(problems: readonly FieldProblem[]): readonly FieldProblem[] {
  const shown = /^(name|description|agentId|input|environment|triggers\.\d+|policy\.\w+|tags|folder|visibility)\b/;
  return problems.filter(({ path }) => !shown.test(path));
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
