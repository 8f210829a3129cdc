import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it.each([
  ['Europe/Chisinau', 'Europe/Chisinau'],
  ['UTC', 'UTC'],
  ['GMT', 'UTC'],
  ['No/Such', 'UTC'],
])('the zone of a machine whose TZ is %s is %s', (tz, zone) => {
  const script = `import { systemTimezone } from ${JSON.stringify(join(import.meta.dirname, 'clock.ts'))}; console.log(systemTimezone())`;
  const options = { env: { ...process.env, TZ: tz }, encoding: 'utf8' } as const;
  expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], options).trim()).toBe(zone);
});
