import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react';
import type { Problem } from '#contract/scripts.ts';
import { t } from '../../../lib/messages/messages.ts';
import type { CodePlace } from '../monaco/code-editor.tsx';
import styles from './editor.module.css';

interface ProblemListProps {
  problems: readonly Problem[];
  onOpen: (place: CodePlace) => void;
}

/** What is wrong with the draft; each leads to its place. */
export function ProblemList({ problems, onOpen }: ProblemListProps) {
  if (problems.length === 0) return <p className={styles.noProblems}>{t('scripts.no-problems')}</p>;
  return (
    <ul className={styles.problems}>
      {problems.map((problem) => (
        <li key={`${problem.path}:${problem.line}:${problem.column}:${problem.code}`}>
          <button type="button" onClick={() => onOpen(problem)}>
            <SeverityIcon severity={problem.severity} />
            <span>
              {problem.message}
              <span className={styles.problemPlace}>
                {problem.path} {problem.line}:{problem.column}
              </span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** How many of each, for headings. */
export function countProblems(problems: readonly Problem[]): { errors: number; warnings: number } {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: problems.length - errors };
}

function SeverityIcon({ severity }: Pick<Problem, 'severity'>) {
  const Icon = severity === 'error' ? IconCircleX : IconAlertTriangle;
  const word = t('scripts.problem', { severity });
  return (
    <span className={styles.severity} data-severity={severity} title={word}>
      <Icon size={14} aria-hidden />
      <span className="visually-hidden">{word}: </span>
    </span>
  );
}
