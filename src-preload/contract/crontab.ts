import { z } from 'zod';
import { Id, Instant } from './common.ts';
import { creates } from './procedure.ts';
import { SourceFile } from './source-file.ts';
import { TriggerKind } from './triggers.ts';

/** One line of a crontab, and what becomes or became of it. */
export const CrontabLine = z.object({
  line: z.int().meta({ description: 'its number in the text, from 1' }),
  text: z.string(),
  comment: z.string(),
  schedule: z.object({ kind: TriggerKind, expr: z.string(), timezone: z.string() }).nullable(),
  words: z.string().nullable().meta({ description: 'the schedule in plain words' }),
  next: z.array(Instant),
  file: z.string().nullable().meta({ description: 'the Python file it runs, as the line names it' }),
  hasFile: z.boolean().meta({ description: 'its content was given' }),
  notes: z.array(z.string()).meta({ description: 'what of the line is left out' }),
  problem: z.string().nullable().meta({ description: 'why it cannot be taken over; null: it can' }),
  existing: z.object({ jobId: Id, jobName: z.string() }).nullable().meta({
    description: 'the job of yours that was made of an equal line; taken over again only where it is asked for',
  }),
  created: z.object({ jobId: Id, agentId: Id, scriptId: Id, jobName: z.string() }).nullable(),
});
export type CrontabLine = z.infer<typeof CrontabLine>;

export const crontab = {
  import: creates('jobs:write')
    .route({
      method: 'POST',
      path: '/jobs/import-crontab',
      tags: ['jobs'],
      summary: 'Show what a crontab would become, or create its scripts, agents and jobs',
    })
    .input(
      z
        .strictObject({
          text: z
            .string()
            .min(1)
            .max(262_144)
            .meta({ description: 'with at most 1,000 lines that are jobs, each of at most 1,000 characters' }),
          hasUserColumn: z.boolean().default(false).meta({ description: 'of /etc/crontab and /etc/cron.d' }),
          files: z
            .array(SourceFile)
            .max(200)
            .default([])
            .meta({ description: 'the Python files its lines run, by the path they are named with, or by name' }),
          lines: z
            .array(z.int().min(1))
            .max(1_000)
            .optional()
            .meta({ description: 'only these; default: all that can and have no job yet' }),
          dryRun: z.boolean().default(true),
        })
        .meta({
          examples: [
            {
              text: '# Report of the night\n30 2 * * * python3 /srv/report.py\n',
              files: [{ path: '/srv/report.py', content: "print('report')\n" }],
              lines: [2],
              dryRun: false,
            },
          ],
        }),
    )
    .output(z.object({ lines: z.array(CrontabLine) })),
};
