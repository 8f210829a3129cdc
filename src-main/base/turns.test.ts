import { describe, expect, it } from 'vitest';
import { makeTurns } from './turns.ts';

describe('turns', () => {
  it('come one per turn of the event loop, in order, and other work gets its turn between', async () => {
    const turn = makeTurns();
    const order: string[] = [];
    const others = setInterval(() => order.push('other'), 0);
    await Promise.all(
      [1, 2, 3].map(async (name) => {
        await turn();
        order.push(String(name));
        for (const until = performance.now() + 5; performance.now() < until; );
      }),
    );
    clearInterval(others);
    expect(order.filter((who) => who !== 'other')).toEqual(['1', '2', '3']);
    expect(order.indexOf('3') - order.indexOf('1')).toBeGreaterThan(2);
    await turn(); // and again after all have had theirs
  });
});
