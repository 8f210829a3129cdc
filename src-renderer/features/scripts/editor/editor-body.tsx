import { Drawer } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Run } from '#contract/runs.ts';
import type { Script } from '#contract/scripts.ts';
import { useMay } from '../../../lib/client/use-session.ts';
import { t } from '../../../lib/messages/messages.ts';
import type { DraftSnapshot } from '../draft/working-draft.ts';
import type { CodePlace } from '../monaco/code-editor.tsx';
import type { ScriptPlace } from '../script-filters.ts';
import { CodeArea } from './code-area.tsx';
import styles from './editor.module.css';
import { FilesPane } from './files-pane.tsx';
import { UnderPanel } from './under-panel.tsx';
import type { FileEdits } from './use-file-edits.ts';
import type { TestRun } from './use-test-run.ts';

interface EditorBodyProps {
  script: Script;
  now: DraftSnapshot;
  place: ScriptPlace;
  onPlace: (place: ScriptPlace) => void;
  isReadOnly: boolean;
  files: FileEdits;
  goTo: CodePlace | undefined;
  onOpen: (path: string) => void;
  onGo: (place: CodePlace) => void;
  test: TestRun;
  mayRun: boolean;
  renderLog: (run: Run) => ReactNode;
  /** Stands in the place of the code while two states are compared. */
  comparison: ReactNode;
}

/** The files, the open one in the editor, and the panel under it. On a phone the files come from the side. */
export function EditorBody(props: EditorBodyProps) {
  const { script, now, place, onPlace, isReadOnly, files, comparison } = props;
  const { tree, validation, epoch } = now;
  const mayStop = useMay('runs:write');
  const [cursor, setCursor] = useState({ line: 1, column: 1 });
  const [isChoosing, setChoosing] = useState(false);
  const open = tree.files.find(({ path }) => path === (place.file ?? tree.entrypoint)) ?? tree.files[0];
  const isComparing = comparison !== false;
  const pane = (onLeave?: () => void) => (
    <FilesPane
      tree={tree}
      open={open}
      line={cursor.line}
      problems={validation.problems}
      isReadOnly={isReadOnly}
      onOpen={(path) => {
        onLeave?.();
        props.onOpen(path);
      }}
      onGo={(to) => {
        onLeave?.();
        props.onGo(to);
      }}
      onAdd={files.add}
      onRename={files.rename}
      onRemove={files.remove}
      onStartHere={files.startHere}
    />
  );
  return (
    <div className={styles.body}>
      {/* Two columns of code need the room. */}
      {!isComparing && <div className={styles.filesColumn}>{pane()}</div>}
      <Drawer
        opened={isChoosing}
        onClose={() => setChoosing(false)}
        title={t('scripts.choose-file')}
        size={300}
        classNames={{ body: styles.filesDrawer }}
      >
        {pane(() => setChoosing(false))}
      </Drawer>
      <div className={styles.centre}>
        {comparison}
        <CodeArea
          isHidden={isComparing}
          name={script.name}
          scriptId={script.id}
          tree={tree}
          open={open}
          epoch={epoch}
          problems={validation.problems}
          isReadOnly={isReadOnly}
          goTo={props.goTo}
          cursor={cursor}
          onOpen={props.onOpen}
          onChooseFile={() => setChoosing(true)}
          onChange={files.write}
          onCursor={(line, column) => setCursor({ line, column })}
          onTestRun={props.mayRun ? props.test.start : () => {}}
        />
        <UnderPanel
          open={place.panel ?? 'run'}
          onOpen={(panel) => onPlace({ ...place, panel })}
          test={props.test}
          mayStop={mayStop}
          problems={validation.problems}
          onProblem={props.onGo}
          renderLog={props.renderLog}
        />
      </div>
    </div>
  );
}
