import type { Client } from '../../src-main/cli/connect.ts';
import type { JobInput } from '../../src-preload/contract/jobs.ts';
import { makeAgent, runToEnd } from '../ui/make-things.ts';

/** What has a page of its own. */
export interface Things {
  script: string;
  agent: string;
  job: string;
  run: string;
  failedRun: string;
}

interface Work {
  name: string;
  content: string;
  runs: number;
  job?: Partial<JobInput>;
}

const report = `"""Adds up what was sold and writes a table of it."""

import automa


def main(region: str = "north", days: int = 7) -> dict:
    rows = [(day, 40 + 7 * day % 23) for day in range(days)]
    for day, sold in rows:
        automa.progress((day + 1) / days, f"day {day + 1} of {days}")
        print(f"\\x1b[36mday {day + 1:>2}\\x1b[0m {region}: \\x1b[32m{sold}\\x1b[0m sold")
    with open("/out/sold.csv", "w") as table:
        table.write("day,sold\\n" + "".join(f"{day + 1},{sold}\\n" for day, sold in rows))
    with open("/out/notes.md", "w") as notes:
        notes.write(f"# Sold in the {region}\\n\\nThe best day was *day 4*.\\n\\n- {days} days\\n- all of them open\\n")
    return {"region": region, "sold": sum(sold for _, sold in rows)}
`;
const failing = `import sys

print("asking the supplier for prices")
print("the answer has no prices in it", file=sys.stderr)
raise ValueError("the supplier sent no prices")
`;
const waiting = `import time

import automa


def main():
    for step in range(600):
        automa.progress(step / 600, f"copied {step} of 600 folders")
        print(f"copied folder {step}")
        time.sleep(1)
`;
const quick = 'print("all is well")\n';

const works: readonly Work[] = [
  {
    name: 'sales-report',
    content: report,
    runs: 4,
    job: { schedule: { kind: 'cron', expr: '0 8 * * MON-FRI' }, tags: ['figures'], folder: 'reports' },
  },
  {
    name: 'price-list',
    content: failing,
    runs: 2,
    job: { schedule: { kind: 'cron', expr: '30 6 * * *' }, tags: ['supplier'] },
  },
  {
    name: 'nightly-backup',
    content: waiting,
    runs: 0,
    job: { schedule: { kind: 'cron', expr: '15 2 * * *' }, policy: { timeoutSeconds: 3_600 } },
  },
  { name: 'disk-watch', content: quick, runs: 3, job: { schedule: { kind: 'interval', expr: 'PT15M' } } },
  { name: 'certificate-check', content: quick, runs: 1, job: { schedule: { kind: 'cron', expr: '0 9 1 * *' } } },
  { name: 'year-end-closing', content: quick, runs: 0, job: { schedule: { kind: 'once', expr: '2030-12-31T23:30' } } },
  {
    name: 'mail-digest',
    content: failing,
    runs: 0,
    job: {
      schedule: { kind: 'cron', expr: '0 18 * * *' },
      policy: { retry: { max: 3, backoff: 'fixed', baseSeconds: 3_600 } },
    },
  },
  { name: 'temporary-files', content: quick, runs: 1, job: { schedule: { kind: 'cron', expr: '5 * * * *' } } },
  { name: 'by-hand-only', content: quick, runs: 0, job: {} },
  {
    name: 'a-job-whose-name-is-longer-than-any-column-of-any-table-will-ever-have-room-for',
    content: quick,
    runs: 1,
    job: { schedule: { kind: 'cron', expr: '*/20 6-18 * * MON-SAT' } },
  },
];

/** About ten of everything, made through the front door: runs that went well, that failed, that wait and that go on. */
export async function makeTenThings(client: Client): Promise<Things> {
  const made = new Map<string, { job: string; agent: string; script: string }>();
  for (const { name, content, job } of works) {
    const { agentId, scriptId } = await makeAgent(client, name, content);
    const { id } = await client.jobs.create({ ...job, name, agentId });
    made.set(name, { job: id, agent: agentId, script: scriptId });
  }
  const of = (name: string) => made.get(name) ?? { job: '', agent: '', script: '' };
  const lastRuns = new Map<string, string>();
  await Promise.all(
    works.map(async ({ name, runs }) => {
      for (let n = 0; n < runs; n++) lastRuns.set(name, await runToEnd(client, of(name).job));
    }),
  );
  await client.jobs.runNow({ id: of('mail-digest').job }); // tried again in an hour
  const sales = of('sales-report');
  await client.scripts.saveDraft({ id: sales.script, content: report.replace('best day', 'worst day') });
  await client.scripts.publish({ id: sales.script, changelog: 'Names the worst day', label: '1.1.0' });
  await client.scripts.saveDraft({ id: sales.script, content: report.replace('def main(', 'def main((') });
  await client.jobs.pause({ id: of('temporary-files').job });
  await client.agents.update({ id: of('by-hand-only').agent, isActive: false });
  await client.users.create({ email: 'viewer@example.org', password: 'plinth-otter-cadmium', role: 'viewer' });
  await client.tokens.create({ name: 'deploy from CI', scopes: ['jobs:read', 'jobs:run'] });
  await client.jobs.runNow({ id: of('nightly-backup').job });
  return { ...sales, run: lastRuns.get('sales-report') ?? '', failedRun: lastRuns.get('price-list') ?? '' };
}
