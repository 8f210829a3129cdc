import * as monaco from 'monaco-editor/editor';
import 'monaco-editor/features/register.all';
import 'monaco-editor/languages/definitions/python/register';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import { toHex } from './code-colours.ts';

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

const schemes = ['light', 'dark'] as const;
for (const scheme of schemes) defineTheme(scheme);
// Widths are measured once; the font of the code may come later.
void document.fonts.ready.then(() => monaco.editor.remeasureFonts());

/** The name of our theme for a colour scheme. */
export function themeOf(scheme: (typeof schemes)[number]): string {
  return `automa-${scheme}`;
}

/** What every editor of code here has in common. */
export const commonOptions = {
  fontFamily: computed('fontFamily', 'var(--am-font-mono)', 'light'),
  fontSize: 12,
  lineHeight: 18,
  fontLigatures: false,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  automaticLayout: true,
  renderLineHighlight: 'line',
  overviewRulerBorder: false,
  folding: true,
  padding: { top: 4, bottom: 4 },
  lineNumbersMinChars: 4,
  // The page's own shortcuts leave a text area alone; the newer way of taking text does not look like one.
  editContext: false,
  fixedOverflowWidgets: true,
  // A file that is dropped is the page's to take.
  dropIntoEditor: { enabled: false },
  scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
  stickyScroll: { enabled: false },
  unicodeHighlight: { ambiguousCharacters: true, invisibleCharacters: true },
} as const satisfies monaco.editor.IEditorOptions & monaco.editor.IGlobalEditorOptions;

export { monaco };

/** Tokens are `light-dark()`: an element that has the scheme says which of the two it is. */
function defineTheme(scheme: (typeof schemes)[number]): void {
  const colour = (token: string) => toHex(computed('color', `var(--am-${token})`, scheme));
  const rule = (token: string, name: string, fontStyle = '') => ({
    token,
    foreground: colour(name).slice(1, 7),
    fontStyle,
  });
  monaco.editor.defineTheme(themeOf(scheme), {
    base: scheme === 'light' ? 'vs' : 'vs-dark',
    inherit: true,
    rules: [
      rule('', 'code-text'),
      rule('keyword', 'code-keyword'),
      rule('string', 'code-string'),
      rule('number', 'code-number'),
      rule('comment', 'code-comment', 'italic'),
      rule('tag', 'code-def'),
      rule('type', 'code-def'),
      rule('delimiter', 'code-text'),
    ],
    colors: {
      'editor.background': colour('surface'),
      'editor.foreground': colour('code-text'),
      'editorLineNumber.foreground': colour('text-3'),
      'editorLineNumber.dimmedForeground': colour('text-3'),
      'editorLineNumber.activeForeground': colour('text'),
      'editorCursor.foreground': colour('accent'),
      'editor.selectionBackground': colour('accent-tint'),
      'editor.inactiveSelectionBackground': colour('surface-selected'),
      'editor.selectionHighlightBackground': colour('surface-selected'),
      'editor.wordHighlightBackground': colour('surface-selected'),
      'editor.findMatchBackground': colour('accent-tint'),
      'editor.findMatchHighlightBackground': colour('accent-tint'),
      'editor.lineHighlightBackground': colour('surface-raised'),
      'editor.lineHighlightBorder': '#00000000',
      // Colour is status: brackets have none.
      ...Object.fromEntries(
        [1, 2, 3, 4, 5, 6].map((n) => [`editorBracketHighlight.foreground${n}`, colour('code-text')]),
      ),
      'editorIndentGuide.background1': colour('line'),
      'editorIndentGuide.activeBackground1': colour('line-strong'),
      'editorWhitespace.foreground': colour('line-strong'),
      'editorError.foreground': colour('fail-mark'),
      'editorWarning.foreground': colour('wait-mark'),
      'editorWidget.background': colour('surface-overlay'),
      'editorWidget.border': colour('line-strong'),
      'editorHoverWidget.background': colour('surface-overlay'),
      'editorSuggestWidget.selectedBackground': colour('surface-selected'),
      'list.hoverBackground': colour('surface-hover'),
      'list.focusBackground': colour('surface-selected'),
      'input.background': colour('surface'),
      'input.border': colour('line-control'),
      focusBorder: colour('accent'),
      'diffEditor.insertedTextBackground': colour('ok-tint'),
      'diffEditor.insertedLineBackground': colour('ok-tint'),
      'diffEditor.removedTextBackground': colour('fail-tint'),
      'diffEditor.removedLineBackground': colour('fail-tint'),
      'diffEditor.border': colour('line'),
      'diffEditor.diagonalFill': colour('line'),
      'scrollbarSlider.background': `${colour('line-control').slice(0, 7)}40`,
      'scrollbarSlider.hoverBackground': `${colour('line-control').slice(0, 7)}66`,
    },
  });
}

function computed(property: 'color' | 'fontFamily', value: string, scheme: string): string {
  const probe = document.createElement('span');
  probe.style.colorScheme = scheme;
  probe.style[property] = value;
  document.body.append(probe);
  const found = getComputedStyle(probe)[property];
  probe.remove();
  return found;
}
