/** Synthetic spectra and tables as the impedance stages make them, for the tests of the figures. */
import { boolean, fileTable, integer, number, type Table, TableBuilder, text } from '../../../src/model/table.ts';
import { noise } from './tables.ts';

const POINTS = fileTable('eis_points', 'points', {
  spectrum: text(''),
  state: text(''),
  cycle: integer(''),
  frequency_Hz: number('Hz', ''),
  z_real_ohm: number('ohm', ''),
  z_imag_ohm: number('ohm', ''),
  fit_real_ohm: number('ohm', ''),
  fit_imag_ohm: number('ohm', ''),
  residual_real_pct: number('pct', ''),
  residual_imag_pct: number('pct', ''),
  used: boolean(''),
});

export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** An arc R/(1 + (jωτ)ⁿ). */
export interface Arc {
  readonly r: number;
  readonly tau: number;
  readonly n?: number;
}

export interface SpectrumOptions {
  readonly sample: string;
  readonly name?: string;
  readonly state?: string;
  readonly cycle?: number;
  readonly series?: number;
  readonly arcs?: readonly Arc[];
  /** Warburg coefficient in Ω s^−½. */
  readonly warburg?: number;
  /** In H. */
  readonly inductance?: number;
  /** Whole powers of ten of the frequency in Hz, from high to low; default 10⁵ to 10⁻². */
  readonly decades?: readonly [number, number];
  readonly points?: number;
  /** Relative. */
  readonly noise?: number;
  readonly fitted?: boolean;
  /** Changes a measured point. */
  readonly distort?: (z: Complex, i: number) => Complex;
  readonly isUsed?: (i: number) => boolean;
}

function arcImpedance({ r, tau, n = 1 }: Arc, omega: number): Complex {
  const magnitude = (omega * tau) ** n;
  const [a, b] = [1 + magnitude * Math.cos((n * Math.PI) / 2), magnitude * Math.sin((n * Math.PI) / 2)];
  return { re: (r * a) / (a * a + b * b), im: (-r * b) / (a * a + b * b) };
}

function impedance(options: SpectrumOptions, frequency: number): Complex {
  const omega = 2 * Math.PI * frequency;
  const { series = 4, arcs = [], warburg = 0, inductance = 0 } = options;
  const all = arcs.map((arc) => arcImpedance(arc, omega));
  const tail = warburg / Math.sqrt(omega);
  return {
    re: series + tail + all.reduce((sum, z) => sum + z.re, 0),
    im: inductance * omega - tail + all.reduce((sum, z) => sum + z.im, 0),
  };
}

export function pointsTable(spectra: readonly SpectrumOptions[]): Table {
  const builder = new TableBuilder(POINTS);
  spectra.forEach((options, seed) => {
    const { sample, cycle, points = 60, decades: [first, last] = [5, -2] } = options;
    const name = options.name ?? `${sample}_${options.state ?? ''}_${cycle ?? seed}`;
    for (let i = 0; i < points; i++) {
      const frequency = 10 ** (points === 1 ? first : first + ((last - first) * i) / (points - 1));
      const fit = impedance(options, frequency);
      const size = (options.noise ?? 0) * Math.hypot(fit.re, fit.im);
      const noisy = { re: fit.re + size * noise(seed, i), im: fit.im + size * noise(seed + 50, i) };
      const z = options.distort?.(noisy, i) ?? noisy;
      builder.add({
        sample,
        group: sample,
        file: `${name}.DTA`,
        spectrum: name,
        state: options.state ?? '',
        cycle,
        frequency_Hz: frequency,
        z_real_ohm: z.re,
        z_imag_ohm: z.im,
        fit_real_ohm: options.fitted === false ? undefined : fit.re,
        fit_imag_ohm: options.fitted === false ? undefined : fit.im,
        used: options.isUsed?.(i) ?? true,
      });
    }
  });
  return builder.build();
}

const FITS = fileTable('eis_fit', 'fits', {
  spectrum: text(''),
  state: text(''),
  cycle: integer(''),
  potential_V: number('V', ''),
  circuit: text(''),
  selected: boolean(''),
  r_s_ohm: number('ohm', ''),
  r_s_se_ohm: number('ohm', ''),
  r_sei_ohm: number('ohm', ''),
  r_sei_se_ohm: number('ohm', ''),
  r_ct_ohm: number('ohm', ''),
  r_ct_se_ohm: number('ohm', ''),
  r_arcs_ohm: number('ohm', ''),
  r_arcs_se_ohm: number('ohm', ''),
  converged: boolean(''),
  flags: text(''),
});

export const TWO_ARCS = 'R0-p(R1,CPE1)-p(R2,CPE2)-W1';

type Estimate = readonly [value: number, uncertainty: number];

export interface FitOptions {
  readonly sample: string;
  readonly name?: string;
  readonly state?: string;
  readonly cycle?: number;
  readonly potential?: number;
  readonly circuit?: string;
  readonly selected?: boolean;
  /** Values and standard uncertainties in Ω. */
  readonly s?: Estimate;
  readonly sei?: Estimate;
  readonly ct?: Estimate;
  readonly arcs?: Estimate;
  readonly flags?: string;
}

