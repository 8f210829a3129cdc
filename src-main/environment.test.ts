import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EnvironmentError, readEnvironment, resolveDataDir } from './environment.ts';

function makeDataDir(envFile?: string): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'automa-environment-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  if (envFile !== undefined) writeFileSync(join(dataDir, '.env'), envFile);
  return dataDir;
}

const read = (own: NodeJS.ProcessEnv, envFile?: string) => readEnvironment(makeDataDir(envFile), own);

describe('the environment', () => {
  it('without any variable has its defaults', () => {
    expect(read({ PATH: '/bin' })).toEqual({
      AUTOMA_LOG_LEVEL: 'info',
      AUTOMA_ALLOWED_HOSTS: [],
      AUTOMA_TRUSTED_ORIGINS: [],
    });
  });

  it('takes what it does not find from .env in the data directory', () => {
    const file = "# mine\nAUTOMA_ENGINE=local\nAUTOMA_LOG_LEVEL='debug'\nAUTOMA_ALLOWED_HOSTS=a.example, b.example\n";
    expect(read({ AUTOMA_ENGINE: 'docker' }, file)).toMatchObject({
      AUTOMA_ENGINE: 'docker',
      AUTOMA_LOG_LEVEL: 'debug',
      AUTOMA_ALLOWED_HOSTS: ['a.example', 'b.example'],
    });
  });

  it('counts an empty variable as none: the file or the default decides', () => {
    expect(
      read(
        { AUTOMA_ENGINE: '', AUTOMA_ADMIN_PASSWORD: '', AUTOMA_LOG_LEVEL: '' },
        'AUTOMA_ENGINE=local\nAUTOMA_LOG_LEVEL=\n',
      ),
    ).toMatchObject({ AUTOMA_ENGINE: 'local', AUTOMA_LOG_LEVEL: 'info' });
  });

  it.each([
    [
      'AUTOMA_ENGINE',
      'dokcer',
      'AUTOMA_ENGINE is "dokcer": Invalid option: expected one of "auto"|"docker"|"podman"|"local"|"embedded"',
    ],
    ['AUTOMA_ENGINE_SOCKET', 'run/docker.sock', 'AUTOMA_ENGINE_SOCKET is "run/docker.sock": must be an absolute path'],
    ['AUTOMA_SANDBOX_IMAGE', 'my image', 'AUTOMA_SANDBOX_IMAGE is "my image": must be an image reference such as'],
    ['AUTOMA_LOG_LEVEL', 'loud', 'AUTOMA_LOG_LEVEL is "loud"'],
    ['AUTOMA_ADMIN_EMAIL', 'nobody', 'AUTOMA_ADMIN_EMAIL is "nobody": Invalid email address'],
  ])('a wrong %s is named with its value and what would be right', (name, value, says) => {
    for (const wrong of [() => read({ [name]: value }), () => read({}, `${name}=${value}`)]) {
      expect(wrong).toThrow(EnvironmentError);
      expect(wrong).toThrow(says);
    }
  });

  it('a wrong password is named without its value', () => {
    expect(() => read({ AUTOMA_ADMIN_PASSWORD: 'tooshort' })).toThrow(
      'AUTOMA_ADMIN_PASSWORD: must have at least 12 characters',
    );
    expect(() => read({ AUTOMA_ADMIN_PASSWORD: 'tooshort' })).not.toThrow('tooshort');
  });

  it('all that is wrong is named at once, a line each', () => {
    expect(() => read({ AUTOMA_ENGINE: 'x', AUTOMA_LOG_LEVEL: 'y' })).toThrow(
      /^AUTOMA_ENGINE .*\nAUTOMA_LOG_LEVEL .*$/,
    );
  });

  it('a .env that cannot be read is named', () => {
    const dataDir = makeDataDir();
    mkdirSync(join(dataDir, '.env'));
    expect(() => readEnvironment(dataDir, {})).toThrow(`${join(dataDir, '.env')} cannot be read`);
  });
});

describe('the data directory', () => {
  it('is the one asked for, else the variable, else the place of the system', () => {
    expect(resolveDataDir('here', { AUTOMA_DATA_DIR: '/there' })).toBe(resolve('here'));
    expect(resolveDataDir(undefined, { AUTOMA_DATA_DIR: '/there' })).toBe('/there');
    if (process.platform !== 'linux') return;
    expect(resolveDataDir(undefined, { AUTOMA_DATA_DIR: '', XDG_DATA_HOME: '/data' })).toBe('/data/automa');
    expect(resolveDataDir(undefined, {})).toBe(join(homedir(), '.local/share/automa'));
  });
});
