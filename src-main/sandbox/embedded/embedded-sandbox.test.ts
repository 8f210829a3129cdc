import { execFileSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultProfile } from '#contract/profile.ts';
import { silentLogger } from '../../base/logger.ts';
import { forgetTry, type Tried, type TryOptions, tryScript } from '../try-script.ts';
import { isPlainPath } from './embedded-box.ts';
import { makeEmbeddedSandbox } from './embedded-sandbox.ts';
import { checkoutPaths } from './embedded-test-bed.ts';

const sandbox = makeEmbeddedSandbox({ ...checkoutPaths, logger: silentLogger, warm: true });

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

describe('a script in the embedded Python', () => {
  it('is found to work, and says what it does not hold', async () => {
    expect(await sandbox.probe()).toMatchObject({
      executor: 'embedded',
      ok: true,
      problem: null,
      unenforced: ['cpus'],
    });
  });

  it('prints live, answers with what main returns, and leaves its files', async () => {
    const arrivals: number[] = [];
    const tried = await run(
      `import automa, os, sys, time
print('out', flush=True); os.write(1, b'raw \\xff\\n'); print('err', file=sys.stderr)
time.sleep(0.5)
print('later')
os.makedirs('/out/deep'); open('/out/deep/note.txt', 'w').write('kept')
os.symlink('/script/main.py', '/out/link')
automa.state['count'] = automa.state.get('count', 0) + 1
def main(name: str): return {'hello': name, 'uid': os.getuid(), 'cwd': os.getcwd()}`,
      { input: '{"name":"Ada"}', state: '{"count":41}', onOutput: () => arrivals.push(performance.now()) },
    );
    expect(tried.end).toMatchObject({ exitCode: 0, signal: null, oomKilled: false, trouble: null });
    expect([tried.stdout, tried.stderr]).toEqual(['out\nraw \ufffd\nlater\n', 'err\n']);
    expect((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)).toBeGreaterThan(400);
    expect(JSON.parse(await tried.readOut('result.json'))).toEqual({ hello: 'Ada', uid: 65532, cwd: '/script' });
    expect(JSON.parse(await tried.readOut('.automa/state.json'))).toEqual({ count: 42 });
    expect((await readdir(tried.outDir, { recursive: true })).sort()).toEqual([
      '.automa',
      '.automa/state.json',
      'deep',
      'deep/note.txt',
      'result.json',
    ]);
  });

  it('sees no environment but its own, and the zone of its trigger', async () => {
    const tried = await run(
      `import datetime, json, os, zoneinfo
local = datetime.datetime.fromtimestamp(1767225600).strftime('%H')
named = datetime.datetime.fromtimestamp(1767225600, zoneinfo.ZoneInfo('Asia/Tokyo')).strftime('%H')
print(json.dumps([dict(os.environ), local, named]))`,
      { env: { TZ: 'America/New_York', GREETING: 'a=b c' } },
    );
    const [environment, local, named] = JSON.parse(tried.stdout);
    const names = Object.keys(environment).filter((name) => !name.startsWith('PYTHON'));
    expect(names.sort()).toEqual(['AUTOMA_CONFIG', 'GREETING', 'HOME', 'PATH', 'TZ']);
    expect([local, named]).toEqual(['19', '09']);
  });
});

