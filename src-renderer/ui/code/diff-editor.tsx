import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import styles from './diff-editor.module.css';
import { commonOptions, monaco, themeOf } from './monaco.ts';

/** Narrower than this two columns of code are two columns of beginnings. */
const sideBySideFromPx = 640;

export interface DiffEditorProps {
  label: string;
  /** Its ending says what language it is in. */
  path: string;
  original: string;
  modified: string;
}

/** Two texts side by side in Monaco; one below the other where there is no room. Reached by `DiffViewer` alone. */
export function DiffEditor({ label, path, original, modified }: DiffEditorProps) {
  const scheme = useComputedColorScheme('light');
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => monaco.editor.setTheme(themeOf(scheme)), [scheme]);
  useEffect(() => {
    if (element.current === null) return;
    const language = path.endsWith('.py') ? 'python' : 'plaintext';
    const sides = {
      original: monaco.editor.createModel(original, language),
      modified: monaco.editor.createModel(modified, language),
    };
    const viewer = monaco.editor.createDiffEditor(element.current, {
      ...commonOptions,
      readOnly: true,
      domReadOnly: true,
      renderSideBySide: true,
      renderSideBySideInlineBreakpoint: sideBySideFromPx,
      renderOverviewRuler: false,
      hideUnchangedRegions: { enabled: true },
    });
    // Given with the others, Monaco drops them while it builds its two halves.
    for (const half of [viewer.getOriginalEditor(), viewer.getModifiedEditor()])
      half.updateOptions({ ariaLabel: label });
    viewer.setModel(sides);
    return () => {
      // In this order: the diff lets go of its models before they and it are gone.
      viewer.setModel(null);
      viewer.dispose();
      sides.original.dispose();
      sides.modified.dispose();
    };
  }, [label, path, original, modified]);
  return <div ref={element} className={styles.diff} />;
}
