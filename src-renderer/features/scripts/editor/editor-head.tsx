import { Button } from '@mantine/core';
import { IconClockPlay, IconGitCompare, IconPlayerPlay } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Script } from '#contract/scripts.ts';
import { t } from '../../../lib/messages/messages.ts';
import { KeyHint } from '../../../ui/key-hint.tsx';
import { Crumb, Page } from '../../../ui/page.tsx';
import type { DraftSnapshot } from '../draft/working-draft.ts';
import { UsedBy } from '../script-cells.tsx';
import { useScriptUsers } from '../script-queries.ts';
import { useScheduleScript } from '../use-schedule-script.ts';
import { ReadOnlyNote, SavedState } from './saved-state.tsx';
import type { TestRun } from './use-test-run.ts';

interface EditorHeadProps {
  script: Script;
  now: DraftSnapshot;
  /** The number the draft will have. */
  next: number;
  mayChange: boolean;
  /** Absent for who may not run. */
  test: TestRun | undefined;
  onCompare: (from: string, to: string) => void;
  onPublish: () => void;
  children: ReactNode;
}

/** The page's header: what this is a draft of, whether it is safe, and what one does with it. */
export function EditorHead({ script, now, next, mayChange, test, onCompare, onPublish, children }: EditorHeadProps) {
  const agents = useScriptUsers().get(script.id);
  const schedule = useScheduleScript();
  const { activeVersion } = script;
  return (
    <Page
      crumbs={
        <Crumb>
          <Link to="/scripts">{t('nav.scripts')}</Link>
        </Crumb>
      }
      title={<span title={script.description}>{script.name}</span>}
      facts={
        <>
          {mayChange ? <SavedState now={now} /> : <ReadOnlyNote />}
          <span>
            {t('scripts.draft-next', { n: next })} ·{' '}
            {activeVersion === null ? (
              t('scripts.draft-only')
            ) : (
              <>
                {t('scripts.active')} <b className="t2">v{activeVersion}</b>
              </>
            )}
            {agents !== undefined && (
              <>
                {' '}
                · {t('scripts.used-by')} <UsedBy agents={agents} />
              </>
            )}
          </span>
        </>
      }
      actions={
        <>
          {activeVersion !== null && schedule !== undefined && (
            <Button
              variant="subtle"
              leftSection={<IconClockPlay size={16} aria-hidden />}
              onClick={() => schedule(script)}
            >
              {t('scripts.schedule')}
            </Button>
          )}
          {activeVersion !== null && (
            <Button
              visibleFrom="sm"
              variant="subtle"
              leftSection={<IconGitCompare size={16} aria-hidden />}
              onClick={() => onCompare(String(activeVersion), 'draft')}
            >
              {t('scripts.diff-to-active', { n: activeVersion })}
            </Button>
          )}
          {test !== undefined && (
            <Button
              loading={test.isStarting}
              leftSection={<IconPlayerPlay size={16} aria-hidden />}
              rightSection={<KeyHint keys="Mod+Enter" />}
              onClick={test.start}
            >
              {t('scripts.test')}
            </Button>
          )}
          {mayChange && (
            <Button variant="filled" onClick={onPublish}>
              {t('scripts.publish', { n: next })}
            </Button>
          )}
        </>
      }
    >
      {children}
    </Page>
  );
}
