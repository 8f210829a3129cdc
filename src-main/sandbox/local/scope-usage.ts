import { readFile } from 'node:fs/promises';
import { type BoxUsage, readUsageV2 } from './cgroup.ts';
import { parseCgroupPlaces } from './cgroup-places.ts';

/** What systemd-run needs to find the user's manager; nothing else of our environment. */
export function pickBusEnvironment(): Record<string, string> {
  const names = ['XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

/** systemd removes a scope with its last process, so its figures are those of the last look, at most a second old. */
export async function sampleScope(
  pid: number,
  child: { once(event: 'exit', listener: () => void): unknown },
): Promise<() => BoxUsage> {
  const text = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '');
  const folder = parseCgroupPlaces(text, await readFile('/proc/self/mountinfo', 'utf8')).v2 ?? '/nonexistent';
  let last = readUsageV2(folder);
  const timer = setInterval(() => (last = readUsageV2(folder)), 1_000);
  timer.unref();
  child.once('exit', () => clearInterval(timer));
  return () => last;
}
