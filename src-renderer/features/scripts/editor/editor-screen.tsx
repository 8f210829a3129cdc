import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Draft, Script } from '#contract/scripts.ts';
import { api } from '../../../lib/client/api.ts';
import { useMay } from '../../../lib/client/use-session.ts';
import { useShortcuts } from '../../../lib/keyboard/use-shortcuts.ts';
import { t } from '../../../lib/messages/messages.ts';
import { DropTarget } from '../../../ui/drop-target.tsx';
import { WithRail } from '../../../ui/page.tsx';
import { ConflictBar } from '../draft/conflict-bar.tsx';
import { useWorkingDraft } from '../draft/use-working-draft.ts';
import type { CodePlace } from '../monaco/code-editor.tsx';
import type { ScriptEditorProps } from '../script-editor.tsx';
import { useMayChange } from '../use-may-change.ts';
import { CompareView } from '../versions/compare-view.tsx';
import { PublishDialog } from '../versions/publish-dialog.tsx';
import styles from './editor.module.css';
import { EditorBody } from './editor-body.tsx';
import { EditorHead } from './editor-head.tsx';
import { EditorRail } from './editor-rail.tsx';
import { FileDialog } from './file-dialog.tsx';
import { LeaveGuard } from './leave-guard.tsx';
import { countProblems } from './problem-list.tsx';
import { useFileEdits } from './use-file-edits.ts';
import { useReplaceDraft } from './use-replace-draft.ts';
import { useTestRun } from './use-test-run.ts';

interface EditorScreenProps extends ScriptEditorProps {
  script: Script;
  stored: Draft;
}

/** The editor with everything around it. */
export function EditorScreen({ script, stored, place, onPlace, renderLog }: EditorScreenProps) {
  const queryClient = useQueryClient();
  const { draft, now } = useWorkingDraft(script.id, stored);
  const mayChange = useMayChange()(script);
  const mayRun = useMay('scripts:run');
  const [isPublishing, setPublishing] = useState(false);
  const [goTo, setGoTo] = useState<CodePlace>();
  const replaceDraft = useReplaceDraft(script.id, draft);
  const { problems } = now.validation;
  const isConflict = now.state === 'conflict';

  const openFile = (path: string) => onPlace({ panel: place.panel, file: path });
  const go = (to: CodePlace) => {
    setGoTo({ ...to });
    openFile(to.path);
  };
  const compare = (from: string, to: string) => onPlace({ ...place, from, to });
  const stopComparing = () => onPlace({ ...place, from: undefined, to: undefined });
  const compareWithTheirs = async () => {
    await queryClient.invalidateQueries({ queryKey: api.scripts.draft.key({ input: { id: script.id } }) });
    compare('stored', 'draft');
  };
  const files = useFileEdits(draft, openFile);
  const test = useTestRun({
    scriptId: script.id,
    schema: now.validation.inputSchema,
    save: draft.flush,
    onStart: () => onPlace({ ...place, panel: 'run' }),
  });
  const group = t('keys.group.page');
  useShortcuts(
    [{ keys: 'Mod+s', label: t('scripts.save'), group, whileTyping: true, run: () => void draft.flush() }],
    mayChange,
  );
  useShortcuts(
    [{ keys: 'Mod+Enter', label: t('scripts.test-run'), group, whileTyping: true, run: test.start }],
    mayRun,
  );
  const next = (script.latestVersion ?? 0) + 1;
  const isComparing = place.from !== undefined && place.to !== undefined;
  const offeredTest = mayRun ? test : undefined;
  return (
    <DropTarget label={t('scripts.drop-draft')} isOff={!mayChange} onDrop={replaceDraft}>
      <div className={styles.screen}>
        <EditorHead
          script={script}
          now={now}
          next={next}
          mayChange={mayChange}
          test={offeredTest}
          onCompare={compare}
          onPublish={() => setPublishing(true)}
        >
          {isConflict && (
            <ConflictBar
              scriptId={script.id}
              draft={draft}
              onCompare={() => void compareWithTheirs()}
              onDone={stopComparing}
            />
          )}
          <WithRail
            label={t('scripts.rail')}
            rail={
              <EditorRail
                script={script}
                mayChange={mayChange}
                test={offeredTest}
                problems={problems}
                onProblem={go}
                onCompare={compare}
              />
            }
          >
            <EditorBody
              script={script}
              now={now}
              place={place}
              onPlace={onPlace}
              isReadOnly={!mayChange}
              files={files}
              goTo={goTo}
              onOpen={openFile}
              onGo={go}
              test={test}
              mayRun={mayRun}
              renderLog={renderLog}
              comparison={
                isComparing && (
                  <CompareView
                    scriptId={script.id}
                    from={place.from ?? 'draft'}
                    to={place.to ?? 'draft'}
                    draft={now.tree.files}
                    stored={isConflict ? stored.files : undefined}
                    onCompare={compare}
                    onClose={stopComparing}
                  />
                )
              }
            />
          </WithRail>
        </EditorHead>
      </div>
      <LeaveGuard draft={draft} />
      {isPublishing && (
        <PublishDialog
          script={script}
          next={next}
          errors={countProblems(problems).errors}
          save={draft.flush}
          onClose={() => setPublishing(false)}
        />
      )}
      {files.naming !== undefined && (
        <FileDialog
          tree={now.tree}
          renamed={files.naming.renamed}
          onDone={files.finishNaming}
          onClose={files.stopNaming}
        />
      )}
    </DropTarget>
  );
}
