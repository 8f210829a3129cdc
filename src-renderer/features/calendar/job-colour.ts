const colours = 6;

/** Which of `--am-job-1` to `-6` a job has. From its id alone, so that it keeps it whatever other jobs come and go. */
export function colourOf(jobId: string): number {
  // FNV-1a: ids of the same minute differ in their last figures only
  let hash = 0x811c9dc5;
  for (const char of jobId) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return (((hash ^ (hash >>> 15)) >>> 0) % colours) + 1;
}
