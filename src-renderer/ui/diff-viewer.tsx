import { Suspense } from 'react';
import { lazyPart } from '../lib/parts/load-part.ts';
import type { DiffEditorProps } from './code/diff-editor.tsx';
import { ListSkeleton } from './states.tsx';

/** Monaco is a megabyte: it comes when the first difference is looked at. */
const DiffEditor = lazyPart(async () => ({ default: (await import('./code/diff-editor.tsx')).DiffEditor }));

/** Two texts beside each other, what differs marked. */
export function DiffViewer(props: DiffEditorProps) {
  return (
    <Suspense fallback={<ListSkeleton />}>
      <DiffEditor {...props} />
    </Suspense>
  );
}