describe('the end of a script in the embedded Python', () => {
  it('an endless loop is ended at its deadline', async () => {
    const tried = await run('while True: pass', { timeoutSeconds: 1 });
    expect(tried.end).toMatchObject({ exitCode: 137, signal: 'SIGKILL', oomKilled: false, trouble: null });
    expect(tried.endLine).toMatchObject({ timedOut: true, exitCode: 137 });
    expect(tried.tookMs).toBeLessThan(2_000);
  });

  it('a loop inside C that never looks up is ended too', async () => {
    const tried = await run('sum(range(10**12))', { timeoutSeconds: 1 });
    expect(tried.endLine).toMatchObject({ timedOut: true });
  });

  it('stop ends it, and its process is gone', async () => {
    let pid = 0;
    const tried = await run('print("ready", flush=True)\nwhile True: pass', {
      onOutput: (box, text) => {
        pid = Number(box.binding.id);
        if (text === 'ready\n') void box.stop(0);
      },
    });
    expect(tried.end).toMatchObject({ exitCode: 137, signal: 'SIGKILL', trouble: null });
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });

  it('says that it was killed outside when somebody does', async () => {
    const tried = await run('print("ready", flush=True)\nwhile True: pass', {
      onOutput: (box, text) => void (text === 'ready\n' && process.kill(Number(box.binding.id), 'SIGKILL')),
    });
    expect(tried.end.trouble).toMatchObject({ code: 'killed-outside' });
  });

  it('memory beyond the limit is refused to Python, and the run is known to have wanted it', async () => {
    const tried = await run('bytearray(400 * 1024 * 1024)', { profile: { memoryMb: 128 } });
    expect(tried.end).toMatchObject({ exitCode: 1, oomKilled: true });
    expect(tried.endLine).toMatchObject({ exception: { class: 'MemoryError' } });
  });

  it('files in memory count as memory', async () => {
    const tried = await run('file = open("/tmp/big", "wb")\nwhile True: file.write(bytes(1024 * 1024))', {
      profile: { memoryMb: 64, outMb: 64 },
    });
    expect(tried.end.oomKilled).toBe(true);
    expect(tried.end.exitCode).not.toBe(0);
  });

  it('too much in /out is a quota exceeded', async () => {
    const tried = await run('open("/out/big", "wb").write(bytes(3 * 1024 * 1024))', { profile: { outMb: 2 } });
    expect(tried.end.trouble).toEqual({ code: 'disk-quota', detail: '/out held more than 2 MiB' });
  });

  it('ten megabytes on one line arrive to the last byte', async () => {
    const tried = await run('import os\nfor _ in range(160): os.write(1, b"x" * 65536)');
    expect(tried.stdout.length).toBe(160 * 65_536);
  });
});

/** Runs each snippet for itself in one script, and answers what became of it. */
async function complain<Row extends readonly [name: string, snippet: string, ...rest: unknown[]]>(
  rows: readonly Row[],
): Promise<Map<string, string>> {
  const tried = await run(
    `import json
def main(snippets):
    said = {}
    for name, snippet in snippets.items():
        try: exec(snippet, {}); said[name] = 'nothing'
        except BaseException as error: said[name] = type(error).__name__ + ': ' + str(error)
    return said`,
    { input: JSON.stringify({ snippets: Object.fromEntries(rows.map(([name, snippet]) => [name, snippet])) }) },
  );
  expect(tried.end.exitCode).toBe(0);
  return new Map(Object.entries(JSON.parse(await tried.readOut('result.json'))));
}

describe('what the embedded Python lacks is said in a sentence', async () => {
  const rows = [
    ['threads', 'import threading; threading.Thread(target=print).start()', 'has no threads'],
    [
      'a pool of threads',
      'from concurrent.futures import ThreadPoolExecutor as P; P(1).submit(print)',
      'has no threads',
    ],
    ['processes', 'import subprocess; subprocess.run(["id"])', 'cannot start processes'],
    ['a shell', 'import os; os.system("id")', 'cannot start processes'],
    ['fork', 'import os; os.fork()', 'cannot start processes'],
    ['sockets', 'import socket; socket.create_connection(("127.0.0.1", 1))', 'has no network'],
    ['HTTP', 'import urllib.request; urllib.request.urlopen("http://127.0.0.1/")', 'has no network'],
    ['packages with C code', 'import numpy', 'the embedded Python lacks it'],
  ] as const;
  const said = await complain(rows);
  it.each(rows)('%s', (name, _, words) => {
    expect(said.get(name)).toContain(words);
    expect(said.get(name)).toContain('install Docker, Podman or bubblewrap');
  });
});

