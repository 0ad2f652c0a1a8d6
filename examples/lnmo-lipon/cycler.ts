/** Plays a schedule on a cell: the records that EC-Lab's galvanostatic cycling keeps, file by file. */
import { type Noise, noise } from '../hrposs/random.ts';
import { along, type Curve, chargeCurve, dischargeCurve } from './potential.ts';
import { type Cycle, schedule } from './schedule.ts';
import { type CellTruth, TRUTH } from './truth.ts';

/** One record; counters as EC-Lab keeps them. */
export interface Row {
  /** 1 galvanostatic, 3 at rest. */
  readonly mode: 1 | 3;
  readonly oxidizing: 0 | 1;
  readonly firstOfSequence: 0 | 1;
  readonly sequence: number;
  readonly time_s: number;
  /** Since the record before. */
  readonly increment_mAh: number;
  /** Since the start of the file. */
  readonly total_mAh: number;
  readonly control_mA: number;
  readonly potential_V: number;
  /** Since the start of the half-cycle, negative on discharge. */
  readonly halfCycle_mAh: number;
  /** From 0 in every file. */
  readonly halfCycle: number;
  /** Counted within a cycle of the file. */
  readonly chargeEnergy_Wh: number;
  readonly dischargeEnergy_Wh: number;
}

export interface File {
  readonly name: string;
  readonly started: string;
  readonly rows: readonly Row[];
}

const REST_H = 1;
const REST_RECORDS = 13;
const SECONDS_PER_HOUR = 3600;
/** A half-cycle's first record comes this soon, its second one after a second. */
const FIRST_S = 0.01;
const SECOND_S = 1;

export function files(cell: CellTruth): File[] {
  const cycles = schedule(cell, REST_H);
  const random = noise(cell.seed + 1000);
  return cell.parts.map(({ file, from, pause_before_h }, p) => {
    const until = cell.parts[p + 1]?.from ?? cell.last_cycle + 1;
    const recorder = new Recorder(random);
    if (p === 0) recorder.rest(cell);
    for (const cycle of cycles) recordCycle(recorder, cell, cycle, from, until);
    const first = cycles[from - 1];
    const resumed = from === cell.interrupted?.cycle && first !== undefined;
    const start_h = (first?.start_h ?? 0) + (resumed ? interruptedAfter(cell, first) + pause_before_h : 0);
    return { name: file, started: laterBy(cell.started, p === 0 ? 0 : start_h), rows: recorder.rows };
  });
}

/** Hours from the start of the interrupted charge to the interruption. */
function interruptedAfter(cell: CellTruth, { charge_mAh, current_mA }: Cycle): number {
  return ((cell.interrupted?.at_share_of_charge ?? 0) * charge_mAh) / current_mA;
}

function laterBy(started: string, hours: number): string {
  return new Date(Date.parse(`${started}Z`) + Math.round(hours * SECONDS_PER_HOUR * 1000)).toISOString().slice(0, -1);
}

/** What of a cycle lies in the file that holds the cycles from `from` to before `until`. */
function recordCycle(recorder: Recorder, cell: CellTruth, cycle: Cycle, from: number, until: number): void {
  const { number } = cycle;
  const isInterrupted = number === cell.interrupted?.cycle;
  const share = cell.interrupted?.at_share_of_charge ?? Number.NaN;
  if (isInterrupted && number === until) recorder.halfCycle(1, cycle, chargeCurve(cell, cycle), 0, share);
  if (number < from || number >= until) return;
  recorder.halfCycle(1, cycle, chargeCurve(cell, cycle), isInterrupted ? share : 0, 1);
  recorder.halfCycle(-1, cycle, dischargeCurve(cycle), 0, 1);
}

/** A record every so many volts, and so many in equal steps of charge. */
interface Recording {
  readonly volts: number;
  readonly shares: number;
}

/** Dense where curves are looked at, so few elsewhere that the example stays small. */
function recording({ number }: Cycle): Recording {
  const block = TRUTH.programme.find(({ last }) => number <= last);
  if (number <= 2) return { volts: 0.01, shares: 60 };
  if (number === 3 || number === block?.first || number === TRUTH.published.cycles) return { volts: 0.02, shares: 40 };
  return { volts: 0.25, shares: block?.C === 4 ? 4 : 8 };
}

