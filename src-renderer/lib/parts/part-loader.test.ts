import { expect, it, vi } from 'vitest';
import { MissingPart, makePartLoader } from './part-loader.ts';

const unreachable = () => new TypeError('Failed to fetch dynamically imported module: http://x/page.js');

function makeLoader({ answers = true, styles = async () => {} }: { answers?: boolean; styles?: () => Promise<void> }) {
  const whenBack = vi.fn(async () => {});
  const load = makePartLoader({ fetchLostStyles: styles, doesHostAnswer: async () => answers, whenBack });
  return { load, whenBack };
}

it('waits for a host that is away, however long that takes', async () => {
  const { load, whenBack } = makeLoader({ answers: false });
  const fetchPart = vi.fn(async () => 'page');
  for (let n = 0; n < 20; n += 1) fetchPart.mockRejectedValueOnce(unreachable());
  await expect(load(fetchPart)).resolves.toBe('page');
  expect(whenBack).toHaveBeenCalledTimes(20);
});

it('shows no part before the styles that were lost are back', async () => {
  const styles = vi.fn(async () => {});
  styles.mockRejectedValueOnce(new Error('Unable to preload CSS for http://x/page.css'));
  const { load } = makeLoader({ answers: false, styles });
  const fetchPart = vi.fn(async () => 'page');
  await expect(load(fetchPart)).resolves.toBe('page');
  expect([styles.mock.calls.length, fetchPart.mock.calls.length]).toEqual([2, 1]);
});

it('says that a part is missing when the host is there without it', async () => {
  const { load } = makeLoader({});
  await expect(load(() => Promise.reject(unreachable()))).rejects.toThrow(MissingPart);
});

it('hides no mistake of the part itself', async () => {
  const { load, whenBack } = makeLoader({});
  await expect(load(() => Promise.reject(new Error('x is not a function')))).rejects.toThrow('x is not a function');
  expect(whenBack).not.toHaveBeenCalled();
});
