import { AppError } from '../base/errors.ts';
import { sqliteCodeOf } from './sqlite-code.ts';

/** Runs an insert or update whose name must be unique; a clash becomes a 409 that names field and value. */
export function refuseDuplicate<Result>(kind: string, name: string, write: () => Result): Result {
  try {
    return write();
  } catch (thrown) {
    if (sqliteCodeOf(thrown) === 'SQLITE_CONSTRAINT_UNIQUE') {
      const message = `there is already ${kind} named ${JSON.stringify(name)} (upper and lower case count as the same)`;
      throw new AppError('conflict', message, { errors: [{ path: 'name', message }], cause: thrown });
    }
    throw thrown;
  }
}
