import { expect, it } from 'vitest';
import type { Change } from '#contract/system.ts';
import { makeChangeFeed } from './changes.ts';

const run = (id: string): Change => ({ topic: 'runs', id });

it('a subscriber hears all that is published from the moment it subscribes, also before it first reads', async () => {
  const feed = makeChangeFeed();
  const stop = new AbortController();
  feed.publish([run('before')]);
  const batches = feed.subscribe(stop.signal);
  feed.publish([run('a')]);
  expect(await batches.next()).toEqual({ done: false, value: [run('a')] });
  const next = batches.next();
  feed.publish([run('b'), run('c')]);
  expect(await next).toEqual({ done: false, value: [run('b'), run('c')] });
});

it('a slow reader gets one batch without repeats', async () => {
  const feed = makeChangeFeed();
  const batches = feed.subscribe(new AbortController().signal);
  for (let n = 0; n < 1_000; n++) feed.publish([run(String(n % 3)), { topic: 'audit', id: null }]);
  const { value } = await batches.next();
  expect(value).toHaveLength(4);
  await batches.return();
});

it('ends when its signal aborts, whether it waits, was never read or had ended before', async () => {
  const feed = makeChangeFeed();
  const stop = new AbortController();
  const [waiting, unread] = [feed.subscribe(stop.signal), feed.subscribe(stop.signal)];
  const next = waiting.next();
  stop.abort();
  expect(await next).toEqual({ done: true, value: undefined });
  expect(await unread.next()).toEqual({ done: true, value: undefined });
  expect(await feed.subscribe(stop.signal).next()).toEqual({ done: true, value: undefined });
});

it('a listener hears until it stops', () => {
  const feed = makeChangeFeed();
  const heard: (readonly Change[])[] = [];
  const stop = feed.listen((changes) => void heard.push(changes));
  feed.publish([run('a')]);
  stop();
  feed.publish([run('b')]);
  expect(heard).toEqual([[run('a')]]);
});
