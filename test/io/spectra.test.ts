import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imaginarySign, spectrumStarts } from '../../src/io/spectra.ts';

const sweep = (n: number, from = 5, to = -1) =>
  Array.from({ length: n }, (_, i) => 10 ** (from + ((to - from) * i) / (n - 1)));
const starts = (...parts: number[][]) => spectrumStarts(Float64Array.from(parts.flat()));

describe('spectra of a file', () => {
  it('start where the sweep starts again', () => {
    expect(starts(sweep(30))).toEqual([0]);
    expect(starts(sweep(30), sweep(30), sweep(12))).toEqual([0, 30, 60]);
    expect(starts(sweep(30).reverse(), sweep(30).reverse())).toEqual([0, 30]);
    expect(starts(sweep(30), sweep(20, 3, 0))).toEqual([0, 30]);
    expect(starts()).toEqual([]);
  });

  it('start where the sweep turns round', () => {
    const down = sweep(30);
    expect(starts(down, down.toReversed())).toEqual([0, 30]);
    expect(starts(down, down.toReversed().slice(1))).toEqual([0, 30]);
  });

  it('do not start at a point out of order, nor in a series at one frequency', () => {
    const swapped = sweep(30);
    [swapped[14], swapped[15]] = [swapped[15] ?? 0, swapped[14] ?? 0];
    expect(starts(swapped)).toEqual([0]);
    expect(starts(Array.from({ length: 20 }, () => 1000))).toEqual([0]);
  });

  it('are found for any number and direction of sweeps', () => {
    const lengths = fc.array(fc.integer({ min: 5, max: 40 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(lengths, fc.boolean(), (sizes, rising) => {
        const parts = sizes.map((n) => (rising ? sweep(n).reverse() : sweep(n)));
        const expected = sizes.map((_, k) => sizes.slice(0, k).reduce((sum, n) => sum + n, 0));
        expect(starts(...parts)).toEqual(expected);
      }),
    );
  });
});

/** Complex impedance of R0 + jωL + Σ R/(1 + (jωτ)^n) + σ(1 − j)/√ω. */
function circuit(
  f: number,
  p: { r0: number; l: number; arcs: { r: number; tau: number; n: number }[]; sigma: number },
) {
  const w = 2 * Math.PI * f;
  let re = p.r0 + p.sigma / Math.sqrt(w);
  let im = w * p.l - p.sigma / Math.sqrt(w);
  for (const { r, tau, n } of p.arcs) {
    const a = (w * tau) ** n;
    const [x, y] = [1 + a * Math.cos((n * Math.PI) / 2), a * Math.sin((n * Math.PI) / 2)];
    re += (r * x) / (x * x + y * y);
    im -= (r * y) / (x * x + y * y);
  }
  return { re, im };
}

describe('sign of the imaginary part', () => {
  const arc = fc.record({
    r: fc.double({ min: 1, max: 100, noNaN: true }),
    tau: fc.double({ min: -4, max: -0.5, noNaN: true }).map((e) => 10 ** e),
    n: fc.double({ min: 0.6, max: 1, noNaN: true }),
  });
  const cell = fc.record({
    r0: fc.double({ min: 0, max: 50, noNaN: true }),
    l: fc.double({ min: 0, max: 1e-7, noNaN: true }),
    arcs: fc.array(arc, { minLength: 1, maxLength: 3 }),
    sigma: fc.double({ min: 0, max: 20, noNaN: true }),
  });

  it('is proven by any cell, rising or falling, and reversed with its values', () => {
    fc.assert(
      fc.property(cell, fc.boolean(), (parameters, rising) => {
        const frequency = rising ? sweep(50).reverse() : sweep(50);
        const z = frequency.map((f) => circuit(f, parameters));
        const [f, re, im] = [frequency, z.map((p) => p.re), z.map((p) => p.im)].map((v) => Float64Array.from(v));
        if (f === undefined || re === undefined || im === undefined) return;
        expect(imaginarySign(f, re, im)).toBe(1);
        expect(
          imaginarySign(
            f,
            re,
            im.map((y) => -y),
          ),
        ).toBe(-1);
      }),
    );
  });

  it('is not proven by an inductor whose resistance rises with frequency, nor by a constant real part', () => {
    const f = Float64Array.from(sweep(40));
    const wire = f.map((x) => 1e-3 * (1 + Math.sqrt(x) / 100));
    const inductive = f.map((x) => 2e-7 * x);
    expect(imaginarySign(f, wire, inductive)).toBe(0);
    expect(
      imaginarySign(
        f,
        wire,
        inductive.map((y) => -y),
      ),
    ).toBe(0);
    const blocking = f.map((x) => -1 / x);
    expect(
      imaginarySign(
        f,
        f.map(() => 5),
        blocking,
      ),
    ).toBe(0);
  });

  it('is not proven by a spectrum that is mostly noise', () => {
    const f = Float64Array.from(sweep(40));
    const noisy = f.map((_, i) => 10 + ((i * 37) % 11) - (i % 2 === 0 ? 0.2 : 0));
    const capacitive = f.map((x) => -1 - 1 / x);
    expect(imaginarySign(f, noisy, capacitive)).toBe(0);
    expect(
      imaginarySign(
        f,
        noisy.map((z) => 20 - z),
        capacitive,
      ),
    ).toBe(0);
  });
});
