import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, client } from './api.ts';
import { useMay } from './use-session.ts';

/** Has the missing sandbox image built; undefined for those who may not ask for it. */
export function useBuildImage(): (() => void) | undefined {
  const queryClient = useQueryClient();
  const build = useMutation({
    mutationFn: () => client.system.buildImage(),
    // Who was faster has it built already; either way the state says what is going on.
    onSettled: () => queryClient.invalidateQueries({ queryKey: api.system.monitoring.key() }),
  });
  return useMay('system:admin') ? () => build.mutate() : undefined;
}
