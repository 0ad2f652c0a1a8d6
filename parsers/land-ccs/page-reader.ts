/** Control and data pages → typed columns, with what is odd about them. */
import { modeCode } from '../../src/model/schema.ts';
import { offsetPlace, SourceError } from '../../src/model/source.ts';
import { isClockSet, PAGE_BYTES } from './header.ts';
import { type StepMode, stepMode } from './modes.ts';

const CONTROL = 2;
const DATA = 3;
const PAYLOAD = 8;
const RECORD_BYTES = 20;
export const RECORDS_PER_PAGE = 6;
/** Clocks are whole milliseconds; their sums were seen to differ by one. */
const CLOCK_TOLERANCE_MS = 5;
const UINT32 = 2 ** 32;
const REMEDY = 'copy the file again from the cycler PC; if it stays so, report it to the maintainers';
const UNKNOWN: StepMode = { sign: 0, mode: 'other' };

interface Step {
  /** Of the control page, in bytes. */
  readonly offset: number;
  readonly code: number;
  readonly mode: StepMode;
  readonly cycle: number;
  readonly processStep: number;
  /** Test time at its start, ms. */
  readonly start: number;
  /** Clock of the channel at its start, ms since 1970. */
  readonly wall: number;
}

/** Something seen more than once: how often, and what and where the first was. */
export interface Finding {
  count: number;
  readonly first: string;
  readonly place: string;
}

export class PageReader {
  readonly #path: string;
  readonly #startedMs: number;
  /** Columns by name in the dataset; `processStep` is kept beside them. */
  readonly columns;
  readonly mode: Uint8Array;
  readonly unknownModes = new Map<number, string>();
  length = 0;
  signMismatch: Finding | undefined;
  clockMismatch: Finding | undefined;
  pauses: Finding | undefined;
  pausedMs = 0;
  #step: Step | undefined;
  #stepNumber = 0;
  #stepHasRecords = false;
  #stepMs = 0;
  #charge = 0;
  #energy = 0;
  #clockOffset = Number.NaN;
  #firstWall = Number.NaN;

  /** `capacity`: the most records there can be. `startedMs`: of the test by the PC's clock, NaN where unknown. */
  constructor(path: string, capacity: number, startedMs: number) {
    this.#path = path;
    this.#startedMs = startedMs;
    const column = () => new Float64Array(capacity);
    this.columns = {
      time: column(),
      potential: column(),
      current: column(),
      step_time: column(),
      charge: column(),
      energy: column(),
      record: column(),
      cycle: column(),
      step: column(),
      clock: column(),
      processStep: column(),
    };
    this.mode = new Uint8Array(capacity);
  }

  /** The control page read last. */
  get last(): Step | undefined {
    return this.#step;
  }

  /** Clock of the channel at the first control page, ms since 1970. */
  get firstWall(): number {
    return this.#firstWall;
  }

  /** Throws SourceError for a page that is not one of the two kinds or does not belong where it stands. */
  readonly visit = (view: DataView, at: number, offset: number): void => {
    const kind = view.getUint32(at, true);
    const state = view.getUint32(at + 4, true);
    const records = kind >>> 8;
    if (kind === CONTROL) this.#control(view, at, offset, state);
    else if ((kind & 0xff) === DATA && records >= 1 && records <= RECORDS_PER_PAGE) {
      this.#data(view, at, offset, state, records);
    } else {
      const detail = `a page that begins with 0x${kind.toString(16).padStart(8, '0')} is neither control nor records`;
      throw new SourceError(this.#path, offsetPlace(offset), detail, REMEDY);
    }
  };

  #control(view: DataView, at: number, offset: number, state: number): void {
    const previous = this.#step;
    if (state !== (previous?.offset ?? 0)) {
      const detail = `a control page that follows the one @${state}, expected @${previous?.offset ?? 0}`;
      throw new SourceError(this.#path, offsetPlace(offset), detail, REMEDY);
    }
    const code = view.getUint32(at + PAYLOAD, true);
    const start = this.#testTime(view.getUint32(at + 24, true), offset);
    const wall = Number(view.getBigUint64(at + 56, true));
    if (previous === undefined) {
      this.#firstWall = wall;
      const started = Number.isNaN(this.#startedMs) && isClockSet(wall) ? wall : this.#startedMs;
      this.#clockOffset = wall === 0 ? Number.NaN : started - wall;
    } else this.#notePause(wall - previous.wall - (start - previous.start), offset);
    this.#step = {
      offset,
      code,
      mode: stepMode(code) ?? UNKNOWN,
      cycle: view.getUint32(at + 12, true) + 1,
      processStep: view.getUint32(at + 16, true) + 1,
      start,
      wall,
    };
    this.#stepMs = 0;
    this.#stepHasRecords = false;
  }

  /** Test time in ms at the start of a step: what its control page states, beyond the 49.7 days that it can count to. */
  #testTime(stated: number, offset: number): number {
    const expected = (this.#step?.start ?? 0) + this.#stepMs;
    const difference = signedRemainder(stated - expected);
    if (Math.abs(difference) > CLOCK_TOLERANCE_MS) {
      const message = `${difference / 1000} s after the last record of the step before it`;
      this.clockMismatch = noted(this.clockMismatch, message, offset);
    }
    return expected + difference;
  }

  #notePause(milliseconds: number, offset: number): void {
    if (Math.abs(milliseconds) <= CLOCK_TOLERANCE_MS) return;
    this.pauses = noted(this.pauses, `${milliseconds / 1000} s`, offset);
    this.pausedMs += milliseconds;
  }

