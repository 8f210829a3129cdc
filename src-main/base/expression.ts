import { EvaluationError, ParseError, TypeError as TypeProblem } from '@marcbachmann/cel-js';
import { AppError, coerceError, invalid } from './errors.ts';
import { declareLanguage, type VariableType } from './expression-language.ts';
import { inspectExpression, placeOf } from './expression-rules.ts';
import { fromCel, toCel } from './expression-values.ts';
import { splitTemplate } from './split-template.ts';
import { isTooLong, longestMs, runWatched } from './watched-run.ts';

/**
 * Expressions people write (CEL): filters, conditions, and what stands between `${` and `}` in a template. They read
 * values and compute; nothing they can say changes anything, reaches the network, or takes longer than `longestMs`.
 */
export interface Expression {
  /** Which lookups it makes, and with which texts: what to find out before it can be evaluated. */
  readonly calls: readonly { readonly name: string; readonly argument: string }[];
  /** Throws nothing but an AppError naming the path. Whole numbers come and go as JSON numbers. */
  evaluate(values: Values, found?: LookupResults): unknown;
}

export type Values = Readonly<Record<string, unknown>>;

/** By the name of the lookup, then by its argument. */
export type LookupResults = Readonly<Record<string, ReadonlyMap<string, unknown>>>;

export interface ExpressionOptions {
  /** The field the text came from, for messages: `trigger.filter`. */
  readonly path: string;
  /** Without them every name is one, and a wrong one shows when it is evaluated. */
  readonly variables?: Readonly<Record<string, VariableType>>;
  /** Functions of one literal text, such as `http("https://…")`, that answer what was found out beforehand. */
  readonly lookups?: readonly string[];
  /** It has to be true or false. */
  readonly isCondition?: boolean;
}

const longestText = 4_000;
/** A short expression without a loop touches its data some forty times at most; it needs no watch. */
const longestUnwatchedText = 200;

/** Reads an expression; refuses (422) what is not CEL, names an unknown variable or field, or could run away. */
export function compileExpression(text: string, options: ExpressionOptions): Expression {
  const { path, variables, lookups = [], isCondition = false } = options;
  if (text.length > longestText)
    throw invalid(path, `has ${text.length} characters; an expression has at most ${longestText}`);
  const refuse = (thrown: unknown) => toAppError(thrown, { text, path, known: Object.keys(variables ?? {}) });
  let found: LookupResults = {};
  const language = declareLanguage(variables, lookups, (name, argument) => toCel(found[name]?.get(argument) ?? null));
  const program = attempt(() => language.parse(text), refuse);
  const { calls, hasLoop } = inspectExpression(program.ast, { text, path, lookups });
  const { valid, type, error } = attempt(() => program.check(), refuse);
  if (!valid) throw refuse(error);
  if (isCondition && type !== 'bool' && type !== 'dyn')
    throw invalid(path, `is of type ${type}, neither true nor false; compare it with something`);
  const isWatched = hasLoop || text.length > longestUnwatchedText;

  return {
    calls,
    evaluate(values, results = {}) {
      const result = attempt(() => {
        const given = toCelVariables(Object.keys(variables ?? values), values);
        found = results;
        return fromCel(isWatched ? runWatched(() => program(given)) : program(given));
      }, refuse);
      if (isCondition && typeof result !== 'boolean')
        throw invalid(path, `came to ${JSON.stringify(result).slice(0, 80)}, neither true nor false`);
      return result;
    },
  };
}

/**
 * Reads text in which `${…}` holds expressions, and answers what fills it in. A text stays as it is, everything else
 * is written as JSON. Both refuse with nothing but an AppError naming the path.
 */
export function compileTemplate(
  text: string,
  options: Pick<ExpressionOptions, 'path' | 'variables'>,
): (values: Values) => string {
  const parts = splitTemplate(text, options.path).map((part) =>
    typeof part === 'string' ? part : compileExpression(part.expression, options),
  );
  return (values) =>
    parts.map((part) => (typeof part === 'string' ? part : writeValue(part.evaluate(values)))).join('');
}

function writeValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function toCelVariables(names: readonly string[], values: Values): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, toCel(values[name] ?? null)]));
}

function attempt<Result>(act: () => Result, refuse: (thrown: unknown) => AppError): Result {
  try {
    return act();
  } catch (thrown) {
    throw refuse(thrown);
  }
}

function toAppError(thrown: unknown, from: { text: string; path: string; known: readonly string[] }): AppError {
  const { text, path, known } = from;
  if (thrown instanceof AppError) return thrown;
  if (isTooLong(thrown))
    return invalid(path, `took longer than ${longestMs} ms with these values; let it look at less`);
  if (thrown instanceof ParseError || thrown instanceof EvaluationError || thrown instanceof TypeProblem) {
    const hint = thrown.code === 'unknown_variable' && known.length > 0 ? `; there is ${known.join(', ')}` : '';
    return invalid(path, `${placeOf(text, thrown.range?.start ?? 0)} ${thrown.summary}${hint}`);
  }
  return invalid(path, `cannot be computed: ${coerceError(thrown).message}`);
}
