import { ActionIcon } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import { Suspense, useState } from 'react';
import type { Run } from '#contract/runs.ts';
import { client } from '../../lib/client/api.ts';
import { t, withTexts } from '../../lib/messages/messages.ts';
import { lazyPart } from '../../lib/parts/load-part.ts';

// Dialogs weigh more than the overview itself, and few runs are stopped.
const StopRunDialog = lazyPart(async () => {
  const { StopRunDialog: component } = await withTexts(() => import('../../ui/stop-run-dialog.tsx'));
  return { default: component };
});

/** Stops what runs away, from where one sees it: asked once, then done. */
export function StopRun({ run }: { run: Run }) {
  const [isAsking, setAsking] = useState(false);
  const label = t('overview.stop', { name: run.title });
  return (
    <>
      <ActionIcon size="xs" aria-label={label} title={label} onClick={() => setAsking(true)}>
        <IconPlayerStop size={14} aria-hidden />
      </ActionIcon>
      <Suspense>
        {isAsking && (
          <StopRunDialog
            name={run.title}
            stop={() => client.runs.cancel({ id: run.id })}
            onClose={() => setAsking(false)}
          />
        )}
      </Suspense>
    </>
  );
}
