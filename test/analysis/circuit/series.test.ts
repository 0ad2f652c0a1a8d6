import { describe, expect, it } from 'vitest';
import { circuitImpedance } from '../../../src/analysis/circuit/impedance.ts';
import { parseCircuit } from '../../../src/analysis/circuit/parse.ts';
import { fitSeries, selectCircuit } from '../../../src/analysis/circuit/series.ts';
import { handMade } from './hand-made.ts';

const TWO_ARCS = parseCircuit('R0-p(R1,CPE1)-p(R2,CPE2)-W1');
const ONE_ARC = parseCircuit('R0-p(R1,CPE1)-W1');

/** The surface layer grows while the charge transfer gets faster and overtakes nothing. */
const ageing = Array.from({ length: 12 }, (_, i) =>
  handMade({
    r0: 4,
    arcs: [
      [20 + 10 * i, 1e-4, 0.85],
      [60 / (1 + i), 0.3 / (1 + i), 0.8],
    ],
    sigma: 5,
    noise: 0.003,
    seed: 11 + i,
  }),
);

describe('fitSeries', () => {
  const { fits, roles } = fitSeries(TWO_ARCS, ageing);

  it('follows each arc through the series without a swap', () => {
    expect(roles.map((role) => role?.sei.name)).toEqual(ageing.map(() => 'R1'));
    fits.forEach((fit, i) => {
      const [r1, r2] = ['R1', 'R2'].map((label) => fit?.parameters.find((parameter) => parameter.label === label));
      expect(Math.abs(r1!.value - (20 + 10 * i))).toBeLessThan(5 * r1!.standardError);
      expect(Math.abs(r2!.value - 60 / (1 + i))).toBeLessThan(5 * r2!.standardError);
    });
  });

  it('gives each spectrum what it gives on its own', () => {
    const alone = fitSeries(TWO_ARCS, ageing.slice(5, 6)).fits[0];
    alone?.parameters.forEach(({ value }, k) => {
      expect(fits[5]!.parameters[k]!.value / value).toBeCloseTo(1, 6);
    });
  });

  it('keeps the name of the arc that is left when the other is gone', () => {
    const circuit = parseCircuit('R0-p(R1,CPE1)-p(R2,CPE2)');
    const charge = [40, 0.2, 0.8] as const;
    const both = handMade({ r0: 4, arcs: [[20, 1e-4, 0.85], charge], noise: 0.001, seed: 4 });
    const left = Array.from({ length: 8 }, (_, i) => handMade({ r0: 4, arcs: [charge], noise: 0.002, seed: 30 + i }));
    const { fits } = fitSeries(
      circuit,
      left.flatMap((alone) => [both, alone]),
    );
    // noise may split the arc in two that are both open; the others keep its name
    const open = fits.filter((fit) =>
      fit?.arcs.every(({ resistance }) => resistance.flags.includes('not-identifiable')),
    );
    const named = fits.filter((fit) => !open.includes(fit));
    expect(named.length).toBeGreaterThan(13);
    for (const fit of named) {
      const slow = fit!.arcs.find(({ arc }) => arc.name === 'R2')!;
      expect(Math.abs(slow.resistance.value - 40)).toBeLessThan(3);
      expect(Math.abs(Math.log(slow.timeConstant / 0.2))).toBeLessThan(0.1);
    }
    // without the neighbours some of them would be called the first
    const alone = left.map((points) => fitSeries(circuit, [points]).fits[0]);
    expect(alone.some((fit) => fit!.parameters[1]!.value > 30)).toBe(true);
  });

  it('leaves out a spectrum with too few points and goes on', () => {
    const short = {
      frequency: Float64Array.of(1, 10),
      real: Float64Array.of(2, 1),
      imaginary: Float64Array.of(-1, -1),
    };
    const series = fitSeries(TWO_ARCS, [short, ageing[0]!]);
    expect(series.fits[0]).toBeUndefined();
    expect(series.fits[1]?.converged).toBe(true);
  });

  it('tells unlike branches apart by time constant, whatever their names', () => {
    const circuit = parseCircuit('R0-p(R2-W1,CPE2)-p(R1,CPE1)');
    const { frequency } = ageing[0]!;
    const z = circuitImpedance(circuit, Float64Array.of(4, 30, 3, 2e-3, 0.85, 50, 2e-6, 0.9), frequency);
    const points = { frequency, real: z.slice(0, frequency.length), imaginary: z.slice(frequency.length) };
    expect(fitSeries(circuit, [points]).roles[0]).toMatchObject({ sei: { name: 'R1' }, ct: { name: 'R2' } });
    expect(fitSeries(ONE_ARC, ageing.slice(0, 1)).roles).toEqual([undefined]);
  });
});

describe('selectCircuit', () => {
  const single = Array.from({ length: 4 }, (_, i) =>
    handMade({ r0: 4, arcs: [[20 + i, 1e-3, 0.85]], sigma: 5, noise: 0.003, seed: 5 + i }),
  );
  const both = (spectra: typeof single) => [fitSeries(TWO_ARCS, spectra), fitSeries(ONE_ARC, spectra)];

  it('takes two arcs where there are two, one where there is one', () => {
    expect(selectCircuit(both(ageing.slice(0, 4)))?.circuit).toBe(TWO_ARCS);
    expect(selectCircuit(both(single))?.circuit).toBe(ONE_ARC);
  });

  it('compares only fits of the same points', () => {
    const fewer = single.map(({ frequency, real, imaginary }) => ({
      frequency: frequency.slice(20),
      real: real.slice(20),
      imaginary: imaginary.slice(20),
    }));
    expect(selectCircuit([fitSeries(ONE_ARC, fewer), fitSeries(TWO_ARCS, single)])?.circuit).toBe(TWO_ARCS);
  });

  it('has nothing to select from nothing', () => {
    expect(selectCircuit([fitSeries(ONE_ARC, [])])).toBeUndefined();
  });
});
