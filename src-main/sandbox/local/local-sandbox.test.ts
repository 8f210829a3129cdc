import { readdirSync, readFileSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultProfile } from '#contract/profile.ts';
import { newId } from '../../base/ids.ts';
import { silentLogger } from '../../base/logger.ts';
import { forgetTry, type Tried, type TryOptions, tryScript } from '../try-script.ts';
import { makeLocalSandbox } from './local-sandbox.ts';

const instanceId = newId();
const runnerDir = join(import.meta.dirname, '../../../sandbox-image/runner');
const sandbox = makeLocalSandbox({ instanceId, runnerDir, logger: silentLogger });
const health = await sandbox.probe();
if (!health.ok) {
  const reason = `local sandbox NOT TESTED: ${health.problem}`;
  if (process.env.AUTOMA_REQUIRE_ENGINE === '1') throw new Error(reason);
  process.stderr.write(`\n${reason}\n`);
}
const holds = (limit: string) => !health.unenforced.includes(limit);

const tries: Tried[] = [];
async function run(script: string, options?: TryOptions): Promise<Tried> {
  const tried = await tryScript(sandbox, script, options);
  tries.push(tried);
  return tried;
}

afterAll(async () => {
  await Promise.all(tries.map(forgetTry));
  await sandbox.close();
});

/** Processes of this machine whose command line holds the marker. */
function findProcesses(marker: string): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return (
        /^\d+$/.test(name) &&
        name !== String(process.pid) &&
        readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(marker)
      );
    } catch {
      return false;
    }
  });
}

