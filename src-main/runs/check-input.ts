import { z } from 'zod';
import { AppError } from '../base/errors.ts';

/** The input must fit what `main` takes; throws `invalid` naming each wrong field. */
export function checkInput(input: unknown, schema: Record<string, unknown> | null): void {
  if (schema === null) return;
  const checked = z.fromJSONSchema(schema).safeParse(input ?? {});
  if (checked.success) return;
  const errors = checked.error.issues.map(({ path, message }) => ({ path: ['input', ...path].join('.'), message }));
  throw new AppError(
    'invalid',
    `the input does not fit the script: ${errors.map(({ path, message }) => `${path}: ${message}`).join('; ')}`,
    { errors },
  );
}
