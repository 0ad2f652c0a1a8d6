/** Overlapping and asymmetric peaks of dQ/dV: what is found, how well, and whether the stated errors tell the truth. */
import { numbers, texts } from '../../src/model/table.ts';
import { DQDV_SEED, type DqdvCase, peaksOf } from './dqdv.ts';
import { gaussian } from './noise.ts';
import { chargeAt, type Plateau, type PlateauCell, type Recording } from './plateau-cells.ts';

export interface OverlapCase extends DqdvCase {
  /** Least prominence of a peak, of the study file. */
  readonly prominence: string;
}

const WIDTH = 0.04;
const FIRST = 3.7;

/** Two plateaus so many widths apart, alone in the window. */
function pair(separation: number, capacities: readonly [number, number], shape: Plateau['shape']): PlateauCell {
  return {
    plateaus: capacities.map((capacity, k) => ({
      potential: FIRST + k * separation * WIDTH,
      capacity,
      width: k === 0 ? WIDTH : 1.1 * WIDTH,
      shape,
    })),
    background: 0.25,
    low: 3.2,
    high: 4.3,
    overpotential: 0.02,
  };
}

const QUIET: Recording = { noise: 2e-4, resolution: 0, hours: 1 / 1000, volts: 1 };
const NOISY: Recording = { noise: 1e-3, resolution: 1e-3, hours: 1 / 1000, volts: 1 };

function cases(): OverlapCase[] {
  const list: OverlapCase[] = [];
  const add = (name: string, cell: PlateauCell, prominence = '5 %') => {
    list.push({ name: `${name}, noise 0.2 mV`, cell, recording: QUIET, prominence });
    list.push({ name: `${name}, noise 1 mV, rounded to 1 mV`, cell, recording: NOISY, prominence });
  };
  for (const separation of [1, 1.5, 2, 3]) {
    for (const shape of ['logistic', 'gaussian'] as const) {
      add(`equal ${shape}, ${separation} widths apart`, pair(separation, [0.5, 0.5], shape));
    }
  }
  add('10 : 1 logistic, 2 widths apart, prominence 1 %', pair(2, [0.5, 0.05], 'logistic'), '1 %');
  add('10 : 1 logistic, 2 widths apart', pair(2, [0.5, 0.05], 'logistic'));
  add('10 : 1 logistic, 3 widths apart', pair(3, [0.5, 0.05], 'logistic'));
  add('10 : 1 gaussian, 3 widths apart', pair(3, [0.5, 0.05], 'gaussian'));
  add('shoulder: 3 : 1 logistic, 0.7 widths apart', pair(0.7, [0.6, 0.2], 'logistic'));
  add('asymmetric, alone', {
    ...pair(1, [0.5, 0], 'gumbel'),
    plateaus: pair(1, [0.5, 0], 'gumbel').plateaus.slice(0, 1),
  });
  add('asymmetric, 2 widths apart', pair(2, [0.5, 0.5], 'gumbel'));
  add('slightly asymmetric, 1.5 widths apart', pair(1.5, [0.5, 0.5], 'skewed'));
  add('slightly asymmetric, 3 widths apart', pair(3, [0.5, 0.5], 'skewed'));
  return list;
}

export const OVERLAP_CASES: readonly OverlapCase[] = cases();

export interface OverlapValidation {
  readonly found: number;
  readonly plateaus: number;
  readonly spurious: number;
  readonly separations: Readonly<Record<string, number>>;
  /** In V: largest and root mean square deviation of the position; relative the same of the area. */
  readonly positionRms: number;
  readonly positionWorst: number;
  readonly areaRms: number;
  readonly areaWorst: number;
  readonly areaBias: number;
  /** Peaks with a stated uncertainty, and the share of them within ± 1.96 of it. */
  readonly positionsStated: number;
  readonly positionCoverage: number;
  readonly areasStated: number;
  readonly areaCoverage: number;
}

