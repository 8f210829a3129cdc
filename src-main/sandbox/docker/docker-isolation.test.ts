import { lstatSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  clearTestBed,
  docker,
  makeCollector,
  makeSpec,
  makeTestSandbox,
  missingEngine,
  runSpec,
  until,
} from './docker-test-bed.ts';

const sandbox = makeTestSandbox();

describe.skipIf(missingEngine() !== undefined)('isolation of a container', () => {
  afterAll(async () => {
    expect(await clearTestBed()).toBe(0);
  });

  /** Runs a script that prints one JSON value and answers it. */
  async function ask(script: string): Promise<unknown> {
    const run = await runSpec(sandbox, makeSpec(script));
    expect(run.end, run.stderr).toMatchObject({ exitCode: 0, trouble: null });
    return JSON.parse(run.stdout) as unknown; // the script's own JSON
  }

  it('A1 the script has no capability, no way to new privileges, a filter, and uid 65532', async () => {
    const status = await ask(`
import json
fields = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(json.dumps({name: fields[name].split() for name in ("CapEff", "CapBnd", "NoNewPrivs", "Seccomp", "Uid", "Gid")}))`);
    const nobody = ['65532', '65532', '65532', '65532'];
    expect(status).toEqual({
      CapEff: ['0000000000000000'],
      CapBnd: ['0000000000000000'],
      NoNewPrivs: ['1'],
      Seccomp: ['2'],
      Uid: nobody,
      Gid: nobody,
    });
  });

  it('A2 io_uring is refused', async () => {
    const results = await ask(`
import ctypes, json
libc = ctypes.CDLL(None, use_errno=True)
print(json.dumps([[libc.syscall(number, 1, None, 0, 0), ctypes.get_errno()] for number in (425, 426, 427)]))`);
    expect(results).toEqual([
      [-1, 1],
      [-1, 1],
      [-1, 1],
    ]);
  });

  it('A3 only local, IPv4, IPv6 and route sockets can be made', async () => {
    const made = await ask(`
import json, socket
def can(family, kind, protocol=0):
    try:
        socket.socket(family, kind, protocol).close()
        return True
    except OSError:
        return False
D, S, R = socket.SOCK_DGRAM, socket.SOCK_STREAM, socket.SOCK_RAW
print(json.dumps({"vsock": can(40, S), "alg": can(38, socket.SOCK_SEQPACKET), "packet": can(17, R), "bluetooth": can(31, R), "raw": can(2, R, 1),
  "netfilter": can(16, R, 12), "unix": can(1, S), "inet": can(2, S), "inet6": can(10, D), "route": can(16, R, 0)}))`);
    const refused = { vsock: false, alg: false, packet: false, bluetooth: false, raw: false, netfilter: false };
    expect(made).toEqual({ ...refused, unix: true, inet: true, inet6: true, route: true });
  });

  it('A4 dangerous system calls fail while ordinary Python works', async () => {
    const answer = await ask(`
import asyncio, ctypes, json, multiprocessing, socket, sqlite3, ssl, subprocess, tempfile, threading
libc = ctypes.CDLL(None, use_errno=True)
calls = {"unshare": (272, 0x10000000), "setns": (308, 0, 0), "mount": (165, b"a", b"/tmp", b"tmpfs", 0, 0), "ptrace": (101, 0, 0, 0, 0),
  "bpf": (321, 0, 0, 0), "perf": (298, 0, 0, -1, -1, 0), "keyctl": (250, 0, 0), "userfaultfd": (323, 0), "fsopen": (430, b"ext4", 0),
  "clone user": (56, 0x10000011, 0, 0, 0, 0), "process_vm_readv": (310, 1, 0, 0, 0, 0, 0), "open_by_handle_at": (304, -1, 0, 0), "reboot": (169, 0, 0, 0)}
refused = {name: libc.syscall(*arguments) == -1 and ctypes.get_errno() in (1, 38) for name, arguments in calls.items()}
def square(x): return x * x
if __name__ == "__main__":
    async def add(): return 1 + 1
    works = {"pool": multiprocessing.Pool(2).map(square, [1, 2, 3]) == [1, 4, 9], "asyncio": asyncio.run(add()) == 2,
      "ssl": ssl.create_default_context() is not None, "sqlite3": sqlite3.connect(":memory:").execute("select 1").fetchone() == (1,),
      "tempfile": tempfile.TemporaryFile().write(b"x") == 1, "subprocess": subprocess.run(["true"]).returncode == 0,
      "localhost": socket.gethostbyname("localhost") == "127.0.0.1"}
    thread = threading.Thread(target=print, args=("",)); 
    print(json.dumps({"allowed": [name for name, value in refused.items() if not value], "broken": [name for name, value in works.items() if not value]}))`);
    expect(answer).toEqual({ allowed: [], broken: [] });
  });

  it('A5 /tmp, /out and a little shared memory are the only places to write', async () => {
    const answer = await ask(`
import json, os
writable = []
for folder, names, _ in os.walk("/"):
    if folder == "/": names[:] = [name for name in names if name not in ("proc", "sys")]
    try:
        path = os.path.join(folder, ".probe"); os.close(os.open(path, os.O_CREAT | os.O_WRONLY)); os.unlink(path); writable.append(folder)
    except OSError: pass
def fill(folder):
    total = 0
    try:
        with open(folder + "/fill", "wb", buffering=0) as file:
            while True: total += file.write(bytes(1 << 20))
    except OSError: pass
    os.unlink(folder + "/fill")
    return total
print(json.dumps({"writable": sorted(writable), "shm": fill("/dev/shm"), "tmp": fill("/tmp")}))`);
    expect(answer).toEqual({
      writable: ['/dev/mqueue', '/dev/shm', '/out', '/tmp'],
      shm: 8 * 1_048_576,
      tmp: 64 * 1_048_576,
    });
  });

  it('A6 without a network there is only loopback, and nothing else answers', async () => {
    const answer = await ask(`
import json, os, socket, time
def reach(address):
    began = time.monotonic()
    try:
        socket.create_connection(address, 3).close(); return "reached"
    except OSError: return "slow" if time.monotonic() - began > 1 else "refused"
print(json.dumps({"links": os.listdir("/sys/class/net"), "tried": [reach(a) for a in (("172.17.0.1", 22), ("169.254.169.254", 80), ("::1", 80), ("example.com", 80), ("1.1.1.1", 53))]}))`);
    expect(answer).toEqual({ links: ['lo'], tried: Array.from({ length: 5 }, () => 'refused') });
  });

  it('A9 a link and a pipe left in /out stay what they are and hold nobody up', async () => {
    const run = await runSpec(
      sandbox,
      makeSpec('import os\nos.symlink("/etc/shadow", "/out/o"); os.mkfifo("/out/f"); os.symlink("/", "/out/all")'),
    );
    expect(run.end).toMatchObject({ exitCode: 0 });
    expect(run.elapsedMs).toBeLessThan(2_000);
    expect(readlinkSync(join(run.spec.outDir, 'o'))).toBe('/etc/shadow');
    expect(lstatSync(join(run.spec.outDir, 'f')).isFIFO()).toBe(true);
  });

  it('A12 no set-user-id bit outlives the run', async () => {
    const run = await runSpec(
      sandbox,
      makeSpec(
        'import os, shutil\nos.makedirs("/out/d/e"); os.chmod("/out/d", 0o2755); shutil.copy("/bin/sh", "/out/d/e/sh"); os.chmod("/out/d/e/sh", 0o6755)',
      ),
    );
    expect(run.end).toMatchObject({ exitCode: 0 });
    expect(statSync(join(run.spec.outDir, 'd/e/sh')).mode & 0o7777).toBe(0o755);
    expect(statSync(join(run.spec.outDir, 'd')).mode & 0o7777).toBe(0o755);
  });

  it('A13 two runs at once do not see each other', async () => {
    const script = `
import json, multiprocessing.shared_memory, os, socket, sys, time
me = sys.argv[1]
open("/tmp/" + me, "w"); open("/dev/shm/" + me, "w")
server = socket.socket(socket.AF_UNIX); server.bind("\\0" + me); server.listen()
time.sleep(1.5)
seen = os.listdir("/tmp") + os.listdir("/dev/shm")
seen += [open("/proc/" + pid + "/cmdline").read() for pid in os.listdir("/proc") if pid.isdigit()]
other = {"one": "two", "two": "one"}[me]
try: socket.socket(socket.AF_UNIX).connect("\\0" + other); seen.append(other)
except OSError: pass
print(json.dumps({"pids": sorted(int(pid) for pid in os.listdir("/proc") if pid.isdigit()), "other": other in seen}))`;
    const runs = await Promise.all(['one', 'two'].map((name) => runSpec(sandbox, makeSpec(script, { args: [name] }))));
    for (const run of runs)
      expect(JSON.parse(run.stdout), run.stderr).toEqual({ pids: [1, expect.any(Number)], other: false });
  });

  it('A14 a daemonised child does not outlive the run', async () => {
    const marker = `marker-${crypto.randomUUID()}`;
    const script = `
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execvp("python3", ["python3", "-c", "import time; time.sleep(600)", sys.argv[1]])
    os._exit(0)
time.sleep(0.3)`;
    const spec = makeSpec(script, { args: [marker] });
    const box = await sandbox.prepare(spec);
    const running = box.run(makeCollector(spec).sink);
    expect(await running).toMatchObject({ exitCode: 0, trouble: null });
    await until(async () => (await findProcesses(marker)) === '', 2_000);
    await box.dispose();
    expect(await docker('ps', '-aq', '--filter', `id=${box.binding.id}`)).toBe('');
  });
});

async function findProcesses(marker: string): Promise<string> {
  const { readdir, readFile } = await import('node:fs/promises');
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes(marker)).join('\n');
}
