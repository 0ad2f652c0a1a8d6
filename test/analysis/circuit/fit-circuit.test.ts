import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SpectrumPoints } from '../../../src/analysis/circuit/cnls.ts';
import { type CircuitFit, fewestPoints, fitCircuit } from '../../../src/analysis/circuit/fit-circuit.ts';
import { fitFlags } from '../../../src/analysis/circuit/flags.ts';
import { circuitImpedance } from '../../../src/analysis/circuit/impedance.ts';
import { parseCircuit } from '../../../src/analysis/circuit/parse.ts';
import { circuitText } from '../../../src/analysis/circuit/presets.ts';
import { handMade } from './hand-made.ts';

const TWO_ARCS = parseCircuit(circuitText('anode-two-arc'));
const CLEAN = {
  r0: 4,
  arcs: [
    [45, 2e-4, 0.85],
    [13, 0.05, 0.8],
  ],
  sigma: 6,
} as const;

function times(k: number, { frequency, real, imaginary }: SpectrumPoints): SpectrumPoints {
  return { frequency, real: real.map((z) => k * z), imaginary: imaginary.map((z) => k * z) };
}
function parameter(fit: CircuitFit, label: string) {
  const found = fit.parameters.find((one) => one.label === label);
  if (found === undefined) throw new Error(`no ${label}`);
  return found;
}

