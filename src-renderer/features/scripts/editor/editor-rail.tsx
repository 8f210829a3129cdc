import type { Problem, Script } from '#contract/scripts.ts';
import { t } from '../../../lib/messages/messages.ts';
import { Region } from '../../../ui/page.tsx';
import type { CodePlace } from '../monaco/code-editor.tsx';
import { VersionsRegion } from '../versions/versions-region.tsx';
import { countProblems, ProblemList } from './problem-list.tsx';
import { TestRunForm } from './test-run-form.tsx';
import type { TestRun } from './use-test-run.ts';

interface EditorRailProps {
  script: Script;
  mayChange: boolean;
  /** Absent for who may not run. */
  test: TestRun | undefined;
  problems: readonly Problem[];
  onProblem: (place: CodePlace) => void;
  onCompare: (from: string, to: string) => void;
}

/** Beside the editor: what a test run is given, what is wrong, what was published. */
export function EditorRail({ script, mayChange, test, problems, onProblem, onCompare }: EditorRailProps) {
  return (
    <>
      {test !== undefined && <TestRunForm test={test} />}
      <Region title={t('scripts.problems')} note={t('scripts.problem-counts', countProblems(problems))}>
        <ProblemList problems={problems} onOpen={onProblem} />
      </Region>
      <VersionsRegion script={script} mayChange={mayChange} onCompare={onCompare} />
    </>
  );
}
