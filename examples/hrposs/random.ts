/** Seeded noise: the same seed gives the same numbers on every machine (integer arithmetic only). */
export interface Noise {
  /** Standard normal to the accuracy that scatter needs: the sum of twelve uniform numbers, less six. */
  normal(): number;
}

/** The 32-bit generator "mulberry32" (public domain). */
export function noise(seed: number): Noise {
  let state = seed | 0;
  function uniform(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }
  return {
    normal() {
      let sum = -6;
      for (let i = 0; i < 12; i++) sum += uniform();
      return sum;
    },
  };
}
