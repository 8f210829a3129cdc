/** What some work costs its thread, in milliseconds of CPU: what else the machine does meanwhile does not count. */
export function cpuCostMs(work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}
