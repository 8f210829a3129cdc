import type { CrontabLine } from '#contract/crontab.ts';

/** What the job of a line will be called, unless that is taken: by the comment above it, else by its file, as the core does. */
export function nameLine({ comment, file }: Pick<CrontabLine, 'comment' | 'file'>): string {
  const [title = ''] = comment.split('\n');
  const stem = file?.split('/').at(-1)?.replace(/\.py$/, '') ?? '';
  return title.trim() || stem;
}