class Recorder {
  readonly rows: Row[] = [];
  readonly #random: Noise;
  #time = 0;
  #total = 0;
  #half = -1;
  #energy = { charge: 0, discharge: 0 };

  constructor(random: Noise) {
    this.#random = random;
  }

  rest({ open_circuit_V }: CellTruth): void {
    for (let i = 0; i < REST_RECORDS; i++) {
      const seconds = (i * REST_H * SECONDS_PER_HOUR) / (REST_RECORDS - 1);
      const volts = open_circuit_V + 0.02 * Math.exp(-seconds / 600);
      this.rows.push({
        mode: 3,
        oxidizing: 1,
        firstOfSequence: i === 0 ? 1 : 0,
        sequence: 0,
        time_s: seconds,
        increment_mAh: 0,
        total_mAh: 0,
        control_mA: 0,
        potential_V: this.#read(volts),
        halfCycle_mAh: 0,
        halfCycle: 0,
        chargeEnergy_Wh: 0,
        dischargeEnergy_Wh: 0,
      });
    }
    this.#time = REST_H * SECONDS_PER_HOUR;
  }

  /** A half-cycle from a share of its charge to another; sign 1 charges. */
  halfCycle(sign: 1 | -1, { current_mA, ...cycle }: Cycle, curve: Curve, from: number, to: number): void {
    this.#half += 1;
    if (sign === 1) this.#energy = { charge: 0, discharge: 0 };
    const all = curve.passed.at(-1) ?? 0;
    const start = along(curve, from * all);
    const seconds = recordTimes(curve, current_mA, recording({ current_mA, ...cycle }), from * all, to * all);
    const isFirstRow = this.rows.length === 0;
    let before = 0;
    seconds.forEach((elapsed, i) => {
      // a file that begins with a half-cycle begins before its first charge
      const here = isFirstRow && i === 0 ? 0 : elapsed;
      const passed = (current_mA * here) / SECONDS_PER_HOUR;
      const isLast = i === seconds.length - 1;
      const at = along(curve, isLast ? to * all : from * all + passed);
      const energy = Math.round((at.energy - start.energy) * 1e9) / 1e12;
      this.#energy[sign === 1 ? 'charge' : 'discharge'] = energy;
      this.#total += sign * (passed - before);
      this.rows.push({
        mode: 1,
        oxidizing: sign === 1 ? 1 : 0,
        firstOfSequence: i === 0 ? 1 : 0,
        sequence: sign === 1 ? 1 : 2,
        time_s: this.#time + here,
        increment_mAh: sign * (passed - before),
        total_mAh: this.#total,
        control_mA: sign * current_mA,
        // the record at the cut-off is what ended the half-cycle
        potential_V: isLast && to === 1 ? at.volts : this.#read(at.volts),
        halfCycle_mAh: sign * passed,
        halfCycle: this.#half,
        chargeEnergy_Wh: this.#energy.charge,
        dischargeEnergy_Wh: this.#energy.discharge,
      });
      before = passed;
    });
    this.#time += seconds.at(-1) ?? 0;
  }

  #read(volts: number): number {
    return volts + TRUTH.profile.reading_noise_V * this.#random.normal();
  }
}

/** Seconds since the start, none twice, from the first record to the end of the charge between two amounts (mAh). */
function recordTimes(curve: Curve, current_mA: number, every: Recording, from: number, to: number): number[] {
  const secondsAt = (charge: number) => round(((charge - from) / current_mA) * SECONDS_PER_HOUR);
  const end = secondsAt(to);
  const times = [FIRST_S, SECOND_S];
  const all = curve.passed.at(-1) ?? 0;
  for (let k = 1; k < every.shares; k++) times.push(secondsAt((k * all) / every.shares));
  let last = curve.volts[0] ?? 0;
  curve.volts.forEach((volts, i) => {
    if (Math.abs(volts - last) < every.volts) return;
    last = volts;
    times.push(secondsAt(curve.passed[i] ?? 0));
  });
  const kept: number[] = [];
  for (const time of times.sort((a, b) => a - b)) {
    const isApart = time - (kept.at(-1) ?? Number.NEGATIVE_INFINITY) >= SECOND_S - FIRST_S;
    if (time >= FIRST_S && isApart && end - time > SECOND_S) kept.push(time);
  }
  return [...kept, end];
}

/** To 0.1 ms. */
function round(seconds: number): number {
  return Math.round(seconds * 1e4) / 1e4;
}
