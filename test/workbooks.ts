/** Small LAND workbooks of tests whose capacities, energies and times are known. */
import { utils, write } from 'xlsx';

export interface TestCycle {
  /** mAh */
  readonly discharge: number;
  /** mAh */
  readonly charge: number;
  /** mA, default 1 */
  readonly current?: number;
}

export interface TestCell {
  readonly cycles: readonly TestCycle[];
  /** Half-cycle that comes first, default discharge. */
  readonly first?: 'discharge' | 'charge';
  /** Intervals per half-cycle, default 10. */
  readonly intervals?: number;
}

const HEADER = [
  'Record',
  'TestTime/Sec.',
  'StepTime/Sec.',
  'Current/mA',
  'Capacity/mAh',
  'Energy/mWh',
  'Voltage/V',
  'SysTime',
  'Cycle-Index',
  'Step-Index',
  'Step-State',
];
export const LOW_VOLTAGE = 0.01;
export const HIGH_VOLTAGE = 1.51;
/** 2022-01-01 00:00 as a serial number. */
const START = 44_562;

type Row = (number | string)[];

/** A workbook with a record sheet: constant currents, potentials linear in capacity between the two voltages. */
export function landWorkbook(cell: TestCell): Uint8Array {
  const rows: Row[] = [HEADER];
  let time = 0;
  let step = 0;
  cell.cycles.forEach((cycle, i) => {
    const halves = cell.first === 'charge' ? (['charge', 'discharge'] as const) : (['discharge', 'charge'] as const);
    for (const branch of halves) {
      const points = halfCycle(branch, cycle[branch], cycle.current ?? 1, cell.intervals ?? 10);
      step += 1;
      for (const { seconds, current, capacity, energy, voltage } of points) {
        const clock = START + (time + seconds) / 86_400;
        const state = branch === 'charge' ? 'RateC' : 'RateD';
        rows.push([
          rows.length,
          time + seconds,
          seconds,
          current,
          capacity,
          energy,
          voltage,
          clock,
          i + 1,
          step,
          state,
        ]);
      }
      time += points.at(-1)?.seconds ?? 0;
    }
  });
  return workbook({ 'Record-Tab': rows });
}

function halfCycle(branch: 'charge' | 'discharge', total: number, milliamps: number, intervals: number) {
  return Array.from({ length: intervals + 1 }, (_, k) => {
    const capacity = (total * k) / intervals;
    const rise = ((HIGH_VOLTAGE - LOW_VOLTAGE) * k) / intervals;
    const voltage = branch === 'charge' ? LOW_VOLTAGE + rise : HIGH_VOLTAGE - rise;
    const start = branch === 'charge' ? LOW_VOLTAGE : HIGH_VOLTAGE;
    return {
      seconds: (capacity / milliamps) * 3600,
      current: branch === 'charge' ? milliamps : -milliamps,
      capacity,
      energy: (capacity * (start + voltage)) / 2,
      voltage,
    };
  });
}

/** Any workbook, from rows by sheet. */
export function workbook(sheets: Readonly<Record<string, readonly Row[]>>): Uint8Array {
  const book = utils.book_new();
  for (const [name, rows] of Object.entries(sheets)) {
    utils.book_append_sheet(book, utils.aoa_to_sheet(rows.map((row) => [...row])), name);
  }
  const bytes: Uint8Array = write(book, { type: 'buffer', bookType: 'xlsx' });
  return bytes;
}

/** An anode half cell of three cycles: 2 mAh stored in each, 1.8, 1.9 and 1.9 mAh given back. */
export const ANODE: TestCell = {
  cycles: [
    { discharge: 2, charge: 1.8 },
    { discharge: 2, charge: 1.9 },
    { discharge: 2, charge: 1.9 },
  ],
};
