import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import { askHold, useAskedHold } from '../../lib/asked-hold.ts';
import { api } from '../../lib/client/api.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { withTexts } from '../../lib/messages/messages.ts';
import { lazyPart } from '../../lib/parts/load-part.ts';

// Rarely seen: not part of what everybody waits for.
const HoldBar = lazyPart(async () => {
  const { HoldBar: component } = await withTexts(() => import('../../features/hold/hold-bar.tsx'));
  return { default: component };
});
const HoldDialog = lazyPart(async () => {
  const { HoldDialog: component } = await withTexts(() => import('../../features/hold/hold-dialog.tsx'));
  return { default: component };
});
const ReleaseDialog = lazyPart(async () => {
  const { ReleaseDialog: component } = await withTexts(() => import('../../features/hold/release-dialog.tsx'));
  return { default: component };
});

/** On every page: that everything is held, while it is, and the question before it is held or released. */
export function HoldFrame() {
  const asked = useAskedHold();
  const { data: scheduler } = useQuery(api.system.scheduler.queryOptions({ enabled: useMay('jobs:read') }));
  const hold = scheduler?.hold ?? null;
  const close = () => askHold(undefined);
  return (
    <Suspense>
      {hold !== null && <HoldBar hold={hold} />}
      {asked === 'hold' && <HoldDialog onClose={close} />}
      {asked === 'release' && hold !== null && <ReleaseDialog hold={hold} onClose={close} />}
    </Suspense>
  );
}
