import { useState } from 'react';
import type { Draft, Script } from '#contract/scripts.ts';
import { useMay, useSession } from '../../../lib/client/use-session.ts';
import { useShortcuts } from '../../../lib/keyboard/use-shortcuts.ts';
import { t } from '../../../lib/messages/messages.ts';
import { DropTarget } from '../../../ui/drop-target.tsx';
import { notifyUndoable } from '../../../ui/notify.tsx';
import { Region, WithRail } from '../../../ui/page.tsx';
import { putBack, removeFile, renameFile, writeFile } from '../draft/edit-tree.ts';
import { useWorkingDraft } from '../draft/use-working-draft.ts';
import type { CodePlace } from '../monaco/code-editor.tsx';
import type { ScriptEditorProps } from '../script-editor.tsx';
import { CompareView } from '../versions/compare-view.tsx';
import { PublishDialog } from '../versions/publish-dialog.tsx';
import { VersionsRegion } from '../versions/versions-region.tsx';
import { CodeArea } from './code-area.tsx';
import styles from './editor.module.css';
import { EditorHead } from './editor-head.tsx';
import { FileDialog } from './file-dialog.tsx';
import { FilesPane } from './files-pane.tsx';
import { LeaveGuard } from './leave-guard.tsx';
import { countProblems, ProblemList } from './problem-list.tsx';
import { TestRunForm } from './test-run-form.tsx';
import { UnderPanel } from './under-panel.tsx';
import { useReplaceDraft } from './use-replace-draft.ts';
import { useTestRun } from './use-test-run.ts';

interface EditorScreenProps extends ScriptEditorProps {
  script: Script;
  stored: Draft;
}

type Dialog = { kind: 'publish' } | { kind: 'add' } | { kind: 'rename'; path: string };

/** The editor with everything around it. */
export function EditorScreen({ script, stored, place, onPlace, renderLog }: EditorScreenProps) {
  const { draft, now } = useWorkingDraft(script.id, stored);
  const { tree, validation, epoch } = now;
  const mayChange = useMayChange(script);
  const mayRun = useMay('scripts:run');
  const mayStop = useMay('runs:write');
  const [dialog, setDialog] = useState<Dialog>();
  const [cursor, setCursor] = useState({ line: 1, column: 1 });
  const [goTo, setGoTo] = useState<CodePlace>();
  const replaceDraft = useReplaceDraft(script.id, draft);

  const open = tree.files.find(({ path }) => path === (place.file ?? tree.entrypoint)) ?? tree.files[0];
  const isComparing = place.from !== undefined && place.to !== undefined;
  const openFile = (path: string) => onPlace({ panel: place.panel, file: path });
  const go = (to: CodePlace) => {
    setGoTo({ ...to });
    openFile(to.path);
  };
  const compare = (from: string, to: string) => onPlace({ ...place, from, to });
  const stopComparing = () => onPlace({ ...place, from: undefined, to: undefined });
  const test = useTestRun({
    scriptId: script.id,
    schema: validation.inputSchema,
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

  const finishFile = (path: string) => {
    if (dialog?.kind === 'rename') draft.edit((before) => renameFile(before, dialog.path, path));
    else draft.edit((before) => writeFile(before, path, ''));
    setDialog(undefined);
    openFile(path);
  };
  const remove = (path: string) => {
    const file = tree.files.find((each) => each.path === path);
    if (file === undefined) return;
    draft.edit((before) => removeFile(before, path));
    notifyUndoable(t('scripts.deleted-file', { name: path }), () => draft.edit((before) => putBack(before, file)));
  };
  const counts = countProblems(validation.problems);
  const next = (script.latestVersion ?? 0) + 1;
  return (
    <DropTarget label={t('scripts.drop-draft')} isOff={!mayChange} onDrop={replaceDraft}>
      <div className={styles.screen}>
        <EditorHead
          script={script}
          now={now}
          next={next}
          mayChange={mayChange}
          test={mayRun ? test : undefined}
          onCompare={compare}
          onPublish={() => setDialog({ kind: 'publish' })}
        >
          <WithRail
            label={t('scripts.rail')}
            rail={
              <>
                {mayRun && <TestRunForm test={test} />}
                <Region title={t('scripts.problems')} note={t('scripts.problem-counts', counts)}>
                  <ProblemList problems={validation.problems} onOpen={go} />
                </Region>
                <VersionsRegion script={script} mayChange={mayChange} onCompare={compare} />
              </>
            }
          >
            <div className={styles.body}>
              {/* Two columns of code need the room. */}
              {!isComparing && (
                <FilesPane
                  tree={tree}
                  open={open}
                  line={cursor.line}
                  problems={validation.problems}
                  isReadOnly={!mayChange}
                  onOpen={openFile}
                  onGo={go}
                  onAdd={() => setDialog({ kind: 'add' })}
                  onRename={(path) => setDialog({ kind: 'rename', path })}
                  onRemove={remove}
                  onStartHere={(path) => draft.edit((before) => ({ ...before, entrypoint: path }))}
                />
              )}
              <div className={styles.centre}>
                {isComparing && (
                  <CompareView
                    scriptId={script.id}
                    from={place.from ?? 'draft'}
                    to={place.to ?? 'draft'}
                    draft={tree.files}
                    onCompare={compare}
                    onClose={stopComparing}
                  />
                )}
                <CodeArea
                  isHidden={isComparing}
                  name={script.name}
                  scriptId={script.id}
                  tree={tree}
                  open={open}
                  epoch={epoch}
                  problems={validation.problems}
                  isReadOnly={!mayChange}
                  goTo={goTo}
                  cursor={cursor}
                  onOpen={openFile}
                  onChange={(path, content) => draft.edit((before) => writeFile(before, path, content))}
                  onCursor={(line, column) => setCursor({ line, column })}
                  onTestRun={mayRun ? test.start : () => {}}
                />
                <UnderPanel
                  open={place.panel ?? 'run'}
                  onOpen={(panel) => onPlace({ ...place, panel })}
                  test={test}
                  mayStop={mayStop}
                  problems={validation.problems}
                  onProblem={go}
                  renderLog={renderLog}
                />
              </div>
            </div>
          </WithRail>
        </EditorHead>
      </div>
      <LeaveGuard draft={draft} />
      {dialog?.kind === 'publish' && (
        <PublishDialog
          script={script}
          next={next}
          errors={counts.errors}
          save={draft.flush}
          onClose={() => setDialog(undefined)}
        />
      )}
      {(dialog?.kind === 'add' || dialog?.kind === 'rename') && (
        <FileDialog
          tree={tree}
          renamed={dialog.kind === 'rename' ? dialog.path : undefined}
          onDone={finishFile}
          onClose={() => setDialog(undefined)}
        />
      )}
    </DropTarget>
  );
}

/** Who may see a shared script may not therefore change it. */
function useMayChange({ owner }: Script): boolean {
  const mayWrite = useMay('scripts:write');
  const { user } = useSession();
  return mayWrite && (user.id === owner || user.role === 'admin');
}
