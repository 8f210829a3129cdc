import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { EngineChoice } from '#contract/settings.ts';
import { coerceError } from './base/errors.ts';

const list = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((item) => item !== ''))
  .default([]);

const Environment = z.object({
  /** Not set: the settings of the product decide. */
  AUTOMA_ENGINE: EngineChoice.optional(),
  AUTOMA_ENGINE_SOCKET: z.string().refine(isAbsolute, 'must be an absolute path').optional(),
  AUTOMA_SANDBOX_IMAGE: z
    .string()
    .regex(/^[a-z0-9]+([._/:@-]+[a-zA-Z0-9]+)*$/, 'must be an image reference such as automa-sandbox:0.1.0')
    .optional(),
  AUTOMA_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  AUTOMA_ADMIN_EMAIL: z.email().optional(),
  AUTOMA_ADMIN_PASSWORD: z.string().min(12, 'must have at least 12 characters').max(256).optional(),
  AUTOMA_ALLOWED_HOSTS: list,
  AUTOMA_TRUSTED_ORIGINS: list,
});
export type Environment = z.infer<typeof Environment>;

/** A variable with a wrong value stops the start and says which. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** Reads AUTOMA_* from the process, and from `.env` in the data directory for those it does not set. */
export function readEnvironment(dataDir: string, own: NodeJS.ProcessEnv): Environment {
  const given = { ...dropEmpty(readEnvFile(join(dataDir, '.env'))), ...dropEmpty(own) };
  const read = Environment.safeParse(given);
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => {
    const name = path.join('.');
    const shown = name.includes('PASSWORD') ? '' : ` is ${JSON.stringify(given[name])}`;
    return `${name}${shown}: ${message}`;
  });
  throw new EnvironmentError(problems.join('\n'));
}

function readEnvFile(path: string): NodeJS.Dict<string> {
  if (!existsSync(path)) return {};
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new EnvironmentError(`${path} cannot be read: ${coerceError(cause).message}`, { cause });
  }
}

/** An empty variable is one that is not set, as shells mean it: it does not hide what the file says. */
function dropEmpty(variables: NodeJS.Dict<string>): NodeJS.Dict<string> {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
}

/** The data directory: the one asked for, AUTOMA_DATA_DIR, or the system's place for application data. */
export function resolveDataDir(asked: string | undefined, own: NodeJS.ProcessEnv): string {
  const given = asked ?? (own.AUTOMA_DATA_DIR || undefined);
  if (given !== undefined) return resolve(given);
  if (process.platform === 'win32') return join(own.APPDATA ?? join(homedir(), 'AppData/Roaming'), 'Automa');
  if (process.platform === 'darwin') return join(homedir(), 'Library/Application Support/Automa');
  return join(own.XDG_DATA_HOME || join(homedir(), '.local/share'), 'automa');
}