export function validateOverlap(one: OverlapCase, seeds: number, seed: number): OverlapValidation {
  const shift = gaussian(seed);
  const positions: [number, number][] = [];
  const areas: [number, number][] = [];
  const separations: Record<string, number> = {};
  let spurious = 0;
  let plateaus = 0;
  for (let k = 0; k < seeds; k++) {
    const overpotential = one.cell.overpotential + 1e-3 * shift();
    const table = peaksOf({ ...one, cell: { ...one.cell, overpotential } }, seed + k, { prominence: one.prominence });
    const column = (name: string, row: number) => numbers(table, name)[row] ?? Number.NaN;
    for (const [branch, sign] of [
      ['charge', 1],
      ['discharge', -1],
    ] as const) {
      const branches = texts(table, 'branch');
      const rows = [...branches.keys()].filter((row) => branches[row] === branch);
      const truths = rows.length < one.cell.plateaus.length ? [together(one.cell)] : one.cell.plateaus;
      plateaus += truths.length;
      const used = new Set<number>();
      for (const truth of truths) {
        const potential = truth.potential + sign * overpotential;
        const free = rows.filter((row) => !used.has(row));
        const distance = (row: number) => Math.abs(column('voltage_V', row) - potential);
        const row = free.sort((a, b) => distance(a) - distance(b))[0];
        if (row === undefined || distance(row) > truth.width) continue;
        used.add(row);
        const kind = texts(table, 'separation')[row] ?? '';
        separations[kind] = (separations[kind] ?? 0) + 1;
        positions.push([column('voltage_V', row) - potential, column('voltage_se_V', row)]);
        areas.push([column('area_mAh', row) / truth.capacity - 1, column('area_se_mAh', row) / truth.capacity]);
      }
      spurious += rows.length - used.size;
    }
  }
  const position = summary(positions);
  const area = summary(areas);
  return {
    found: positions.length,
    plateaus,
    spurious,
    separations,
    positionRms: position.rms,
    positionWorst: position.worst,
    areaRms: area.rms,
    areaWorst: area.worst,
    areaBias: area.bias,
    positionsStated: position.stated,
    positionCoverage: position.coverage,
    areasStated: area.stated,
    areaCoverage: area.coverage,
  };
}

/** What one peak stands for that holds all plateaus: their capacity, and the maximum of their sum, by search. */
function together({ plateaus, ...rest }: PlateauCell): Plateau {
  const highest = plateaus.reduce((a, b) => (b.capacity > a.capacity ? b : a));
  const capacity = plateaus.reduce((sum, one) => sum + one.capacity, 0);
  const step = 1e-3;
  let [potential, most] = [highest.potential, 0];
  for (let volts = FIRST - WIDTH; volts < FIRST + 4 * WIDTH; volts += 1e-5) {
    const cell = { ...rest, plateaus };
    const passed = chargeAt(cell, volts + step) - chargeAt(cell, volts - step);
    if (passed > most) [potential, most] = [volts, passed];
  }
  return { ...highest, potential, capacity };
}

/** Deviations with their stated standard uncertainties. */
function summary(pairs: readonly (readonly [number, number])[]) {
  const stated = pairs.filter(([, error]) => Number.isFinite(error));
  return {
    rms: Math.sqrt(pairs.reduce((sum, [value]) => sum + (value * value) / pairs.length, 0)),
    worst: Math.max(...pairs.map(([value]) => Math.abs(value))),
    bias: pairs.reduce((sum, [value]) => sum + value / pairs.length, 0),
    stated: stated.length,
    coverage: stated.filter(([value, error]) => Math.abs(value) <= 1.96 * error).length / stated.length,
  };
}

/** No stated uncertainty is too small, whatever the case: none is stated where it is not known. */
export function isHonest({ positionsStated, positionCoverage, areasStated, areaCoverage }: OverlapValidation): boolean {
  return (positionsStated === 0 || positionCoverage > 0.9) && (areasStated === 0 || areaCoverage > 0.9);
}

/** Prints a line per case; true where every stated uncertainty holds. */
export function reportOverlap(seeds: number): boolean {
  let holds = true;
  for (const one of OVERLAP_CASES) {
    const r = validateOverlap(one, seeds, DQDV_SEED);
    const percent = (value: number) => (100 * value).toFixed(2);
    const millivolts = (value: number) => (1e3 * value).toFixed(3);
    holds &&= isHonest(r);
    const kinds = Object.entries(r.separations).map(([kind, count]) => `${kind} ${count}`);
    console.log(
      `${one.name}: found ${r.found} of ${r.plateaus} (${kinds.join(', ')}), ${r.spurious} spurious; ` +
        `position rms ${millivolts(r.positionRms)}, worst ${millivolts(r.positionWorst)} mV, ` +
        `coverage ${percent(r.positionCoverage)} % of ${r.positionsStated}; area bias ${percent(r.areaBias)}, ` +
        `rms ${percent(r.areaRms)}, worst ${percent(r.areaWorst)} %, ` +
        `coverage ${percent(r.areaCoverage)} % of ${r.areasStated}`,
    );
  }
  return holds;
}