export function fitTable(fits: readonly FitOptions[]): Table {
  const builder = new TableBuilder(FITS);
  for (const { sample, name, state = '', cycle, potential, s, sei, ct, arcs, ...fit } of fits) {
    const spectrum = name ?? `${sample}_${state}_${cycle ?? ''}`;
    builder.add({
      sample,
      group: sample,
      file: `${spectrum}.DTA`,
      spectrum,
      state,
      cycle,
      potential_V: potential,
      circuit: fit.circuit ?? TWO_ARCS,
      selected: fit.selected ?? true,
      r_s_ohm: s?.[0],
      r_s_se_ohm: s?.[1],
      r_sei_ohm: sei?.[0],
      r_sei_se_ohm: sei?.[1],
      r_ct_ohm: ct?.[0],
      r_ct_se_ohm: ct?.[1],
      r_arcs_ohm: arcs?.[0] ?? (sei?.[0] ?? Number.NaN) + (ct?.[0] ?? Number.NaN),
      r_arcs_se_ohm: arcs?.[1],
      converged: true,
      flags: fit.flags ?? '',
    });
  }
  return builder.build();
}

/** A silicon anode: two depressed arcs that shrink with the cycles, and a diffusion tail. */
export function anodeSpectrum(cycle: number, changes: Partial<SpectrumOptions> = {}): SpectrumOptions {
  return {
    sample: 'HRPOSS-6',
    cycle,
    arcs: [
      { r: 45 + 145 * Math.exp(-cycle / 3), tau: 2e-4, n: 0.82 },
      { r: 13 + 50 * Math.exp(-cycle / 2), tau: 2e-2, n: 0.9 },
    ],
    warburg: 6 + cycle,
    noise: 0.004,
    ...changes,
  };
}

/** Sets of spectra that are hard to draw, each a drawing or more. */
export function awkwardSpectra(names: readonly string[]): SpectrumOptions[][] {
  const cycles = (count: number, changes: Partial<SpectrumOptions>) =>
    Array.from({ length: count }, (_, i) => anodeSpectrum(i + 1, changes));
  const blocking = (_: Complex, i: number) => ({ re: 3 + 0.01 * i, im: -(10 ** (i / 12)) });
  return [
    cycles(5, { sample: 'five' }),
    cycles(12, { sample: 'twelve', state: names[0] ?? '' }),
    names.map((name, i) => ({ ...anodeSpectrum(i), cycle: Number.NaN, sample: 'named', name })),
    names.map((state, i) => ({ ...anodeSpectrum(i), cycle: Number.NaN, sample: 'states', state })),
    cycles(2, { sample: 'inductive', inductance: 4e-6, decades: [6, -1], isUsed: (i) => i > 8 }),
    [{ sample: 'flat', series: 100, arcs: [{ r: 30, tau: 1e-3, n: 0.3 }] }],
    [{ sample: 'blocking', fitted: false, distort: blocking }],
    [{ sample: 'milliohms', series: 0.018, inductance: 1.5e-7, arcs: [{ r: 0.009, tau: 0.05 }], decades: [4, -2] }],
    [{ sample: 'one point', points: 1 }],
    [{ sample: 'one place', points: 9, distort: () => ({ re: 5, im: 0 }) }],
    [{ sample: 'megohms', series: 4e7, arcs: [{ r: 8e8, tau: 10 }] }],
  ];
}

/** Sets of fits that are hard to draw, each a drawing or more. */
export function awkwardFits(names: readonly string[]): FitOptions[][] {
  const some = (count: number, make: (i: number) => FitOptions) => Array.from({ length: count }, (_, i) => make(i));
  return [
    some(9, (i) => ({ sample: 'split', cycle: i + 1, s: [3.5, 0.1], sei: [190 - 15 * i, 4], ct: [60 - 5 * i, 70] })),
    some(60, (i) => ({ sample: 'one arc', cycle: i, s: [3, 0.1], arcs: [40 + i, 2], circuit: 'R0-p(R1,CPE1)' })),
    names.map((state, i) => ({
      sample: 'states',
      state,
      s: [3e-3 + 1e-4 * i, 1e-4],
      sei: [5e-3, 1e-3],
      ct: [1e-2, 0],
    })),
    some(90, (i) => ({ sample: 'many', state: `${names[i % 5]} ${i}`, s: [10 ** (i / 10), 10 ** (i / 9)] })),
    [{ sample: 'lone', cycle: 1, s: [2, Number.NaN] }],
    some(4, (i) => ({ sample: 'zero', cycle: i + 1, s: [0, 1], sei: [-2 * i, 1] })),
    some(3, (i) => ({ sample: 'huge', cycle: i + 1, s: [10 ** (12 * i), 1], circuit: names[i] ?? '' })),
  ];
}
