/**
 * A LANDdt export with its three sheets and their habits:
 * Cycle-Tab and Step-Tab summarise, Record-Tab holds the records; elapsed time is a fraction of a day below 24 h and text
 * `d-hh:mm:ss` from then on; capacity restarts at every step; the column before Cycle-Index has no header; unused auxiliary
 * channels show `-`; `Power/mWh` is an energy; Efficiency is CapD/CapC whichever branch comes first.
 */
import { CFB, utils, write } from 'xlsx';
import { zip } from './zip.ts';

export interface Step {
  readonly cycle: number;
  /** Positive on charge, negative on discharge, 0 at rest. */
  readonly current_mA: number;
  /** Whole seconds since the start of the step, ascending from 0, and the potential at each. */
  readonly seconds: readonly number[];
  readonly volts: readonly number[];
}

/** Step with its counters; capacity and energy at each record, counted from the start of the step. */
interface Counted extends Step {
  readonly capacity: readonly number[];
  readonly energy: readonly number[];
}

type Value = number | string | null | { readonly t: 'n'; readonly v: number; readonly z: string };

const CYCLE_HEADER =
  'Cycle CapC/mAh CapD/mAh SpeCapC/mAh/g SpeCapD/mAh/g Efficiency/% EnergyC/mWh EnergyD/mWh MedVoltC/V MedVoltD/V PlatCapD/mAh PlatSpeCapD/mAh/g PlatPercD/% PlatTimeD CaptnC/F CaptnD/F SpeEnergyC/Wh/kg SpeEnergyD/Wh/kg'.split(
    ' ',
  );
const STEP_HEADER =
  'Step Mode Period Capacity/mAh SpeCap/mAh/g Power/mWh Capacitance/F SpeEnergy/Wh/kg MedVolt/V StartVolt/V EndVolt/V'.split(
    ' ',
  );
const RECORD_HEADER = [
  ...'Record TestTime StepTime Current/mA Capacity/mAh SpeCap/mAh/g SOC|DOD/% Voltage/V Energy/mWh SpeEnergy/Wh/kg'.split(
    ' ',
  ),
  ...['AuxTemp/dC.', 'AuxVolt/V', 'SysTime', null, 'Cycle-Index', 'Step-Index', 'Step-State'],
];
const SECONDS_PER_DAY = 86400;

/**
 * The workbook's bytes: they depend on the arguments only.
 * @param started start of the test as a spreadsheet's serial date, by the instrument's clock
 */
export function landWorkbook(steps: readonly Step[], activeMass_mg: number, started: number): Uint8Array {
  const counted = steps.map(count);
  const workbook = utils.book_new();
  const sheets = { 'Cycle-Tab': cycleRows, 'Step-Tab': stepRows, 'Record-Tab': recordRows };
  for (const [name, rows] of Object.entries(sheets)) {
    utils.book_append_sheet(workbook, utils.aoa_to_sheet(rows(counted, activeMass_mg, started)), name);
  }
  const stored: unknown = write(workbook, { type: 'buffer', bookType: 'xlsx', compression: false });
  return zip(parts(stored));
}

/** The files inside the archive; the package adds a marker of its own that starts with a control character. */
function parts(stored: unknown): Map<string, Uint8Array> {
  const root = 'Root Entry/';
  const archive: { FullPaths: string[]; FileIndex: { content?: Uint8Array }[] } = CFB.read(stored, { type: 'buffer' });
  const found = new Map<string, Uint8Array>();
  for (const [i, path] of archive.FullPaths.entries()) {
    const content = archive.FileIndex[i]?.content;
    if (content !== undefined && !path.startsWith(`${root}\u0001`)) found.set(path.slice(root.length), content);
  }
  return found;
}

function count(step: Step): Counted {
  const volts = step.volts.map((v) => round(v, 4));
  const capacity = step.seconds.map((t) => (Math.abs(step.current_mA) * t) / 3600);
  const energy = [0];
  for (let i = 1; i < capacity.length; i++) {
    const mean = (at(volts, i) + at(volts, i - 1)) / 2;
    energy.push(at(energy, i - 1) + mean * (at(capacity, i) - at(capacity, i - 1)));
  }
  return { ...step, volts, capacity, energy };
}

