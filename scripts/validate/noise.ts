/** Seeded noise for validations: a generator of its own, so that none of it is the code under test. */

/** Standard normal deviates (polar method on a linear congruential generator of 48 bits). */
export function gaussian(seed: number): () => number {
  let state = (BigInt(seed) ^ 0x5deece66dn) & 0xffffffffffffn;
  const uniform = () => {
    state = (state * 0x5deece66dn + 0xbn) & 0xffffffffffffn;
    return Number(state) / 2 ** 48;
  };
  return () => {
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
    }
  };
}
