import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** Who signs in at a host of the tests. */
export const administrator = { email: 'ana@example.org', password: 'plinth-otter-cadmium' };

export interface HostProcess {
  url: string;
  /** Ends it as a service manager would; what runs in a container goes on. */
  stop(): Promise<void>;
  /** Stands it still as a debugger or a thrashing machine does: it keeps its connections and answers nothing. */
  freeze(): void;
  thaw(): void;
}

const bundle = resolve(import.meta.dirname, '../../out/main/cli.js');

/** `automa serve` as it is shipped, in a process of its own, with an administrator. Port 0 picks a free one. */
export async function startHost(
  dataDir: string,
  options: { port?: number; engine?: string } = {},
): Promise<HostProcess> {
  if (!existsSync(bundle)) throw new Error('nothing is built: run `npm run build` first');
  const { port = 0, engine = engineOfTests() } = options;
  const child = spawn(process.execPath, [bundle, 'serve', '--data-dir', dataDir, '--port', String(port)], {
    env: {
      ...process.env,
      AUTOMA_ENGINE: engine,
      AUTOMA_LOG_LEVEL: 'warn',
      AUTOMA_ADMIN_EMAIL: administrator.email,
      AUTOMA_ADMIN_PASSWORD: administrator.password,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const url = await new Promise<string>((found, failed) => {
    let output = '';
    child.stdout.on('data', (text: Buffer) => {
      output += text.toString();
      const [, address] = /listening on (\S+)/.exec(output) ?? [];
      if (address !== undefined) found(address);
    });
    void exit.then(([code]) => failed(new Error(`the host ended with ${code} before it listened: ${output}`)));
  });
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await exit;
    },
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
  };
}

/** What scripts of the tests run in, unless another one is asked for: what starts quickest of what is here. */
export function engineOfTests(): string {
  const hasBubblewrap = process.env.PATH?.split(delimiter).some((folder) => existsSync(join(folder, 'bwrap'))) === true;
  return process.env.AUTOMA_ENGINE ?? (hasBubblewrap ? 'local' : 'embedded');
}
