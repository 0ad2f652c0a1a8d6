/** Tables `dqdv`, `dvdq` and `dqdv_peaks`: derivatives along the constant-current part of the branches of chosen cycles. */
import * as v from 'valibot';
import { type Issue, issue } from '../../model/issues.ts';
import { fileTable, integer, number, numbers, type Table, TableBuilder, text } from '../../model/table.ts';
import { parseQuantity } from '../../model/units.ts';
import type { Branch } from '../branch.ts';
import type { Cell } from '../cell.ts';
import { quantityOption, quantityValue } from '../options.ts';
import type { SampleInput, SampleStage, StageResult } from '../stage.ts';
import { capacityPeaks } from './capacity-peaks.ts';
import { constantCurrentProfile } from './constant-current.ts';
import { CYCLE_NUMBER } from './counting.ts';
import { defaultCycles } from './default-cycles.ts';
import { type DerivativeOptions, differentialCapacity, differentialPotential } from './differential.ts';
import { fileOf, type MeasuredCycle, measuredCycles } from './measured-cycles.ts';
import { samplingOf } from './sampling.ts';

const BRANCH_COLUMNS = {
  cycle: integer(CYCLE_NUMBER),
  branch: text('charge or discharge'),
};

export const DQDV = fileTable('dqdv', 'one row per grid point of a branch of a chosen cycle', {
  ...BRANCH_COLUMNS,
  voltage_V: number('V', 'potential'),
  dqdv_mAh_V: number('mAh_V', 'capacity per potential, smoothed; positive on charge, negative on discharge'),
  dqdv_mAh_g_V: number('mAh_g_V', 'the same per gram of active material'),
  window_V: number('V', 'width of the smoothing window'),
});

export const DVDQ = fileTable('dvdq', 'one row per grid point of a branch of a chosen cycle', {
  ...BRANCH_COLUMNS,
  capacity_mAh: number('mAh', 'capacity since the start of the branch'),
  capacity_mAh_g: number('mAh_g', 'the same per gram of active material'),
  dvdq_V_mAh: number('V_mAh', 'change of the potential with that capacity, smoothed; negative where it falls'),
  window_mAh: number('mAh', 'width of the smoothing window'),
});

export const DQDV_PEAKS = fileTable('dqdv_peaks', 'one row per peak of dQ/dV', {
  ...BRANCH_COLUMNS,
  peak: integer('number of the peak, from 1 at the lowest potential'),
  voltage_V: number('V', 'potential of the plateau; of the maximum of dQ/dV where separation is valley'),
  voltage_se_V: number('V', 'its standard uncertainty; empty where it is not known'),
  height_mAh_V: number('mAh_V', 'dQ/dV at the maximum, smoothed; positive on charge, negative on discharge'),
  baseline_mAh_V: number('mAh_V', 'of that, the line between the feet of the peak, or of all that overlap'),
  area_mAh: number('mAh', 'charge over that line; capacity of the plateau unless separation is valley'),
  area_se_mAh: number('mAh', 'its standard uncertainty; empty where it is not known'),
  area_mAh_g: number('mAh_g', 'the area per gram of active material'),
  fwhm_V: number('V', 'full width at half of the height over the line; contains the smoothing unless fitted'),
  prominence_mAh_V: number('mAh_V', 'height over the higher of the two valleys beside the peak'),
  separation: text(
    'isolated; unresolved (too flat for one plateau); overlapping: resolved by fit, or parted at the valley',
  ),
});

const HIGHEST_ORDER = 5;
/** No cycler tells potentials apart that are closer, and the tables would be endless. */
const FINEST_STEP = '0.1 mV';
const OPTIONS = v.strictObject({
  cycles: v.optional(v.array(v.pipe(v.number(), v.integer()), 'a list of cycle numbers, such as [1, 2, 100]')),
  step: v.optional(above(FINEST_STEP)),
  window: v.optional(above(FINEST_STEP)),
  order: v.optional(
    v.pipe(
      v.number('a whole number from 1 to 5'),
      v.integer('a whole number from 1 to 5'),
      v.minValue(1, 'a whole number from 1 to 5'),
      v.maxValue(HIGHEST_ORDER, 'a whole number from 1 to 5'),
    ),
    3,
  ),
  prominence: v.optional(quantityOption('%', '5 %'), '5 %'),
});

function above(least: string) {
  const { value } = quantityValue(least, 'V');
  return v.pipe(
    quantityOption('V', '1 mV'),
    v.check((text) => !((parseQuantity(text, 'V')?.value ?? value) < value), `expected at least ${least}`),
  );
}

export const dqdvStage: SampleStage = {
  id: 'dqdv',
  scope: 'sample',
  description: 'dQ/dV, dV/dQ and peaks of dQ/dV of chosen cycles (default: those of voltage_profile)',
  tables: [DQDV, DVDQ, DQDV_PEAKS],
  options: OPTIONS,
  run: runDqdv,
};

/** A derivative along fewer records shows the records. */
const LEAST_RECORDS = 20;

