import { expect, it } from 'vitest';
import { nameLine } from './name-line.ts';

it('calls a job by the comment above its line, else by its file', () => {
  expect(nameLine({ comment: ' nightly backup \nof everything', file: '/srv/backup.py' })).toBe('nightly backup');
  expect(nameLine({ comment: '', file: '/srv/backup.py' })).toBe('backup');
  expect(nameLine({ comment: '', file: null })).toBe('');
});
