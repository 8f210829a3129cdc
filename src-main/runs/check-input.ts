import { AppError } from '../base/errors.ts';
import { findMisfits } from '../scripts/input-schema.ts';

/** The input must fit what `main` takes; throws `invalid` naming each wrong field. */
export function checkInput(input: unknown, schema: Record<string, unknown> | null): void {
  if (schema === null) return;
  const errors = findMisfits(schema, input ?? {});
  if (errors.length === 0) return;
  throw new AppError(
    'invalid',
    `the input does not fit the script: ${errors.map(({ path, message }) => `${path}: ${message}`).join('; ')}`,
    { errors },
  );
}
