/** Do the peaks of dQ/dV stand where the plateaus are, with their capacities, and does the stated error tell the truth? */
import { describeCell } from '../../src/analysis/cell.ts';
import { dqdvStage } from '../../src/analysis/cycling/dqdv-stage.ts';
import type { Sample } from '../../src/model/sample.ts';
import { numbers, type Table, texts } from '../../src/model/table.ts';
import { gaussian } from './noise.ts';
import { type PlateauCell, type Recording, recordPlateaus } from './plateau-cells.ts';

export interface DqdvCase {
  readonly name: string;
  readonly cell: PlateauCell;
  readonly recording: Recording;
}

export interface DqdvValidation {
  /** Peaks with a plateau of their own, and plateaus, over all seeds and both branches. */
  readonly found: number;
  readonly plateaus: number;
  /** Peaks without a plateau. */
  readonly spurious: number;
  /** Deviation of the positions in V: mean, share within 1 mV, root mean square and largest. */
  readonly bias: number;
  readonly within: number;
  readonly rms: number;
  readonly worst: number;
  /** Share of plateaus within ± 1.96 of the stated standard uncertainty. */
  readonly coverage: number;
  /** Deviation of the areas relative to the capacity of the plateau: mean, share within 1 %, and largest. */
  readonly areaBias: number;
  readonly areaWithin: number;
  readonly areaWorst: number;
  /** Share of areas within ± 1.96 of the stated standard uncertainty. */
  readonly areaCoverage: number;
}

const SHARP: PlateauCell = {
  plateaus: [
    { potential: 3.62, capacity: 0.4, width: 0.03, shape: 'logistic' },
    { potential: 3.85, capacity: 0.6, width: 0.045, shape: 'gaussian' },
    { potential: 4.08, capacity: 0.25, width: 0.025, shape: 'logistic' },
  ],
  background: 0.25,
  low: 3.2,
  high: 4.3,
  overpotential: 0.02,
};

/** As of a silicon or tin anode: broad, at low potential. */
const BROAD: PlateauCell = {
  plateaus: [
    { potential: 0.3, capacity: 0.8, width: 0.07, shape: 'gaussian' },
    { potential: 0.75, capacity: 0.5, width: 0.06, shape: 'logistic' },
  ],
  background: 0.2,
  low: 0.005,
  high: 1.2,
  overpotential: 0.03,
};

const EVERY = { hours: 1 / 1000, volts: 1 };

/** Noise of 0.2 and 1 mV, rounding to 0.1 and 1 mV, records by time, by potential or both, few records, a held end. */
export const DQDV_CASES: readonly DqdvCase[] = [
  { name: 'noise 0.2 mV', cell: SHARP, recording: { noise: 2e-4, resolution: 0, ...EVERY } },
  { name: 'noise 1 mV', cell: SHARP, recording: { noise: 1e-3, resolution: 0, ...EVERY } },
  { name: 'rounded to 0.1 mV', cell: SHARP, recording: { noise: 0, resolution: 1e-4, ...EVERY } },
  { name: 'rounded to 1 mV', cell: SHARP, recording: { noise: 0, resolution: 1e-3, ...EVERY } },
  { name: 'noise 0.5 mV, rounded to 1 mV', cell: SHARP, recording: { noise: 5e-4, resolution: 1e-3, ...EVERY } },
  {
    name: 'records by 2 mV or 0.002 h, noise 0.3 mV, rounded to 0.1 mV, end held',
    cell: SHARP,
    recording: { noise: 3e-4, resolution: 1e-4, hours: 1 / 500, volts: 2e-3, held: true },
  },
  {
    name: 'end held, no modes, noise 0.2 mV',
    cell: SHARP,
    recording: { noise: 2e-4, resolution: 0, ...EVERY, held: true, modeless: true },
  },
  { name: 'broad, noise 1 mV, rounded to 1 mV', cell: BROAD, recording: { noise: 1e-3, resolution: 1e-3, ...EVERY } },
  {
    name: 'broad, records by 5 mV or 0.01 h, noise 0.2 mV',
    cell: BROAD,
    recording: { noise: 2e-4, resolution: 0, hours: 1 / 100, volts: 5e-3 },
  },
];

/** Fixed before the first run. */
export const DQDV_SEED = 1964;

const SAMPLE: Sample = { id: 'cell', group: 'cell', role: 'full-cell', exclude: [], layers: [], files: [] };

