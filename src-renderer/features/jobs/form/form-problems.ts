import type { FieldProblem } from '#contract/errors.ts';

/** What is wrong with one field of the form, as the core named it; undefined where nothing is. */
export type ProblemAt = (path: string) => string | undefined;

/** Finds the problem of a field; what lies below it (`input.keep`) is said at the field too. */
export function makeProblemAt(problems: readonly FieldProblem[]): ProblemAt {
  return (path) => {
    const found = problems.find((problem) => problem.path === path || problem.path.startsWith(`${path}.`));
    return found === undefined ? undefined : capitalize(found.message);
  };
}

/** Problems no field of the form shows; they stand above it. */
export function unshownProblems(problems: readonly FieldProblem[]): readonly FieldProblem[] {
  const shown = /^(name|description|agentId|input|triggers\.\d+|policy|tags|folder|visibility)\b/;
  return problems.filter(({ path }) => !shown.test(path));
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
