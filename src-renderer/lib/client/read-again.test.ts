import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { readAgain } from './read-again.ts';

/** What is on the screen and read from `answer`, whose reads look at once and arrive when they are let go. */
function showQuery(look: () => string) {
  const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  const arrivals: (() => void)[] = [];
  const observer = new QueryObserver(queryClient, {
    queryKey: [['runs', 'list']],
    queryFn: () => {
      const seen = look();
      return new Promise<string>((resolve) => arrivals.push(() => resolve(seen)));
    },
  });
  const close = observer.subscribe(() => {});
  return { queryClient, arrivals, shown: () => observer.getCurrentResult().data, close };
}

it('reads once more what was being read for the first time when it changed', async () => {
  let truth = 'before';
  const { queryClient, arrivals, shown, close } = showQuery(() => truth);
  truth = 'after';
  const ended = readAgain(queryClient, () => true);
  arrivals.shift()?.();
  await expect.poll(() => arrivals.length).toBe(1);
  expect(shown()).toBe('before');
  arrivals.shift()?.();
  await ended;
  expect(shown()).toBe('after');
  close();
});

it('gives up a later read for one that looks after the change', async () => {
  let truth = 'first';
  const { queryClient, arrivals, shown, close } = showQuery(() => truth);
  arrivals.shift()?.();
  await expect.poll(shown).toBe('first');
  void queryClient.invalidateQueries();
  truth = 'after';
  const ended = readAgain(queryClient, () => true);
  expect(arrivals.length).toBe(2);
  for (const arrive of arrivals.splice(0).reverse()) arrive();
  await ended;
  expect(shown()).toBe('after');
  close();
});

it('leaves alone what is not affected', async () => {
  const { queryClient, arrivals, shown, close } = showQuery(() => 'read');
  await readAgain(queryClient, () => false);
  arrivals.shift()?.();
  await expect.poll(shown).toBe('read');
  expect(arrivals.length).toBe(0);
  close();
});