describe('there is no way out of the embedded Python', async () => {
  const rows = [
    ['the module js', 'import js', /No module named 'js'/],
    ['js through importlib', 'import importlib; importlib.import_module("js")', /No module named 'js'/],
    ['the module pyodide_js', 'import pyodide_js', /No module named 'pyodide_js'/],
    ['run_js', 'from pyodide.code import run_js', /No module named 'pyodide'/],
    [
      'run_js out of the archive',
      'import zipimport; zipimport.zipimporter("/lib/python314.zip").load_module("pyodide.code").run_js("1")',
      /No module named|has no attribute 'run_js'/,
    ],
    ['the core under pyodide', 'import _pyodide_core', /No module named '_pyodide_core'/],
    ['files of the host', 'open("/etc/passwd")', /FileNotFoundError/],
    ['files of the host by climbing', 'open("/../../../etc/passwd")', /FileNotFoundError/],
    ['a shell below os', 'import posix; posix.system("id")', /cannot start processes/],
    ['signals to others', 'import os; os.kill(1, 9)', /OSError/],
    ['changing its script', 'open("/script/main.py", "w")', /PermissionError/],
    ['adding to its script', 'open("/script/other.py", "w")', /PermissionError/],
  ] as const;
  const said = await complain(rows);
  it.each(rows)('not by %s', (name, _, complaint) => {
    expect(said.get(name)).toMatch(complaint);
  });

  it('not by the shell of the C library: the attempt ends the script', async () => {
    const tried = await run('import ctypes; ctypes.CDLL(None).system(b"id -u")\nprint("went on")');
    expect(tried.end).toMatchObject({ exitCode: 134, trouble: null });
    expect(tried.stdout).not.toMatch(/^\d+$|went on/m);
  });

  it('not by the socket module below the one that explains', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const port = (server.address() as { port: number }).port;
    const tried = await run(`import _socket; _socket.socket().connect(("127.0.0.1", ${port}))`);
    server.close();
    expect(tried.end.exitCode).toBe(1);
    expect(connections).toBe(0);
  });

  it('not by an object of JavaScript that Python still holds', async () => {
    const tried = await run(`
import gc, sys
def is_bridge(thing): return any(kind.__name__ == 'JsProxy' for kind in type(thing).__mro__)
known = gc.get_objects() + list(sys.modules.values())
print(len(known) > 1000, [repr(holder)[:80] for holder in known for thing in gc.get_referents(holder) if is_bridge(thing)])`);
    expect(tried.stdout).toBe('True []\n');
  });

  it('a crash of the machine is the failure of the script alone', async () => {
    const tried = await run('import ctypes; ctypes.string_at(0xffffffff)');
    expect(tried.end).toMatchObject({ exitCode: 134, trouble: null });
    expect(tried.endLine).toMatchObject({ exception: { class: 'EmbeddedPythonFailure' } });
    expect((await run('print("next")')).stdout).toBe('next\n');
  });

  it('its process has an empty environment and, started by root, is not root', async () => {
    let seen = '';
    await run('print("ready", flush=True)\nimport time; time.sleep(0.2)', {
      onOutput: (box) => {
        seen ||=
          process.platform === 'linux'
            ? execFileSync('/bin/cat', [`/proc/${box.binding.id}/status`]).toString()
            : 'Uid:\t1\n';
      },
    });
    expect(seen).not.toMatch(/^Uid:\t0/m);
  });
});

it('paths that a child could lead astray with are not plain', () => {
  for (const path of ['', '/etc/x', '../x', 'a/../../x', 'a//b', './a', 'a\\b', 'C:x', 'a/..'])
    expect(isPlainPath(path)).toBe(false);
  for (const path of ['a', 'a/b.txt', '.automa/state.json', 'ä/…']) expect(isPlainPath(path)).toBe(true);
});

describe('what the embedded Python refuses', () => {
  const fits = { ...defaultProfile, isolation: 'any' as const, limits: 'best-effort' as const };
  it.each([
    ['a container', { isolation: 'container' as const }, /asks for a container/],
    ['a network', { network: 'lan' as const }, /no network/],
    ['a required share of the processors', { limits: 'required' as const }, /cpus/],
  ])('%s', (_, change, expected) => {
    expect(sandbox.refuses({ ...fits, ...change })).toMatch(expected);
  });

  it('nothing of a profile that takes what there is', () => {
    expect(sandbox.refuses(fits)).toBeUndefined();
  });
});