describe('fitCircuit', () => {
  it('returns what a spectrum without noise was made of', () => {
    const fit = fitCircuit(TWO_ARCS, handMade(CLEAN));
    expect(fit.converged).toBe(true);
    expect(fit.chi2).toBeLessThan(1e-20);
    expect(parameter(fit, 'R0').value).toBeCloseTo(4, 7);
    expect(parameter(fit, 'R1').value).toBeCloseTo(45, 6);
    expect(parameter(fit, 'CPE1_n').value).toBeCloseTo(0.85, 8);
    expect(parameter(fit, 'CPE1_Q').value).toBeCloseTo(2e-4 ** 0.85 / 45, 10);
    expect(parameter(fit, 'R2').value).toBeCloseTo(13, 6);
    expect(parameter(fit, 'W1').value).toBeCloseTo(6, 6);
    expect(fit.arcs.map((arc) => arc.timeConstant)).toEqual([expect.closeTo(2e-4, 9), expect.closeTo(0.05, 7)]);
  });

  it('is exactly the same fit when Z is multiplied by a power of two', () => {
    const points = handMade({ ...CLEAN, noise: 0.005 });
    const one = fitCircuit(TWO_ARCS, points);
    fc.assert(
      fc.property(fc.integer({ min: -40, max: 40 }), (power) => {
        const k = 2 ** power;
        const scaled = fitCircuit(TWO_ARCS, times(k, points));
        expect(scaled.chi2).toBe(one.chi2);
        expect(scaled.aicc).toBe(one.aicc);
        expect(parameter(scaled, 'R1').value).toBe(k * parameter(one, 'R1').value);
        expect(parameter(scaled, 'R1').standardError).toBe(k * parameter(one, 'R1').standardError);
        expect(parameter(scaled, 'CPE2_Q').upper95).toBe(parameter(one, 'CPE2_Q').upper95 / k);
        expect(parameter(scaled, 'CPE2_n').value).toBe(parameter(one, 'CPE2_n').value);
        expect(scaled.arcResistance.standardError).toBe(k * one.arcResistance.standardError);
      }),
      { numRuns: 15 },
    );
  });

  it('scales with Z for any factor', () => {
    const powers = { R: 1, W: 1, Q: -1, n: 0 } as const;
    fc.assert(
      fc.property(fc.double({ min: -9, max: 9, noNaN: true }), fc.integer({ min: 1, max: 1000 }), (power, seed) => {
        const k = 10 ** power;
        const points = handMade({ ...CLEAN, noise: 0.004, seed });
        const one = fitCircuit(TWO_ARCS, points);
        const scaled = fitCircuit(TWO_ARCS, times(k, points));
        one.parameters.forEach((before, i) => {
          const kind = (before.label.split('_')[1] ?? before.label[0]) as keyof typeof powers;
          const factor = k ** powers[kind];
          const after = scaled.parameters[i]!;
          for (const key of ['value', 'standardError', 'lower95', 'upper95'] as const) {
            expect(Math.abs(after[key] / (factor * before[key]) - 1)).toBeLessThan(1e-7);
          }
        });
      }),
      { numRuns: 15 },
    );
  });

  it('gives the same result for the points in any order', () => {
    const points = handMade({ ...CLEAN, noise: 0.005 });
    const backwards = (values: Float64Array) => values.toReversed();
    const turned = fitCircuit(TWO_ARCS, {
      frequency: backwards(points.frequency),
      real: backwards(points.real),
      imaginary: backwards(points.imaginary),
    });
    const one = fitCircuit(TWO_ARCS, points);
    turned.parameters.forEach((value, i) => {
      expect(value.value / one.parameters[i]!.value).toBeCloseTo(1, 7);
    });
  });

  it('refuses fewer points than AICc needs', () => {
    const points = handMade(CLEAN);
    const some = (n: number) => ({
      frequency: points.frequency.slice(0, n),
      real: points.real.slice(0, n),
      imaginary: points.imaginary.slice(0, n),
    });
    const fewest = fewestPoints(TWO_ARCS);
    expect(fewest).toBe(6);
    expect(() => fitCircuit(TWO_ARCS, some(fewest - 1))).toThrow(RangeError);
    expect(Number.isFinite(fitCircuit(TWO_ARCS, some(fewest)).aicc)).toBe(true);
  });

  it.each([
    ['R0-p(R1-W1,CPE1)', [5, 20, 4, 3e-5, 0.85]],
    ['R0-p(R1,CPE1)-p(R2-W1,CPE2)', [5, 30, 1e-5, 0.8, 20, 2, 3e-3, 0.9]],
    ['R0-p(R1-p(R2,CPE2),CPE1)', [5, 30, 50, 2e-3, 0.8, 1e-5, 0.9]],
    ['L0-R0-Zarc1-K1', [1e-6, 5, 20, 1e-3, 0.8, 10, 0.2]],
    ['R0-p(R1,C1)-Wo1', [5, 20, 1e-5, 30, 4]],
    ['R0-p(R1-Ws1,CPE1)', [5, 20, 25, 2, 3e-5, 0.85]],
    ['R0-G1', [5, 20, 0.03]],
    ['p(R1,C1)', [20, 1e-4]],
    ['R0-C1', [20, 1e-4]],
    ['R0-p(R1,CPE1)-p(R2,CPE2)-p(R3,CPE3)-W1', [5, 20, 2e-6, 0.9, 30, 1e-4, 0.85, 25, 0.02, 0.9, 1]],
  ])('finds its way back to the impedance of %s', (text, values) => {
    // the impedance is the program's own here: the question is whether the search finds it
    const circuit = parseCircuit(text);
    const { frequency } = handMade(CLEAN);
    const z = circuitImpedance(circuit, Float64Array.from(values), frequency);
    const points = { frequency, real: z.slice(0, frequency.length), imaginary: z.slice(frequency.length) };
    expect(fitCircuit(circuit, points).chi2).toBeLessThan(1e-14);
  });
});