function cycleRows(steps: readonly Counted[], mass: number): Value[][] {
  const rows: Value[][] = [CYCLE_HEADER];
  for (let cycle = 1; cycle <= last(steps).cycle; cycle++) {
    const [discharge, charge] = steps.filter((step) => step.cycle === cycle && step.current_mA !== 0);
    if (discharge === undefined || charge === undefined) throw new Error(`cycle ${cycle} has not two half-cycles`);
    const c = summary(charge, mass);
    const d = summary(discharge, mass);
    const plateau = [0, 0, 0, dayFraction(0)];
    const capacitance = [0, 0];
    rows.push([
      ...[cycle, c.capacity, d.capacity, c.specific, d.specific],
      round((last(discharge.capacity) / last(charge.capacity)) * 100, 2),
      ...[
        c.energy,
        d.energy,
        c.medianVolt,
        d.medianVolt,
        ...plateau,
        ...capacitance,
        c.specificEnergy,
        d.specificEnergy,
      ],
    ]);
  }
  return rows;
}

function stepRows(steps: readonly Counted[], mass: number): Value[][] {
  const rows = steps.map((step, i): Value[] => {
    const s = summary(step, mass);
    const period = dayFraction(last(step.seconds));
    const mode = step.current_mA === 0 ? 'Rest' : step.current_mA > 0 ? 'CC-Rate' : 'DC-Rate';
    const volts = [s.medianVolt, at(step.volts, 0), last(step.volts)];
    return [i + 1, mode, period, s.capacity, s.specific, s.energy, 0, s.specificEnergy, ...volts];
  });
  return [STEP_HEADER, ...rows];
}

function recordRows(steps: readonly Counted[], mass: number, started: number): Value[][] {
  const rows: Value[][] = [RECORD_HEADER];
  let before = 0;
  for (const [i, step] of steps.entries()) {
    const state = step.current_mA === 0 ? 'R' : step.current_mA > 0 ? 'RateC' : 'RateD';
    const total = last(step.capacity);
    for (const [k, seconds] of step.seconds.entries()) {
      const capacity = at(step.capacity, k);
      const energy = at(step.energy, k);
      rows.push([
        ...[rows.length, elapsed(before + seconds), dayFraction(seconds), step.current_mA],
        ...[round(capacity, 4), perGram(capacity, mass), total === 0 ? 0 : round((capacity / total) * 100, 2)],
        ...[at(step.volts, k), round(energy, 4), perGram(energy, mass), '-', '-'],
        { t: 'n', v: started + (before + seconds) / SECONDS_PER_DAY, z: 'm/d/yy h:mm' },
        ...[null, step.cycle, i + 1, state],
      ]);
    }
    before += last(step.seconds);
  }
  return rows;
}

function summary(step: Counted, mass: number) {
  const capacity = last(step.capacity);
  const energy = last(step.energy);
  return {
    capacity: round(capacity, 4),
    specific: perGram(capacity, mass),
    energy: round(energy, 4),
    specificEnergy: perGram(energy, mass),
    medianVolt: round(medianVolt(step), 4),
  };
}

/** Potential at half the step's capacity, on the line between the two records around it; 0 at rest, as LAND shows it. */
function medianVolt({ capacity, volts }: Counted): number {
  const half = last(capacity) / 2;
  if (half === 0) return 0;
  const above = capacity.findIndex((q) => q >= half);
  const [q0, q1] = [at(capacity, above - 1), at(capacity, above)];
  const [v0, v1] = [at(volts, above - 1), at(volts, above)];
  return v0 + ((v1 - v0) * (half - q0)) / (q1 - q0);
}

/** From mAh or mWh to mAh/g or Wh/kg, one decimal. */
function perGram(milli: number, mass_mg: number): number {
  return round((milli / mass_mg) * 1000, 1);
}

function elapsed(seconds: number): Value {
  if (seconds < SECONDS_PER_DAY) return dayFraction(seconds);
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const days = Math.floor(seconds / SECONDS_PER_DAY);
  return `${days}-${two((seconds / 3600) % 24)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function dayFraction(seconds: number): Value {
  return { t: 'n', v: seconds / SECONDS_PER_DAY, z: 'h:mm:ss' };
}

function round(value: number, decimals: 1 | 2 | 4): number {
  const scale = { 1: 10, 2: 100, 4: 10000 }[decimals];
  return Math.round(value * scale) / scale;
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new RangeError(`index ${index} outside 0…${list.length - 1}`);
  return value;
}

function last<T>(list: readonly T[]): T {
  return at(list, list.length - 1);
}
