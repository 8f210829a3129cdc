import { Ajv2020, type ErrorObject, type Options, type ValidateFunction } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import type { FieldProblem } from '#contract/errors.ts';
import { makeBoundedCache } from '../base/bounded-cache.ts';
import { coerceError } from '../base/errors.ts';
import { isTooLong, longestMs, runWatched } from '../base/watched-run.ts';

type Schema = Record<string, unknown>;

/** Unknown keywords are remarks, as the standard has it; what every object inherits is no field of an input. */
const options: Options = { strict: false, logger: false, allErrors: true, ownProperties: true };
const ofOneSchema: Options = { ...options, formats: fullFormats, meta: false, validateSchema: false };
const mostCompiled = 100;
const mostMisfits = 20;

/**
 * Why an input schema is ignored: it is no JSON Schema 2020-12 (as which it is read whatever dialect it names), or
 * takes too long to read. Undefined for one that is good.
 */
export function whyIgnored(schema: Schema): string | undefined {
  const check = read(schema);
  return typeof check === 'string' ? check : undefined;
}

/**
 * What of the input does not fit, by field. A schema that is ignored checks nothing at all; a check that does not end
 * is a misfit, as nobody knows what it would have found.
 */
export function findMisfits(schema: Schema, input: unknown): FieldProblem[] {
  const check = read(schema);
  if (typeof check === 'string') return [];
  try {
    return runWatched(() => check(input)) ? [] : toProblems(check.errors ?? []);
  } catch (thrown) {
    const path = ['input', ...findCulprit(check, input)].join('.');
    return [{ path, message: `cannot be checked against the script's schema: ${describe(thrown)}` }];
  }
}

function read(schema: Schema): ValidateFunction | string {
  try {
    return compiled(JSON.stringify(schema));
  } catch (thrown) {
    return describe(thrown);
  }
}

const compiled = makeBoundedCache(mostCompiled, compile);

/**
 * The check, or why there is none. Each schema gets a compiler of its own: whatever `$id` it takes, it stands in
 * nobody's way. One that took too long is thrown, not remembered: the machine may have stood still.
 */
function compile(text: string): ValidateFunction | string {
  const { $schema: _dialect, $async: _ofAjv, ...schema }: Schema = JSON.parse(text);
  const standard = openStandard();
  try {
    return runWatched(() => {
      if (!standard.validateSchema(schema)) throw new Error(standard.errorsText(standard.errors?.slice(0, 1), named));
      const check = new Ajv2020(ofOneSchema).compile(schema);
      check({}); // a reference in a circle shows only now
      return check;
    });
  } catch (thrown) {
    if (isTooLong(thrown)) throw thrown;
    return describe(thrown);
  }
}

const named = { dataVar: 'INPUT_SCHEMA' };
let opened: Ajv2020 | undefined;

/** Knows the schema of schemas. Reading that takes some 50 ms, once and under no watch. */
function openStandard(): Ajv2020 {
  if (opened === undefined) {
    opened = new Ajv2020({ ...options, validateFormats: false });
    opened.compile({});
  }
  return opened;
}

/** The first field that, as the only one, is not checked to the end either; none where they all are. */
function findCulprit(check: ValidateFunction, input: unknown): string[] {
  let culprit: string[] = [];
  try {
    runWatched(() => {
      for (const [name, value] of Object.entries(Object(input))) {
        culprit = [name];
        check({ [name]: value });
      }
      culprit = [];
    });
  } catch {
    // it is the one the loop had come to
  }
  return culprit;
}

function toProblems(errors: readonly ErrorObject[]): FieldProblem[] {
  const telling = errors.filter((error) => !isSummary(error));
  return (telling.length === 0 ? errors : telling).slice(0, mostMisfits).map(toProblem);
}

/** Says only that something within it, which is told too, does not fit. */
function isSummary({ keyword, params }: ErrorObject): boolean {
  return keyword === 'anyOf' || keyword === 'if' || (keyword === 'oneOf' && params.passingSchemas === null);
}

function toProblem({ instancePath, params, message = 'does not fit' }: ErrorObject): FieldProblem {
  const { missingProperty, additionalProperty, unevaluatedProperty, propertyName, allowedValues }: Schema = params;
  const name = missingProperty ?? additionalProperty ?? unevaluatedProperty ?? propertyName;
  const parts = instancePath.split('/').slice(1);
  const path = ['input', ...parts.map(readPointer), ...(typeof name === 'string' ? [name] : [])].join('.');
  const choice = Array.isArray(allowedValues) ? allowedValues.map((value) => JSON.stringify(value)).join(', ') : null;
  return { path, message: choice === null ? message : `must be one of ${choice}` };
}

function readPointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function describe(thrown: unknown): string {
  if (isTooLong(thrown)) return `it took longer than ${longestMs} ms`;
  if (thrown instanceof RangeError) return 'it refers to itself in a circle, or is nested too deeply';
  return coerceError(thrown).message;
}
