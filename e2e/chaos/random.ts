/** Numbers that come again with the same seed. */
export interface Random {
  /** An integer from 0 to `limit - 1`. */
  below(limit: number): number;
}

/** Marsaglia's xorshift with 32 bits: enough to choose instants by. */
export function makeRandom(seed: number): Random {
  let state = seed | 0 || 1;
  const below = (limit: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
  for (let warm = 0; warm < 8; warm++) below(1);
  return { below };
}