describe('flags', () => {
  it('an exponent on its bound is held, and the others keep their errors', () => {
    const fit = fitCircuit(
      parseCircuit('R0-p(R1,CPE1)'),
      handMade({ r0: 5, arcs: [[20, 1e-3, 1]], noise: 0.003, seed: 3 }),
    );
    const n = parameter(fit, 'CPE1_n');
    if (n.value === 1) {
      expect(n.flags).toEqual(['at-bound']);
      expect(n.standardError).toBeNaN();
    } else {
      expect(1 - n.value).toBeLessThan(4 * n.standardError);
    }
    expect(parameter(fit, 'R1').standardError).toBeGreaterThan(0);
  });

  it('a part that is not in the spectrum vanishes and is named, without spoiling the rest', () => {
    const fit = fitCircuit(parseCircuit('R0-p(R1,CPE1)-W1'), handMade({ r0: 5, arcs: [[20, 1e-3, 0.8]] }));
    const plain = fitCircuit(parseCircuit('R0-p(R1,CPE1)'), handMade({ r0: 5, arcs: [[20, 1e-3, 0.8]] }));
    expect(parameter(fit, 'W1').flags).toEqual(['at-bound']);
    expect(parameter(fit, 'W1').standardError).toBeNaN();
    expect(parameter(fit, 'R1').value).toBeCloseTo(20, 6);
    expect(parameter(plain, 'R1').value).toBeCloseTo(20, 6);
  });

  it('one arc fitted with two: the split is open, the sum is not', () => {
    const fit = fitCircuit(TWO_ARCS, handMade({ r0: 5, arcs: [[40, 2e-3, 0.8]], sigma: 3, noise: 0.003, seed: 5 }));
    expect(fitFlags(fit).some((flag) => /^(not-identifiable|uncertain|overlapping-arcs|at-bound)/.test(flag))).toBe(
      true,
    );
    const { value, standardError } = fit.arcResistance;
    expect(Math.abs(value - 40)).toBeLessThan(4 * standardError + 0.5);
    expect(standardError).toBeLessThan(0.1 * value);
  });

  it('an arc faster than the highest frequency lies outside the measured range', () => {
    const fit = fitCircuit(parseCircuit('R0-p(R1,C1)'), handMade({ r0: 5, arcs: [[20, 2e-7, 1]] }));
    expect(parameter(fit, 'R1').flags).toContain('outside-measured-range');
    expect(parameter(fit, 'C1').flags).toContain('outside-measured-range');
    expect(parameter(fit, 'R0').flags).not.toContain('outside-measured-range');
  });

  it('well separated arcs carry none but correlations', () => {
    const flags = fitFlags(fitCircuit(TWO_ARCS, handMade({ ...CLEAN, noise: 0.002 })));
    expect(flags.filter((flag) => !flag.startsWith('correlated:'))).toEqual([]);
  });

  it('close arcs say so', () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 3, 4, 5), (seed) => {
        const close = {
          r0: 4,
          arcs: [
            [30, 2e-3, 0.85],
            [30, 8e-3, 0.85],
          ] as const,
          sigma: 6,
          noise: 0.004,
          seed,
        };
        expect(fitFlags(fitCircuit(TWO_ARCS, handMade(close)))).toContain('overlapping-arcs');
      }),
      { numRuns: 5 },
    );
  });
});

describe('criteria', () => {
  it('χ², its reduced form and AICc are those of their definitions', () => {
    const points = handMade({ ...CLEAN, noise: 0.005 });
    const fit = fitCircuit(TWO_ARCS, points);
    const rebuilt = handMade({
      r0: parameter(fit, 'R0').value,
      arcs: [1, 2].map((k) => {
        const [r, q, n] = [parameter(fit, `R${k}`), parameter(fit, `CPE${k}_Q`), parameter(fit, `CPE${k}_n`)];
        return [r.value, (r.value * q.value) ** (1 / n.value), n.value] as const;
      }),
      sigma: parameter(fit, 'W1').value,
    });
    let chi2 = 0;
    points.real.forEach((re, i) => {
      const im = points.imaginary[i]!;
      chi2 += ((rebuilt.real[i]! - re) ** 2 + (rebuilt.imaginary[i]! - im) ** 2) / (re * re + im * im);
    });
    expect(fit.chi2 / chi2).toBeCloseTo(1, 9);
    expect(fit.chi2Reduced).toBeCloseTo(chi2 / (2 * 57 - 8), 12);
    // 2N = 114, k = 8 parameters and the variance
    expect(fit.aicc).toBeCloseTo(114 * Math.log(chi2 / 114) + 18 + 180 / 104, 6);
  });

  it('standard errors of 200 repeated spectra are the scatter of their values', () => {
    const circuit = parseCircuit('R0-p(R1,CPE1)');
    const fits = Array.from({ length: 200 }, (_, i) =>
      fitCircuit(circuit, handMade({ r0: 5, arcs: [[20, 1e-3, 0.8]], noise: 0.005, seed: 1000 + 7 * i })),
    );
    for (const label of ['R0', 'R1', 'CPE1_Q', 'CPE1_n']) {
      const values = fits.map((fit) => parameter(fit, label).value);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const scatter = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
      const stated = fits.reduce((sum, fit) => sum + parameter(fit, label).standardError, 0) / fits.length;
      // the scatter of 200 values is itself known to 5 %
      expect(stated / scatter, label).toBeGreaterThan(0.85);
      expect(stated / scatter, label).toBeLessThan(1.15);
    }
  });
});
