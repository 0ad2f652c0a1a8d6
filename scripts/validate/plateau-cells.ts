/** Cells of known plateaus: steps of charge over potential, as a cycler would record them. */
import type { DatasetOf } from '../../src/model/dataset.ts';
import { modeCode } from '../../src/model/schema.ts';
import { gaussian } from './noise.ts';

export interface Plateau {
  /** V, where dQ/dV is largest, without the overpotential. */
  readonly potential: number;
  /** mAh */
  readonly capacity: number;
  /** V: full width at half maximum of dQ/dV. */
  readonly width: number;
  /** `gumbel` is asymmetric: its tail on the side of the higher potential is the longer one. `skewed` is less so. */
  readonly shape: 'logistic' | 'gaussian' | 'gumbel' | 'skewed';
}

export interface PlateauCell {
  readonly plateaus: readonly Plateau[];
  /** mAh/V beside the plateaus. */
  readonly background: number;
  /** V, cut-offs. */
  readonly low: number;
  readonly high: number;
  /** V by which the charge is lifted and the discharge lowered. */
  readonly overpotential: number;
}

export interface Recording {
  /** V, standard deviation. */
  readonly noise: number;
  /** V; 0: not rounded. */
  readonly resolution: number;
  /** A record at the latest after so much of an hour, and as soon as the potential moved so far (V). */
  readonly hours: number;
  readonly volts: number;
  /** Cut-off potential held, on charge, until the current has fallen to a twentieth. */
  readonly held?: boolean;
  /** Without the modes of the instrument. */
  readonly modeless?: boolean;
}

/** Half width at half maximum of the standard logistic density and of the standard normal one. */
const LOGISTIC_HALF = Math.log(3 + 2 * Math.SQRT2);
const NORMAL_HALF = Math.sqrt(2 * Math.LN2);
/** Half of the full width at half maximum of exp(−x − exp(−x)). */
const GUMBEL_HALF = 2.446385 / 2;

/** Of 2·(potential − that of the peak)/width. */
const DISTRIBUTIONS: Record<Plateau['shape'], (x: number) => number> = {
  logistic: (x) => 1 / (1 + Math.exp(-x * LOGISTIC_HALF)),
  gaussian: (x) => normal(x * NORMAL_HALF),
  gumbel: (x) => Math.exp(-Math.exp(-x * GUMBEL_HALF)),
  skewed: (x) => 0.7 * normal(x * NORMAL_HALF) + 0.3 * Math.exp(-Math.exp(-x * GUMBEL_HALF)),
};

/** mAh that the plateaus and the background take up to a potential. */
export function chargeAt({ plateaus, background, low }: PlateauCell, volts: number): number {
  return plateaus.reduce(
    (sum, { potential, capacity, width, shape }) => {
      const x = (2 * (volts - potential)) / width;
      return sum + capacity * DISTRIBUTIONS[shape](x);
    },
    background * (volts - low),
  );
}

/** Cumulative normal distribution by its series (Marsaglia, J. Stat. Softw. 2004, 11(4)). */
function normal(x: number): number {
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0;
  let [sum, term] = [x, x];
  for (let k = 3; Math.abs(term) > 1e-17; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Potential against charge on a fine grid of potential, for looking up. */
function lookUp(cell: PlateauCell) {
  const count = 20_000;
  const volts = Float64Array.from({ length: count + 1 }, (_, i) => cell.low + (i * (cell.high - cell.low)) / count);
  const charge = volts.map((value) => chargeAt(cell, value) - chargeAt(cell, cell.low));
  return (milliampHours: number) => {
    let [a, b] = [0, count];
    while (b - a > 1) {
      const middle = (a + b) >> 1;
      if ((charge[middle] ?? 0) <= milliampHours) a = middle;
      else b = middle;
    }
    const [qa = 0, qb = 0, va = 0, vb = 0] = [charge[a], charge[b], volts[a], volts[b]];
    return va + ((milliampHours - qa) / (qb - qa)) * (vb - va);
  };
}

/** One cycle at 1 mA, charge and discharge, after a rest; the potential jumps when the current comes. */
export function recordPlateaus(cell: PlateauCell, recording: Recording, seed: number): DatasetOf<'cycling'> {
  const noise = gaussian(seed);
  const potentialOf = lookUp(cell);
  const total = chargeAt(cell, cell.high) - chargeAt(cell, cell.low);
  const rows: { time: number; potential: number; current: number; charge: number; step: number; mode: number }[] = [];
  let clock = 0;
  const keep = (volts: number, current: number, charge: number, step: number, mode: number) => {
    const noisy = volts + recording.noise * noise();
    const { resolution: r } = recording;
    const potential = r > 0 ? Math.round(noisy / r) * r : noisy;
    rows.push({ time: clock * 3600, potential, current, charge: charge / 1e3, step, mode });
  };
  const galvanostatic = (sign: 1 | -1, step: number) => {
    const at = (passed: number) => potentialOf(sign === 1 ? passed : total - passed) + sign * cell.overpotential;
    const base = sign === 1 ? 0 : total;
    // The first record still shows the potential of the rest before.
    keep(potentialOf(sign === 1 ? 0 : total), sign * 1e-3, base, step, modeCode('constant-current'));
    const tick = recording.hours / 20;
    let [passed, lastPassed, lastVolts] = [0, 0, at(0)];
    while (passed < total) {
      passed = Math.min(total, passed + tick);
      clock += tick;
      const due = passed - lastPassed >= recording.hours || Math.abs(at(passed) - lastVolts) >= recording.volts;
      if (!due && passed < total) continue;
      keep(at(passed), sign * 1e-3, base + sign * passed, step, modeCode('constant-current'));
      [lastPassed, lastVolts] = [passed, at(passed)];
    }
    return base + sign * passed;
  };
  for (let i = 0; i < 5; i++, clock += 0.1) keep(cell.low, 0, 0, 1, modeCode('rest'));
  let charge = galvanostatic(1, 2);
  if (recording.held === true) {
    const mode = modeCode('constant-voltage');
    for (let k = 0; k < 60; k++) {
      const current = 20 ** -((k + 1) / 60);
      charge += current * 0.02;
      clock += 0.02;
      keep(cell.high + cell.overpotential, current / 1e3, charge, recording.modeless === true ? 2 : 3, mode);
    }
  }
  const shift = charge - total;
  const before = rows.length;
  galvanostatic(-1, 4);
  for (const row of rows.slice(before)) row.charge += shift / 1e3;
  const column = (name: keyof (typeof rows)[number]) => Float64Array.from(rows, (row) => row[name]);
  return {
    kind: 'cycling',
    length: rows.length,
    columns: {
      time: column('time'),
      potential: column('potential'),
      current: column('current'),
      charge: column('charge'),
      step: column('step'),
      cycle: column('step').fill(1),
      ...(recording.modeless === true ? {} : { mode: Uint8Array.from(rows, ({ mode }) => mode) }),
    },
    extras: [],
    instrumentTables: [],
    fates: [],
    meta: {},
    started: '',
    source: { path: 'plateaus', sha256: '', parser: 'simulated' },
  };
}
