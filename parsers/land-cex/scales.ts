/**
 * What the descriptions of the format leave open or disagree about, read off the file's own counters: the unit of the
 * timer and whether it restarts with the steps, the scale of the voltage, the unit of the energy. The possible answers
 * are a factor of two or more apart; where the counters confirm none of them the file is refused.
 */
import { offsetPlace, SourceError } from '../../src/model/source.ts';
import type { RecordLayout } from './header.ts';

/** A per count of the current, described alike by all sources for the range of 5 mA. */
export const AMPERES_PER_COUNT = 5e-3 / 16_128;
/** Ah per count of the capacity counter. */
const AMPERE_HOURS_PER_COUNT = AMPERES_PER_COUNT / 3600;

const SECONDS_PER_TICK: readonly number[] = [1, 0.01, 0.001];
const VOLTS_PER_COUNT: readonly number[] = [5 / 16_128, 5 / 32_256];
/** A counter and its check may differ by this share: coarse logging. The candidates are a factor of 2 apart. */
const AGREEMENT = 0.05;

export interface RawColumns {
  readonly path: string;
  readonly layout: RecordLayout;
  readonly ticks: Float64Array;
  readonly voltageCounts: Float64Array;
  readonly currentCounts: Float64Array;
  readonly capacity: Float64Array;
  readonly energy: Float64Array;
  /** Of every record in the file, in bytes. */
  readonly offsets: Float64Array;
  /** First record of every step that has records, and after the last one the number of records. */
  readonly bounds: readonly number[];
}

export interface Scales {
  readonly secondsPerTick: number;
  readonly voltsPerCount: number;
  readonly ampereHoursPerCount: number;
  readonly wattHoursPerUnit: number;
  readonly restartsWithSteps: boolean;
}

/** Throws SourceError where the counters contradict themselves or confirm no scale, or more than one. */
export function findScales(raw: RawColumns): Scales {
  const sums = sumWithinSteps(raw);
  const ampereHoursPerCount = raw.layout === 'counter' ? AMPERE_HOURS_PER_COUNT : 1;
  const charge = sums.capacity * ampereHoursPerCount;
  const tickHours = (sums.currentCountTicks * AMPERES_PER_COUNT) / 3600;
  const [secondsPerTick] = only(
    raw,
    SECONDS_PER_TICK.filter((seconds) => agree(charge, tickHours * seconds)),
    `the capacity counters (${charge} Ah) are not the integral of the current in any known unit of time`,
  );
  const chargePerCountTick = (AMPERES_PER_COUNT * secondsPerTick) / 3600 / ampereHoursPerCount;
  const restartsWithSteps = timerRestarts(raw, chargePerCountTick);
  const energyUnits = raw.layout === 'counter' ? [1, 1e-3] : [1];
  const pairs = VOLTS_PER_COUNT.flatMap((volts) => energyUnits.map((unit) => [volts, unit] as const));
  const [[voltsPerCount, wattHoursPerUnit]] = only(
    raw,
    pairs.filter(([volts, unit]) => agree(sums.energy * unit, sums.voltageCountCapacity * ampereHoursPerCount * volts)),
    'the energy counters are not voltage times charge on any known scale of the voltage',
  );
  return { secondsPerTick, voltsPerCount, ampereHoursPerCount, wattHoursPerUnit, restartsWithSteps };
}

function agree(counted: number, expected: number): boolean {
  return counted > 0 && Math.abs(counted - expected) <= AGREEMENT * Math.abs(expected);
}

function only<T>({ path, offsets }: RawColumns, found: readonly T[], detail: string): readonly [T] {
  const [first] = found;
  if (first === undefined || found.length > 1) {
    const remedy = 'export the test from LANDdt as a workbook';
    throw new SourceError(path, offsetPlace(offsets[0] ?? 0), detail, remedy);
  }
  return [first];
}

/**
 * Whether the timer restarts with the steps: a timer of the whole test never falls. Where it never does, the charge at
 * the first record of a step must be what passed since the last record before it, not since the start of the test.
 */
function timerRestarts(raw: RawColumns, chargePerCountTick: number): boolean {
  const { path, ticks, currentCounts, capacity, offsets, bounds } = raw;
  const starts = bounds.slice(1, -1);
  const before = (column: Float64Array, i: number) => column[i - 1] ?? 0;
  // a pause may set a running timer back by one tick
  if (starts.some((i) => (ticks[i] ?? 0) < before(ticks, i) - 1)) return true;
  const contradictions = starts.filter((i) => {
    const charge = capacity[i] ?? 0;
    const perTick = Math.abs(currentCounts[i] ?? 0) * chargePerCountTick;
    const distance = (elapsed: number) => Math.abs(charge - perTick * elapsed);
    // a counter that runs on from the step before tells nothing
    if (perTick === 0 || (charge >= before(capacity, i) && before(capacity, i) > 0)) return false;
    return distance(ticks[i] ?? 0) < distance((ticks[i] ?? 0) - before(ticks, i));
  });
  const [first] = contradictions;
  if (first === undefined) return false;
  const detail = 'the timer does not fall at the start of the step, but the charge is that of a timer that restarts';
  throw new SourceError(path, offsetPlace(offsets[first] ?? 0), detail, 'report the file to the maintainers');
}

/** Increments of the counters within the steps, beside what current and voltage make of the same intervals. */
function sumWithinSteps(raw: RawColumns) {
  const { ticks, voltageCounts, currentCounts, capacity, energy, bounds } = raw;
  const sums = { capacity: 0, energy: 0, currentCountTicks: 0, voltageCountCapacity: 0 };
  for (let step = 0; step + 1 < bounds.length; step++) {
    const end = bounds[step + 1] ?? 0;
    for (let i = (bounds[step] ?? 0) + 1; i < end; i++) {
      const increase = (column: Float64Array) => (column[i] ?? 0) - (column[i - 1] ?? 0);
      const mean = (column: Float64Array) => ((column[i] ?? 0) + (column[i - 1] ?? 0)) / 2;
      const passed = increase(capacity);
      if (passed < 0 || increase(ticks) < -1) {
        const what = passed < 0 ? 'capacity counter' : 'timer';
        const detail = `the ${what} falls within a step`;
        const place = offsetPlace(raw.offsets[i] ?? 0);
        throw new SourceError(raw.path, place, detail, 'export the test from LANDdt as a workbook');
      }
      sums.capacity += passed;
      sums.energy += increase(energy);
      sums.currentCountTicks += Math.abs(mean(currentCounts)) * increase(ticks);
      sums.voltageCountCapacity += mean(voltageCounts) * passed;
    }
  }
  return sums;
}
