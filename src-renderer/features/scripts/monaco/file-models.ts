import type { Problem } from '#contract/scripts.ts';
import type { SourceFile } from '#contract/source-file.ts';
import { monaco } from '../../../ui/code/monaco.ts';

const owner = 'automa';

/** Monaco's models of the files that were opened, each with the state of its view. */
export function makeFileModels(scriptId: string, onChange: (path: string, content: string) => void) {
  const models = new Map<string, monaco.editor.ITextModel>();
  const views = new Map<string, monaco.editor.ICodeEditorViewState>();
  let shown: string | undefined;
  let marked: readonly Problem[] = [];
  let isSyncing = false;

  const open = ({ path, content }: SourceFile) => {
    const known = models.get(path);
    if (known !== undefined) return known;
    const uri = monaco.Uri.from({ scheme: 'draft', authority: scriptId, path: `/${path}` });
    const model = monaco.editor.createModel(content, path.endsWith('.py') ? 'python' : 'plaintext', uri);
    model.updateOptions({ tabSize: 4, insertSpaces: true });
    model.onDidChangeContent(() => {
      if (!isSyncing) onChange(path, model.getValue());
    });
    models.set(path, model);
    monaco.editor.setModelMarkers(model, owner, markersOf(path, marked, model));
    return model;
  };

  const write = (model: monaco.editor.ITextModel, content: string) => {
    isSyncing = true;
    model.setValue(content);
    isSyncing = false;
  };

  return {
    /** Opens a file in the editor, where it was left. */
    show: (editor: monaco.editor.IStandaloneCodeEditor, file: SourceFile) => {
      if (shown === file.path && editor.getModel() !== null) return;
      const left = editor.saveViewState();
      if (shown !== undefined && left !== null) views.set(shown, left);
      shown = file.path;
      const model = open(file);
      // A file may have gone and another one come under its name.
      if (model.getValue() !== file.content) write(model, file.content);
      editor.setModel(model);
      editor.restoreViewState(views.get(file.path) ?? null);
    },
    /** Takes over files that were changed elsewhere. */
    sync: (files: readonly SourceFile[]) => {
      for (const [path, model] of models) {
        const file = files.find((each) => each.path === path);
        if (file !== undefined && model.getValue() !== file.content) write(model, file.content);
      }
    },
    mark: (problems: readonly Problem[]) => {
      marked = problems;
      for (const [path, model] of models) {
        monaco.editor.setModelMarkers(model, owner, markersOf(path, problems, model));
      }
    },
    dispose: () => {
      for (const model of models.values()) model.dispose();
      models.clear();
    },
  };
}

function markersOf(path: string, problems: readonly Problem[], model: monaco.editor.ITextModel) {
  return problems
    .filter((problem) => problem.path === path)
    .map(({ line, column, message, severity, code }): monaco.editor.IMarkerData => {
      const startLineNumber = Math.min(Math.max(1, line), model.getLineCount());
      const word = model.getWordAtPosition({ lineNumber: startLineNumber, column: Math.max(1, column) });
      return {
        startLineNumber,
        startColumn: word?.startColumn ?? column,
        endLineNumber: startLineNumber,
        endColumn: word?.endColumn ?? model.getLineMaxColumn(startLineNumber),
        message,
        code,
        severity: severity === 'error' ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning,
      };
    });
}