describe.skipIf(!health.ok)('a script in the local sandbox', () => {
  it('prints, answers with what main returns, and leaves its files', async () => {
    const tried = await run(
      `import sys, automa
print('out'); print('err', file=sys.stderr)
open('/out/note.txt', 'w').write('kept')
automa.state['count'] = automa.state.get('count', 0) + 1
def main(name: str): return {'hello': name}`,
      { input: '{"name":"Ada"}', state: '{"count":41}' },
    );
    expect(tried.end).toMatchObject({ exitCode: 0, signal: null, oomKilled: false, trouble: null });
    expect([tried.stdout, tried.stderr]).toEqual(['out\n', 'err\n']);
    expect(JSON.parse(await tried.readOut('result.json'))).toEqual({ hello: 'Ada' });
    expect(JSON.parse(await tried.readOut('.automa/state.json'))).toEqual({ count: 42 });
    expect(await tried.readOut('note.txt')).toBe('kept');
  });

  it.each([
    ['the code it exits with', 'import sys; sys.exit(7)', { exitCode: 7, exception: null }],
    ['the code of os._exit', 'import os; os._exit(9)', { exitCode: 9 }],
    [
      'an exception as 1, with its class',
      'raise KeyError("k")',
      { exitCode: 1, exception: { class: 'KeyError', message: "'k'" } },
    ],
    [
      'a signal as 128 and its number',
      'import os, signal; os.kill(os.getpid(), signal.SIGSEGV)',
      { exitCode: 139, signal: 'SIGSEGV' },
    ],
    [
      'a syntax error with its place',
      'x = 1\ndef f(:\n',
      { exitCode: 1, syntaxError: { path: 'main.py', line: 2, column: 7, message: 'invalid syntax' } },
    ],
  ])('ends with %s', async (_, script, expected) => {
    const tried = await run(script);
    expect(tried.endLine).toMatchObject(expected);
    expect(tried.end.exitCode).toBe(expected.exitCode);
  });

  it('sees no environment but its own', async () => {
    process.env.AUTOMA_TEST_LEAK = 'leak';
    const tried = await run('import os, json; print(json.dumps(dict(os.environ)))', {
      env: { TZ: 'UTC', GREETING: 'a=b c' },
    });
    delete process.env.AUTOMA_TEST_LEAK;
    // Python and the runner add some of their own name.
    const names = Object.keys(JSON.parse(tried.stdout)).filter((name) => !/^(PYTHON|LC_)/.test(name));
    expect(names.sort()).toEqual(['AUTOMA_CONFIG', 'GREETING', 'HOME', 'PATH', 'PWD', 'TZ']);
    expect(JSON.parse(tried.stdout).GREETING).toBe('a=b c');
  });

  it('shows its environment in no command line of this machine', async () => {
    let seen: string[] = ['not looked'];
    await run('import sys; print("ready", flush=True); sys.stdin.read(); import time; time.sleep(0.3)', {
      env: { TOKEN: 'marker-6d1f' },
      onOutput: () => {
        seen = findProcesses('marker-6d1f');
      },
    });
    expect(seen).toEqual([]);
  });

  it('inherits no descriptor of the product: its own three, and the pipe of the runner', async () => {
    const tried =
      await run(`import os; print([n for n in os.listdir('/proc/self/fd') if os.path.exists(f'/proc/self/fd/{n}') or int(n) < 3])
print(sum(os.readlink(f'/proc/1/fd/{n}').startswith('pipe:') for n in os.listdir('/proc/1/fd')))`);
    expect(tried.stdout).toBe("['0', '1', '2', '4']\n1\n");
  });

  it('reads nothing of the host and writes nowhere but /tmp and /out', async () => {
    const tried = await run(`
import os
for path in ('/root', '/home', '/etc/shadow', '/etc/passwd', '/var', '/sys', '/run', '/proc/1/environ', ${JSON.stringify(import.meta.dirname)}):
    print(path, os.path.exists(path))
for path in ('/x', '/script/x', '/automa/x', '/opt/automa/x', '/usr/x', '/dev/x', '/etc/x', '/tmp/x', '/dev/shm/x', '/out/x'):
    try: open(path, 'w').close(); print(path, 'written')
    except OSError as error: print(path, error.strerror)`);
    expect(tried.stdout.split('\n').filter((line) => line.endsWith('True'))).toEqual(['/proc/1/environ True']);
    expect(tried.stdout.split('\n').filter((line) => line.endsWith('written'))).toEqual([
      '/tmp/x written',
      '/dev/shm/x written',
      '/out/x written',
    ]);
  });

  it('has no network: neither this machine nor a name, and only the loopback of its own', async () => {
    let hits = 0;
    const server = createServer((_, response) => response.end(String(hits++)));
    await new Promise<void>((resolve) => server.listen(0, () => resolve()));
    const { port } = server.address() as AddressInfo;
    const tried = await run(`
import socket
print([name for _, name in socket.if_nameindex()])
for host in ('127.0.0.1', '::1', '169.254.169.254', 'localhost', 'example.com'):
    try: socket.create_connection((host, ${port}), 0.5); print('connected', host)
    except OSError: pass`);
    server.close();
    expect(tried.stdout).toBe("['lo']\n");
    expect(hits).toBe(0);
  });

  it('reaches the network of the host where the profile says so', async () => {
    const server = createServer((_, response) => response.end('reached'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const { port } = server.address() as AddressInfo;
    const tried = await run(`import urllib.request; print(urllib.request.urlopen('http://127.0.0.1:${port}').read())`, {
      profile: { network: 'full' },
    });
    server.close();
    expect(tried.stdout).toBe("b'reached'\n");
  });

  it('gets threads, processes, asyncio and sqlite through the system call filter', async () => {
    const tried = await run(`
import asyncio, multiprocessing, sqlite3, ssl, subprocess, tempfile, threading
def double(n): return 2 * n
if __name__ == '__main__':
    thread = threading.Thread(target=lambda: print('thread')); thread.start(); thread.join()
    with multiprocessing.Pool(2) as pool: print(pool.map(double, [1, 2]))
    print(asyncio.run(asyncio.sleep(0, 'slept')), sqlite3.connect(':memory:').execute('select 1').fetchone())
    print(subprocess.run(['/bin/echo', 'sub'], capture_output=True, text=True).stdout, tempfile.mkdtemp()[:5])`);
    expect(tried.stdout).toBe('thread\n[2, 4]\nslept (1,)\nsub\n /tmp/\n');
  });

  it('gives the host nothing but plain files: no link, pipe or set-user-id bit', async () => {
    const tried = await run(`
import os
os.symlink('/etc/shadow', '/out/link'); os.symlink('/', '/out/folder'); os.mkfifo('/out/pipe')
open('/out/plain', 'w').write('x'); os.link('/out/plain', '/out/second'); os.chmod('/out/plain', 0o6777)
os.makedirs('/out/deep/er'); open('/out/deep/er/file', 'w').close(); os.chmod('/out/deep', 0)`);
    expect(tried.end).toMatchObject({ exitCode: 0, trouble: null });
    expect((await readdir(tried.outDir, { recursive: true })).sort()).toEqual([
      'deep',
      'deep/er',
      'deep/er/file',
      'plain',
      'second',
    ]);
    expect((await lstat(join(tried.outDir, 'plain'))).mode & 0o7777).toBe(0o600);
  });
});

describe.skipIf(!health.ok)('the end of a script in the local sandbox', () => {
  it('a script that ignores SIGTERM is gone after timeout and grace', async () => {
    const tried = await run(
      'import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: time.sleep(1)',
      {
        timeoutSeconds: 1,
        killGraceSeconds: 1,
      },
    );
    expect(tried.endLine).toMatchObject({ timedOut: true, signal: 'SIGKILL', exitCode: 137 });
    expect(tried.tookMs).toBeLessThan(4_000);
  });

  it('stop asks first: a script that handles SIGTERM ends in its own way', async () => {
    const tried = await run(
      'import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(3)); print("ready", flush=True); time.sleep(60)',
      { onOutput: (box, text) => void (text === 'ready\n' && box.stop(5)) },
    );
    expect(tried.end).toMatchObject({ exitCode: 3, trouble: null });
  });

  it('stop kills what does not listen, and nothing of it stays', async () => {
    const tried = await run(
      'import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print("ready", flush=True); time.sleep(60)',
      { onOutput: (box, text) => void (text === 'ready\n' && box.stop(0.2)) },
    );
    expect(tried.end).toMatchObject({ exitCode: 137, signal: 'SIGKILL', trouble: null });
  });

  it('an unstarted box leaves nothing when it is disposed of', async () => {
    const refused = tryScript(sandbox, '', { profile: { isolation: 'container' } });
    await expect(refused).rejects.toThrow('the profile asks for a container');
    expect(findProcesses(`automa-${instanceId}`)).toEqual([]);
  });

  it('says that it was killed outside when somebody kills bubblewrap', async () => {
    const tried = await run('import time; print("ready", flush=True); time.sleep(60)', {
      onOutput: (box, text) => void (text === 'ready\n' && process.kill(Number(box.binding.id), 'SIGKILL')),
    });
    expect(tried.end.trouble).toMatchObject({ code: 'killed-outside' });
  });
});

describe.skipIf(!health.ok)('A14 nothing of a run outlives it', () => {
  it('a daemonised grandchild dies with the script', async () => {
    const marker = `automa-daemon-${instanceId}`;
    const tried = await run(`
import os, sys
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execv('/usr/bin/python3', ['python3', '-c', 'import time; time.sleep(600)', '${marker}'])
    os._exit(0)
import time; time.sleep(0.3); print('done')`);
    expect(tried.stdout).toBe('done\n');
    expect(findProcesses(marker)).toEqual([]);
  });
});

describe.skipIf(!health.ok)('A16 the box shows and allows little', () => {
  it('has its own root, two processes, no /sys, a filter, and no way to a new user namespace', async () => {
    const tried = await run(`
import ctypes, os
print(sorted(os.listdir('/')))
print(sorted(name for name in os.listdir('/proc') if name.isdigit()))
status = dict(line.split(':', 1) for line in open('/proc/self/status'))
print([status[key].split()[0] for key in ('CapEff', 'CapBnd', 'NoNewPrivs', 'Seccomp')])
libc = ctypes.CDLL(None, use_errno=True)
for number in (425, 272, 101, 321): print(number, libc.syscall(number, 0x10000000, 0, 0, 0), ctypes.get_errno())`);
    const [root, processes, status, ...calls] = tried.stdout.trim().split('\n');
    expect(root).toBe(
      "['automa', 'bin', 'dev', 'etc', 'lib', 'lib64', 'opt', 'out', 'proc', 'sbin', 'script', 'tmp', 'usr']",
    );
    expect(processes).toBe("['1', '2']");
    expect(status).toBe("['0000000000000000', '0000000000000000', '1', '2']");
    expect(calls).toEqual(['425 -1 1', '272 -1 1', '101 -1 1', '321 -1 1']);
  });

  it.each([40, 38, 17, 31])('refuses sockets of family %i', async (family) => {
    const tried = await run(
      `import socket\ntry: socket.socket(${family}, socket.SOCK_RAW); print('open')\nexcept OSError as error: print(error.errno)`,
    );
    expect(tried.stdout).toBe('1\n');
  });
});

describe.skipIf(!health.ok)('A17 the box is never root', () => {
  it('runs as uid 65532 without any other group, inside and outside', async () => {
    let outside = '';
    const tried = await run(
      'import os, time; print(os.getresuid(), os.getresgid(), os.getgroups(), flush=True); time.sleep(0.2)',
      {
        onOutput: (box) => {
          outside ||= readFileSync(`/proc/${box.binding.id}/status`, 'utf8');
        },
      },
    );
    expect(tried.stdout).toMatch(/^\(65532, 65532, 65532\) \(65532, 65532, 65532\) \[(65532|65534)?\]\n$/);
    if (process.getuid?.() === 0) expect(outside).toMatch(/^Uid:\t65532\t65532\t65532\t65532$/m);
  });

  it('the process limit binds: a fork bomb stops at it', async () => {
    const tried = await run(
      `
import os, time
count = 0
try:
    while True:
        if os.fork() == 0: time.sleep(5); os._exit(0)
        count += 1
except OSError as error: print(error.errno, count < 20, flush=True)`,
      { profile: { pids: 20 } },
    );
    expect(tried.stdout).toBe('11 True\n');
  });
});

describe.skipIf(!health.ok || !holds('memory'))('A18 memory is held for the box as a whole', () => {
  it('ten children that want 200 MiB each do not get more than the limit together', async () => {
    const tried = await run(
      `
import os
children = []
for _ in range(10):
    pid = os.fork()
    if pid == 0:
        bytearray(b'x') * (200 * 1024 * 1024); os._exit(0)
    children.append(pid)
print(sum(os.waitpid(pid, 0)[1] == 0 for pid in children))`,
      { profile: { memoryMb: 256 } },
    );
    expect(tried.end.peakMemoryBytes).toBeLessThanOrEqual(256 * 1024 * 1024);
    expect(tried.end.peakMemoryBytes).toBeGreaterThan(200 * 1024 * 1024);
    expect(tried.end.oomKilled).toBe(true);
  });

  it('a memory bomb ends as such', async () => {
    const tried = await run('bytearray(b"x") * (1024 * 1024 * 1024)', { profile: { memoryMb: 128 } });
    expect(tried.end).toMatchObject({ oomKilled: true, exitCode: 137, trouble: null });
  });

  it('/tmp is full at its size', async () => {
    const tried = await run(
      `
try:
    with open('/tmp/big', 'wb', 0) as file:
        while True: file.write(bytes(1024 * 1024))
except OSError as error: print(error.errno, __import__('os').path.getsize('/tmp/big') // (1024 * 1024))`,
      { profile: { tmpMb: 16 } },
    );
    expect(tried.stdout).toBe('28 16\n');
  });
});

describe.skipIf(!health.ok)('A19 the terminal of the product', () => {
  it('cannot be typed into', async () => {
    const tried = await run(`
import fcntl, termios
for descriptor in (0, 1, 2):
    try: fcntl.ioctl(descriptor, termios.TIOCSTI, b'x'); print('typed')
    except OSError as error: print(error.errno)
try: open('/dev/tty')
except OSError as error: print(error.errno)`);
    expect(tried.stdout).toBe('1\n1\n1\n6\n');
  });
});

describe.skipIf(!health.ok)('B other limits of the local sandbox', () => {
  it.skipIf(!holds('cpus'))('B13 half a processor is half a processor', async () => {
    const tried = await run(
      'import time\nstart = time.monotonic()\nwhile time.monotonic() - start < 2: pass\nprint(time.process_time() / (time.monotonic() - start))',
      { profile: { cpus: 0.5 } },
    );
    expect(Number(tried.stdout)).toBeGreaterThan(0.3);
    expect(Number(tried.stdout)).toBeLessThan(0.6);
  });

  it('B6 a script that fills /out is stopped for it', async () => {
    const tried = await run('n = 0\nwhile True:\n    open(f"/out/{n}", "wb").write(bytes(1024 * 1024))\n    n += 1', {
      profile: { outMb: 32, cpus: 2 },
    });
    expect(tried.end.trouble).toMatchObject({ code: 'disk-quota' });
  });

  it('B6 one file cannot grow beyond the quota', async () => {
    const tried = await run(
      'import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\ntry: open("/out/a", "wb").truncate(33 * 1024 * 1024)\nexcept OSError as error: print(error.errno)',
      {
        profile: { outMb: 32 },
      },
    );
    expect(tried.stdout).toBe('27\n');
  });

  it('B8 a flood of output is drained and counted to the last byte', async () => {
    const tried = await run('import os\nfor _ in range(500): os.write(1, b"x" * 65536)', { profile: { cpus: 2 } });
    expect(tried.stdout.length).toBe(500 * 65_536);
  });

  it('B14 descriptors are limited and no core is dumped', async () => {
    const tried = await run(`
import os, resource
opened = []
try:
    while True: opened.append(os.dup(1))
except OSError as error: print(error.errno, len(opened) < 1024, resource.getrlimit(resource.RLIMIT_CORE))`);
    expect(tried.stdout).toBe('24 True (0, 0)\n');
  });
});

describe.skipIf(!health.ok)('what the local sandbox refuses', () => {
  const fits = { ...defaultProfile, isolation: 'any' as const };

  it('a profile that asks for a container', () => {
    expect(sandbox.refuses(defaultProfile)).toMatch(/asks for a container/);
  });

  it('required limits it cannot hold, by name', () => {
    const refusal = sandbox.refuses(fits);
    if (health.unenforced.length === 0) expect(refusal).toBeUndefined();
    else expect(refusal).toMatch(/cannot hold these limits/);
  });
});

it.skipIf(!health.ok || process.getuid?.() !== 0)('goes on after the temporary directory was cleared', async () => {
  await rm(join(tmpdir(), `automa-${instanceId}`), { recursive: true });
  expect((await run('print("still here")')).stdout).toBe('still here\n');
});

it.skipIf(!health.ok)(
  'after all runs no folder and no control group of a box is left, and sweeping finds nothing',
  async () => {
    expect(await sandbox.sweep(new Set())).toBe(0);
    const staged = await readdir(join(tmpdir(), `automa-${instanceId}`)).catch(() => []);
    expect(staged.filter((name) => name.startsWith('box-'))).toEqual([]);
    expect(findProcesses(`automa-${instanceId}`)).toEqual([]);
  },
);
