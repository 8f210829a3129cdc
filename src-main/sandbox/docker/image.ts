import { SandboxError } from '../sandbox.ts';
import { type Engine, EngineError } from './engine.ts';

/** The id of the image a reference names now; undefined when the engine does not have it. Never pulls. */
export async function findImage(engine: Engine, reference: string): Promise<string | undefined> {
  try {
    return (await engine.inspectImage(reference)).id;
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'not-found') return undefined;
    throw error;
  }
}

/**
 * The image to run. With `insistOn` (re-run exactly) a tag that was moved meanwhile is no silent swap (bar A23): the
 * image recorded runs as long as the engine still has it.
 */
export async function chooseImage(engine: Engine, reference: string, insistOn: string | undefined): Promise<string> {
  const found = await findImage(engine, insistOn ?? reference);
  if (found !== undefined) return found;
  if (insistOn === undefined) {
    throw new SandboxError(
      'image-missing',
      `the engine has no image ${reference}; \`automa doctor --fix\` makes or loads it`,
    );
  }
  throw new SandboxError(
    'image-changed',
    `the engine no longer has ${insistOn}, the image of ${reference} this run insists on`,
  );
}
