import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Run } from '#contract/runs.ts';
import { api } from '../../lib/client/api.ts';
import { t } from '../../lib/messages/messages.ts';
import { Crumb, Page } from '../../ui/page.tsx';
import { ErrorState, ListSkeleton } from '../../ui/states.tsx';
import { EditorScreen } from './editor/editor-screen.tsx';
import type { ScriptPlace } from './script-filters.ts';

export interface ScriptEditorProps {
  scriptId: string;
  place: ScriptPlace;
  onPlace: (place: ScriptPlace) => void;
  /** Draws the log of a test run; the page knows how. */
  renderLog: (run: Run) => ReactNode;
}

/** One script: its draft, what is wrong with it, a test run, its versions. */
export function ScriptEditor(props: ScriptEditorProps) {
  const input = { id: props.scriptId };
  const script = useQuery(api.scripts.get.queryOptions({ input }));
  const draft = useQuery(api.scripts.draft.queryOptions({ input }));
  if (script.data !== undefined && draft.data !== undefined) {
    return <EditorScreen {...props} script={script.data} stored={draft.data} />;
  }
  const error = script.error ?? draft.error;
  const retry = () => {
    void script.refetch();
    void draft.refetch();
  };
  return (
    <Page
      crumbs={
        <Crumb>
          <Link to="/scripts">{t('nav.scripts')}</Link>
        </Crumb>
      }
      title={script.data?.name ?? ' '}
    >
      {error === null ? (
        <ListSkeleton />
      ) : (
        <ErrorState title={t('scripts.draft-unreadable')} error={error} onRetry={retry} />
      )}
    </Page>
  );
}