interface Builders {
  readonly dqdv: TableBuilder<(typeof DQDV)['columns']>;
  readonly dvdq: TableBuilder<(typeof DVDQ)['columns']>;
  readonly peaks: TableBuilder<(typeof DQDV_PEAKS)['columns']>;
}

interface Settings extends DerivativeOptions {
  /** Relative to the highest peak of the branch. */
  readonly prominence: number;
}

function runDqdv({ cell, tests, tables, options }: SampleInput): StageResult {
  const { cycles: wanted, step, window, order, prominence } = v.parse(OPTIONS, options);
  const volts = (text: string | undefined) => (text === undefined ? undefined : quantityValue(text, 'V').value);
  const settings: Settings = {
    step: volts(step),
    window: volts(window),
    order,
    prominence: quantityValue(prominence, '%').value / 100,
  };
  const measured = measuredCycles(tests);
  const builders: Builders = {
    dqdv: new TableBuilder(DQDV),
    dvdq: new TableBuilder(DVDQ),
    peaks: new TableBuilder(DQDV_PEAKS),
  };
  const issues: Issue[] = [];
  const short: { readonly file: string; readonly name: string }[] = [];
  for (const number of wanted ?? profiledCycles(tables.get('voltage_profile')) ?? defaultCycles(measured)) {
    const found = measured.filter((one) => one.number === number);
    if (found.length === 0 && measured.length > 0) {
      issues.push(issue('DQDV_CYCLE_MISSING', `cycle ${number} is not in the data`, '', '', cell.sample.id));
    }
    for (const one of found) {
      for (const branch of ['charge', 'discharge'] as const) {
        const isShort = one.cycle[branch].capacity > 0 && !addBranch(builders, one, branch, cell, settings);
        if (isShort) short.push({ file: fileOf(one), name: `${branch} ${number}` });
      }
    }
  }
  const built = Object.values(builders).map((builder): Table => builder.build());
  return { tables: built.filter(({ length }) => length > 0), issues: [...issues, ...shortIssues(short, cell)] };
}

/** One for each file. */
function shortIssues(short: readonly { readonly file: string; readonly name: string }[], cell: Cell): Issue[] {
  return [...new Set(short.map(({ file }) => file))].map((file) => {
    const names = short.filter((one) => one.file === file).map(({ name }) => name);
    const message = `too few records at constant current for dQ/dV: ${names.join(', ')}`;
    return issue('DQDV_TOO_FEW_POINTS', message, file, '', cell.sample.id);
  });
}

/** What the study chose for the voltage profile holds here too. */
function profiledCycles(profile: Table | undefined): number[] | undefined {
  return profile === undefined ? undefined : [...new Set(numbers(profile, 'cycle'))];
}

/** False where the branch allows no derivative. */
function addBranch(builders: Builders, one: MeasuredCycle, branch: Branch, cell: Cell, settings: Settings): boolean {
  const profile = constantCurrentProfile(one, branch);
  if (profile.capacity.length < LEAST_RECORDS || !(profile.capacity.at(-1)! > 0)) return false;
  const sampling = samplingOf(profile);
  if (!(sampling.range > 0)) return false;
  const curve = differentialCapacity(profile, sampling, settings);
  if (curve === undefined) return false;
  const place = {
    sample: cell.sample.id,
    group: cell.sample.group,
    file: fileOf(one),
    cycle: one.number,
    branch,
  };
  const sign = branch === 'charge' ? 1 : -1;
  const perGram = 1 / (cell.mass?.value ?? Number.NaN);
  curve.potential.forEach((volts, i) => {
    const milliampHours = sign * curve.density[i]! * 1e3;
    builders.dqdv.add({
      ...place,
      voltage_V: volts,
      dqdv_mAh_V: milliampHours,
      dqdv_mAh_g_V: milliampHours * perGram,
      window_V: curve.window,
    });
  });
  const slope = differentialPotential(profile, sampling, settings.order);
  slope?.capacity.forEach((ampHours, i) => {
    builders.dvdq.add({
      ...place,
      capacity_mAh: ampHours * 1e3,
      capacity_mAh_g: ampHours * 1e3 * perGram,
      dvdq_V_mAh: slope.slope[i]! / 1e3,
      window_mAh: slope.window * 1e3,
    });
  });
  const peaks = capacityPeaks({ curve, profile, sampling, rising: branch === 'charge' }, settings.prominence);
  peaks.forEach((peak, k) => {
    builders.peaks.add({
      ...place,
      peak: k + 1,
      voltage_V: peak.potential,
      voltage_se_V: peak.potentialStandardError,
      height_mAh_V: sign * peak.height * 1e3,
      baseline_mAh_V: sign * peak.baseline * 1e3,
      area_mAh: peak.area * 1e3,
      area_se_mAh: peak.areaStandardError * 1e3,
      area_mAh_g: peak.area * 1e3 * perGram,
      fwhm_V: peak.width,
      prominence_mAh_V: peak.prominence * 1e3,
      separation: peak.separation,
    });
  });
  return true;
}