/** Table `dqdv_peaks` of one simulated cycle. */
export function peaksOf({ cell, recording }: Omit<DqdvCase, 'name'>, seed: number, options = {}): Table {
  const datasets = [recordPlateaus(cell, recording, seed)];
  const described = describeCell(SAMPLE, datasets);
  const input = { cell: described.cell, tests: described.tests, datasets, tables: new Map(), options };
  if (dqdvStage.scope !== 'sample') throw new TypeError('dqdv runs per sample');
  const peaks = dqdvStage.run(input).tables.find(({ spec }) => spec.name === 'dqdv_peaks');
  if (peaks === undefined) throw new Error('no peaks');
  return peaks;
}

export function validateDqdv(one: DqdvCase, seeds: number, seed: number): DqdvValidation {
  const deviations: number[] = [];
  const errors: number[] = [];
  const areas: number[] = [];
  const areaErrors: number[] = [];
  let spurious = 0;
  const { plateaus } = one.cell;
  const shift = gaussian(seed);
  for (let k = 0; k < seeds; k++) {
    // A fraction of a millivolt, so that rounding hits other places in every run.
    const overpotential = one.cell.overpotential + 1e-3 * shift();
    const table = peaksOf({ ...one, cell: { ...one.cell, overpotential } }, seed + k);
    const branches = texts(table, 'branch');
    for (const [branch, sign] of [
      ['charge', 1],
      ['discharge', -1],
    ] as const) {
      const rows = [...branches.keys()].filter((row) => branches[row] === branch);
      const used = new Set<number>();
      for (const plateau of plateaus) {
        const truth = plateau.potential + sign * overpotential;
        const row = rows.find((r) => Math.abs((numbers(table, 'voltage_V')[r] ?? 0) - truth) < plateau.width / 2);
        if (row === undefined) continue;
        used.add(row);
        deviations.push((numbers(table, 'voltage_V')[row] ?? Number.NaN) - truth);
        errors.push(numbers(table, 'voltage_se_V')[row] ?? Number.NaN);
        areas.push((numbers(table, 'area_mAh')[row] ?? Number.NaN) / plateau.capacity - 1);
        areaErrors.push((numbers(table, 'area_se_mAh')[row] ?? Number.NaN) / plateau.capacity);
      }
      spurious += rows.length - used.size;
    }
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value / values.length, 0);
  const largest = (values: readonly number[]) => Math.max(...values.map(Math.abs));
  const covered = (values: readonly number[], uncertainties: readonly number[]) =>
    values.filter((value, i) => Math.abs(value) <= 1.96 * (uncertainties[i] ?? 0)).length / values.length;
  return {
    found: deviations.length,
    plateaus: 2 * seeds * plateaus.length,
    spurious,
    bias: mean(deviations),
    within: deviations.filter((value) => Math.abs(value) <= 1e-3).length / deviations.length,
    rms: Math.sqrt(mean(deviations.map((value) => value * value))),
    worst: largest(deviations),
    coverage: covered(deviations, errors),
    areaBias: mean(areas),
    areaWithin: areas.filter((value) => Math.abs(value) <= 0.01).length / areas.length,
    areaWorst: largest(areas),
    areaCoverage: covered(areas, areaErrors),
  };
}

/** Every plateau is found, none besides; 99.5 % of them within 1 mV and 98 % within 1 % of area, without bias. */
export function isRecovered(result: DqdvValidation): boolean {
  const { found, plateaus, spurious, bias, within, areaBias, areaWithin } = result;
  const unbiased = Math.abs(bias) < 1e-4 && Math.abs(areaBias) < 0.003;
  return found === plateaus && spurious === 0 && within >= 0.995 && areaWithin >= 0.98 && unbiased;
}

/** Prints a line per case; true where all plateaus are recovered and the uncertainties are none too small. */
export function reportDqdv(seeds: number): boolean {
  let holds = true;
  for (const one of DQDV_CASES) {
    const r = validateDqdv(one, seeds, DQDV_SEED);
    const millivolts = (value: number) => (1e3 * value).toFixed(3);
    const percent = (value: number) => (100 * value).toFixed(2);
    holds &&= isRecovered(r) && r.coverage > 0.93 && r.areaCoverage > 0.93;
    console.log(
      `${one.name}: found ${r.found} of ${r.plateaus}, ${r.spurious} spurious; position bias ${millivolts(r.bias)}, ` +
        `rms ${millivolts(r.rms)}, worst ${millivolts(r.worst)} mV, coverage ${percent(r.coverage)} %; ` +
        `area bias ${percent(r.areaBias)}, within 1 %: ${percent(r.areaWithin)}, worst ${percent(r.areaWorst)} %, ` +
        `coverage ${percent(r.areaCoverage)} %`,
    );
  }
  return holds;
}
