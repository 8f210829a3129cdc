import { expect, it } from 'vitest';
import { parseCgroupPlaces } from './cgroup-places.ts';

it('finds the folder of each controller where version 1 and 2 stand side by side', () => {
  const places = parseCgroupPlaces(
    '4:memory:/apps/automa\n2:cpu,cpuacct:/\n0::/init.scope\n',
    [
      '30 20 0:26 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory',
      '31 20 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct',
      '32 20 0:28 / /sys/fs/cgroup/unified rw,nosuid - cgroup2 cgroup2 rw',
      '33 20 8:1 / / rw - ext4 /dev/sda rw',
    ].join('\n'),
  );
  expect([...places.v1]).toEqual([
    ['memory', '/sys/fs/cgroup/memory/apps/automa'],
    ['cpu', '/sys/fs/cgroup/cpu,cpuacct'],
    ['cpuacct', '/sys/fs/cgroup/cpu,cpuacct'],
  ]);
  expect(places.v2).toBe('/sys/fs/cgroup/unified/init.scope');
});

it('finds its own group where the mount shows only a part of the hierarchy', () => {
  const mountinfo = '40 20 0:30 /docker/abc /sys/fs/cgroup rw - cgroup2 cgroup rw';
  expect(parseCgroupPlaces('0::/docker/abc/inner\n', mountinfo).v2).toBe('/sys/fs/cgroup/inner');
  expect(parseCgroupPlaces('0::/docker/abc\n', mountinfo).v2).toBe('/sys/fs/cgroup');
  expect(parseCgroupPlaces('0::/elsewhere\n', mountinfo).v2).toBeUndefined();
});
