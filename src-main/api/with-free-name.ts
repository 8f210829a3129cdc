import { AppError } from '../base/errors.ts';

const mostNames = 100;

/** Creates something by the name, or with a number behind it where that is taken. */
export async function withFreeName<Made>(name: string, create: (name: string) => Made | Promise<Made>): Promise<Made> {
  for (let number = 1; ; number++) {
    try {
      return await create(number === 1 ? name : `${name} ${number}`);
    } catch (thrown) {
      const isTaken = thrown instanceof AppError && thrown.code === 'conflict';
      if (!isTaken || number === mostNames) throw thrown;
    }
  }
}
