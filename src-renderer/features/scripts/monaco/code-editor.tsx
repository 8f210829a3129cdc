import { useComputedColorScheme } from '@mantine/core';
import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import type { Problem } from '#contract/scripts.ts';
import type { SourceFile } from '#contract/source-file.ts';
import { isMac } from '../../../lib/keyboard/use-shortcuts.ts';
import { t } from '../../../lib/messages/messages.ts';
import { commonOptions, monaco, themeOf } from '../../../ui/code/monaco.ts';
import styles from './code-editor.module.css';
import { makeFileModels } from './file-models.ts';

/** A place in a file to go to; a new object goes there again. */
export interface CodePlace {
  path: string;
  line: number;
  column: number;
}

const { CtrlCmd, Shift, WinCtrl } = monaco.KeyMod;
/** As VS Code has it; its own command tells nobody what tab does from then on. */
const tabKeys = isMac ? WinCtrl | Shift | monaco.KeyCode.KeyM : CtrlCmd | monaco.KeyCode.KeyM;

/** What the tab key does in the code; undefined while one is not in it. */
export type TabUse = 'indents' | 'moves' | undefined;

export interface CodeEditorHandle {
  /** Opens the search within the file. */
  find(): void;
}

export interface CodeEditorProps {
  ref?: Ref<CodeEditorHandle>;
  name: string;
  scriptId: string;
  files: readonly SourceFile[];
  /** The file that is open. */
  path: string;
  /** Grows when the files were replaced by something other than typing here. */
  epoch: number;
  problems: readonly Problem[];
  isReadOnly: boolean;
  goTo: CodePlace | undefined;
  onChange: (path: string, content: string) => void;
  onCursor: (line: number, column: number) => void;
  onTestRun: () => void;
  onTabUse: (use: TabUse) => void;
}

/** The files of a script in Monaco, one at a time; each keeps its own undo, selection and scroll. */
export function CodeEditor(props: CodeEditorProps) {
  const { scriptId, files, path, epoch, problems, isReadOnly, goTo } = props;
  const scheme = useComputedColorScheme('light');
  const element = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(undefined);
  const models = useRef<ReturnType<typeof makeFileModels>>(undefined);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    if (element.current === null) return;
    const kept = makeFileModels(scriptId, (changed, content) => latest.current.onChange(changed, content));
    const made = monaco.editor.create(element.current, {
      ...commonOptions,
      model: null,
      ariaLabel: latest.current.name,
    });
    made.addCommand(CtrlCmd | monaco.KeyCode.Enter, () => latest.current.onTestRun());
    made.onDidChangeCursorPosition(({ position }) => latest.current.onCursor(position.lineNumber, position.column));
    const { tabFocusMode } = monaco.editor.EditorOption;
    const tellTabUse = () =>
      latest.current.onTabUse(made.hasTextFocus() ? (made.getOption(tabFocusMode) ? 'moves' : 'indents') : undefined);
    made.addCommand(tabKeys, () => made.updateOptions({ tabFocusMode: !made.getOption(tabFocusMode) }));
    made.onDidFocusEditorText(tellTabUse);
    made.onDidBlurEditorText(tellTabUse);
    made.onDidChangeConfiguration((event) => event.hasChanged(tabFocusMode) && tellTabUse());
    models.current = kept;
    editor.current = made;
    return () => {
      // The editor before its models, else Monaco reads from one that is gone.
      made.dispose();
      kept.dispose();
    };
  }, [scriptId]);

  useImperativeHandle(
    props.ref,
    () => ({
      find: () => {
        editor.current?.focus();
        void editor.current?.getAction('actions.find')?.run();
      },
    }),
    [],
  );

  useEffect(() => monaco.editor.setTheme(themeOf(scheme)), [scheme]);
  useEffect(() => editor.current?.updateOptions({ readOnly: isReadOnly }), [isReadOnly]);
  useEffect(() => {
    // Only what replaced the files is written into the models; what is typed comes from them.
    void epoch;
    models.current?.sync(latest.current.files);
  }, [epoch]);
  useEffect(() => {
    const file = files.find((each) => each.path === path);
    if (file === undefined || editor.current === undefined) return;
    models.current?.show(editor.current, file);
  }, [path, files]);
  useEffect(() => {
    models.current?.mark(problems);
    const shown = editor.current;
    if (shown === undefined) return;
    const lenses = shown.createDecorationsCollection(problems.filter((each) => each.path === path).map(lensOf));
    return () => lenses.clear();
  }, [problems, path]);
  useEffect(() => {
    if (goTo === undefined || goTo.path !== path) return;
    const position = { lineNumber: goTo.line, column: goTo.column };
    editor.current?.setPosition(position);
    editor.current?.revealPositionInCenterIfOutsideViewport(position);
    editor.current?.focus();
  }, [goTo, path]);

  return <div ref={element} className={styles.editor} data-scheme={scheme} />;
}

/** What is wrong, in words at the end of its line. */
function lensOf({ line, message, severity }: Problem): monaco.editor.IModelDeltaDecoration {
  return {
    range: new monaco.Range(line, Number.MAX_SAFE_INTEGER, line, Number.MAX_SAFE_INTEGER),
    options: {
      showIfCollapsed: true,
      after: {
        content: `\u2003${message}`,
        inlineClassName: (severity === 'error' ? styles.errorLens : styles.warningLens) ?? '',
        cursorStops: monaco.editor.InjectedTextCursorStops.None,
      },
      glyphMarginHoverMessage: { value: t('scripts.problem', { severity }) },
    },
  };
}