  #data(view: DataView, at: number, offset: number, state: number, records: number): void {
    const step = this.#step;
    if (step === undefined || state !== step.offset) {
      const expected = step === undefined ? 'there is none yet' : `the last one is @${step.offset}`;
      const detail = `records of the step that the control page @${state} opens, but ${expected}`;
      throw new SourceError(this.#path, offsetPlace(offset), detail, REMEDY);
    }
    if (!this.#stepHasRecords) {
      this.#stepHasRecords = true;
      this.#stepNumber += 1;
      if (step.mode === UNKNOWN && !this.unknownModes.has(step.code)) {
        this.unknownModes.set(step.code, offsetPlace(step.offset));
      }
    }
    for (let i = 0; i < records; i++) {
      const from = PAYLOAD + i * RECORD_BYTES;
      this.#record(view, at + from, offset + from, step);
    }
  }

  #record(view: DataView, at: number, offset: number, step: Step): void {
    const potential = view.getFloat32(at + 4, true);
    const current = view.getFloat32(at + 8, true);
    const chargeIncrement = view.getFloat32(at + 12, true);
    const energyIncrement = view.getFloat32(at + 16, true);
    if (!Number.isFinite(potential + current + chargeIncrement + energyIncrement)) {
      throw new SourceError(
        this.#path,
        offsetPlace(offset),
        'a record that holds something other than numbers',
        REMEDY,
      );
    }
    const measured = Math.sign(current);
    const direction = measured === 0 ? step.mode.sign : measured;
    if (measured * step.mode.sign < 0 || chargeIncrement < 0 || (direction === 0 && chargeIncrement !== 0)) {
      const message = `${current} A and ${chargeIncrement} Ah in a step of mode 0x${step.code.toString(16)}`;
      this.signMismatch = noted(this.signMismatch, message, offset);
    }
    this.#stepMs += view.getUint32(at, true);
    this.#charge += direction * chargeIncrement;
    this.#energy += energyIncrement;
    const { columns } = this;
    const row = this.length++;
    columns.time[row] = (step.start + this.#stepMs) / 1000;
    columns.potential[row] = potential;
    columns.current[row] = current;
    columns.step_time[row] = this.#stepMs / 1000;
    columns.charge[row] = this.#charge;
    columns.energy[row] = this.#energy;
    columns.record[row] = row + 1;
    columns.cycle[row] = step.cycle;
    columns.step[row] = this.#stepNumber;
    columns.clock[row] = (this.#clockOffset + step.wall + this.#stepMs) / 1000;
    columns.processStep[row] = step.processStep;
    this.mode[row] = modeCode(step.mode.mode);
  }
}

/** Into −2³¹…2³¹: the difference of two clocks of which one starts again after 2³² ms. */
function signedRemainder(difference: number): number {
  return difference - Math.round(difference / UINT32) * UINT32;
}

function noted(finding: Finding | undefined, first: string, offset: number): Finding {
  if (finding === undefined) return { count: 1, first, place: offsetPlace(offset) };
  finding.count += 1;
  return finding;
}

/** The most records that fit into a file of so many bytes. */
export function recordCapacity(bytes: number): number {
  return Math.floor(Math.max(0, bytes) / PAGE_BYTES) * RECORDS_PER_PAGE;
}
