/** Synthetic LAND workbooks whose capacities, energies and median voltages are known from how they are made. */
import { type BookType, utils, type WorkBook, write } from 'xlsx';

export type Cell = string | number | boolean | null | { readonly t: 'e'; readonly v: number };
export type Rows = readonly (readonly Cell[])[];

export interface Step {
  readonly cycle: number;
  readonly action: 'rest' | 'charge' | 'discharge';
  /** Magnitude in mA; at a held potential that of the start. */
  readonly current: number;
  readonly seconds: number;
  /** V at the start and at the end, linear in time. */
  readonly from: number;
  readonly to: number;
  /** Time constant in s of the current at a held potential; without it the current is constant. */
  readonly decay?: number;
  /** The counters go on from where the step before left them. */
  readonly runsOn?: boolean;
}

export interface RecordRow {
  readonly record: number;
  readonly cycle: number;
  readonly step: number;
  readonly action: Step['action'];
  readonly held: boolean;
  /** s */
  readonly time: number;
  readonly stepTime: number;
  /** mA, positive on charge. */
  readonly current: number;
  /** mAh and mWh as LAND counts them: magnitudes by step. */
  readonly capacity: number;
  readonly energy: number;
  /** V */
  readonly voltage: number;
}

/** mAh and mWh that a step has passed after t seconds. */
function passed({ action, current, seconds, from, to, decay }: Step, t: number): { charge: number; energy: number } {
  if (action === 'rest') return { charge: 0, energy: 0 };
  if (decay !== undefined) {
    const charge = (current * decay * (1 - Math.exp(-t / decay))) / 3600;
    return { charge, energy: charge * from };
  }
  const charge = (current * t) / 3600;
  return { charge, energy: charge * (from + ((to - from) * t) / (2 * seconds)) };
}

function currentAt({ action, current, decay }: Step, t: number): number {
  if (action === 'rest') return 0;
  return (action === 'charge' ? 1 : -1) * current * (decay === undefined ? 1 : Math.exp(-t / decay));
}

/** Records every `interval` seconds from `firstAt` seconds after each step's start, and at its end. */
export function makeRecords(steps: readonly Step[], interval: number, firstAt = 0): RecordRow[] {
  const rows: RecordRow[] = [];
  let start = 0;
  let before = { charge: 0, energy: 0 };
  steps.forEach((step, index) => {
    const offset = step.runsOn === true ? before : { charge: 0, energy: 0 };
    const times: number[] = [];
    for (let t = firstAt; t < step.seconds; t += interval) times.push(t);
    for (const t of [...times, step.seconds]) {
      const { charge, energy } = passed(step, t);
      rows.push({
        record: rows.length + 1,
        cycle: step.cycle,
        step: index + 1,
        action: step.action,
        held: step.decay !== undefined,
        time: start + t,
        stepTime: t,
        current: currentAt(step, t),
        capacity: offset.charge + charge,
        energy: offset.energy + energy,
        voltage: step.from + ((step.to - step.from) * t) / step.seconds,
      });
    }
    const whole = passed(step, step.seconds);
    before = { charge: offset.charge + whole.charge, energy: offset.energy + whole.energy };
    start += step.seconds;
  });
  return rows;
}

export interface HalfTruth {
  /** mAh */
  readonly capacity: number;
  /** mWh */
  readonly energy: number;
  /** V at half the capacity, NaN without any. */
  readonly median: number;
}
export interface CycleTruth {
  readonly cycle: number;
  readonly charge: HalfTruth;
  readonly discharge: HalfTruth;
}

export function cycleTruths(steps: readonly Step[]): CycleTruth[] {
  return [...new Set(steps.map(({ cycle }) => cycle))].map((cycle) => {
    const half = (action: Step['action']) =>
      halfTruth(steps.filter((step) => step.cycle === cycle && step.action === action));
    return { cycle, charge: half('charge'), discharge: half('discharge') };
  });
}

function halfTruth(steps: readonly Step[]): HalfTruth {
  const wholes = steps.map((step) => passed(step, step.seconds));
  const capacity = wholes.reduce((sum, { charge }) => sum + charge, 0);
  const energy = wholes.reduce((sum, whole) => sum + whole.energy, 0);
  let left = capacity / 2;
  for (const [i, { from, to, decay }] of steps.entries()) {
    const own = wholes[i]!.charge;
    if (left <= own)
      return { capacity, energy, median: decay === undefined ? from + ((to - from) * left) / own : from };
    left -= own;
  }
  return { capacity, energy, median: Number.NaN };
}

/** Start of every synthetic test by the cycler's clock: 2022-07-27 13:45:17. */
export const START = Date.UTC(2022, 6, 27, 13, 45, 17) / 1000;

export interface ColumnOptions {
  /** Prefix of A, Ah and Wh. */
  readonly current?: string;
  readonly capacity?: string;
  readonly energy?: string;
  readonly voltage?: 'V' | 'mV';
  /** `days` is LAND's own: a number of days, text from the second day on. */
  readonly time?: 'days' | 'seconds' | 'hours' | 'days without end' | 'seconds without unit';
  readonly clock?: 'serial' | '1904' | 'text';
  /** Words for rest, charge, discharge, held charge, held discharge. */
  readonly words?: readonly [string, string, string, string, string];
  /** mg */
  readonly mass?: number;
  /** Decimals that the instrument prints of current, capacity, energy and voltage. */
  readonly decimals?: number;
}

export interface Column {
  readonly header: string;
  readonly cell: (row: RecordRow) => Cell;
}

const PER_MILLI: Readonly<Record<string, number>> = { '': 1e-3, m: 1, u: 1e3, '\u00b5': 1e3, '\u03bc': 1e3 };

/** The columns of a record sheet in the order of LANDdt's export. */
export function landColumns(options: ColumnOptions = {}): Column[] {
  const { current = 'm', capacity = 'm', energy = 'm', voltage = 'V', mass = 8.45, decimals = 12 } = options;
  const words = options.words ?? ['R', 'RateC', 'RateD', 'CVC', 'CVD'];
  const round = (value: number) => Number(value.toFixed(decimals));
  const time = timeCell(options.time ?? 'days');
  const units: Readonly<Record<string, string>> = { seconds: '/Sec.', hours: '/h' };
  const timeUnit = units[options.time ?? ''] ?? '';
  return [
    { header: 'Record', cell: ({ record }) => record },
    { header: `TestTime${timeUnit}`, cell: (row) => time(row.time) },
    { header: `StepTime${timeUnit}`, cell: (row) => time(row.stepTime) },
    { header: `Current/${current}A`, cell: (row) => round(row.current * PER_MILLI[current]!) },
    { header: `Capacity/${capacity}Ah`, cell: (row) => round(row.capacity * PER_MILLI[capacity]!) },
    { header: 'SpeCap/mAh/g', cell: (row) => Number(((row.capacity * 1e3) / mass).toFixed(1)) },
    { header: 'SOC|DOD/%', cell: () => 100 },
    { header: `Voltage/${voltage}`, cell: (row) => round(row.voltage * (voltage === 'V' ? 1 : 1e3)) },
    { header: `Energy/${energy}Wh`, cell: (row) => round(row.energy * PER_MILLI[energy]!) },
    { header: 'SpeEnergy/Wh/kg', cell: (row) => Number(((row.energy * 1e3) / mass).toFixed(1)) },
    { header: 'AuxTemp/dC.', cell: () => '-' },
    { header: 'AuxVolt/V', cell: () => '-' },
    { header: 'SysTime', cell: (row) => clockCell(START + row.time, options.clock ?? 'serial') },
    { header: '', cell: () => null },
    { header: 'Cycle-Index', cell: ({ cycle }) => cycle },
    { header: 'Step-Index', cell: ({ step }) => step },
    { header: 'Step-State', cell: (row) => words[stateOf(row)] ?? '' },
  ];
}

function stateOf({ action, held }: { readonly action: Step['action']; readonly held: boolean }): number {
  return action === 'rest' ? 0 : (action === 'charge' ? 1 : 2) + (held ? 2 : 0);
}

function timeCell(style: NonNullable<ColumnOptions['time']>): (seconds: number) => Cell {
  if (style.startsWith('seconds')) return (seconds) => seconds;
  if (style === 'hours') return (seconds) => seconds / 3600;
  return (seconds) => (seconds < 86_400 || style === 'days without end' ? seconds / 86_400 : dayText(seconds));
}

export function dayText(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${Math.floor(seconds / 86_400)}-${two((seconds / 3600) % 24)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function clockCell(seconds: number, style: NonNullable<ColumnOptions['clock']>): Cell {
  if (style === 'text') return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
  return seconds / 86_400 + 25_569 - (style === '1904' ? 1462 : 0);
}

export function recordSheet(columns: readonly Column[], rows: readonly RecordRow[]): Cell[][] {
  const header = columns.map((column) => (column.header === '' ? null : column.header));
  return [header, ...rows.map((row) => columns.map(({ cell }) => cell(row)))];
}

const four = (value: number) => Number((Number.isNaN(value) ? 0 : value).toFixed(4));

/** 18 columns, or the 26 of newer versions. */
export function cycleSheet(truths: readonly CycleTruth[], columns: 18 | 26 = 18): Cell[][] {
  const most = Math.max(...truths.map(({ discharge }) => discharge.capacity));
  const table: [string, (truth: CycleTruth) => Cell, added?: true][] = [
    ['Cycle', ({ cycle }) => cycle],
    ['CapC/mAh', ({ charge }) => four(charge.capacity)],
    ['CapD/mAh', ({ discharge }) => four(discharge.capacity)],
    ['SpeCapC/mAh/g', () => 0],
    ['SpeCapD/mAh/g', () => 0],
    ['Efficiency/%', ({ charge, discharge }) => four((100 * discharge.capacity) / charge.capacity)],
    ['EnergyC/mWh', ({ charge }) => four(charge.energy)],
    ['EnergyD/mWh', ({ discharge }) => four(discharge.energy)],
    ['MedVoltC/V', ({ charge }) => four(charge.median)],
    ['MedVoltD/V', ({ discharge }) => four(discharge.median)],
    ['CC-Cap/mAh', () => 0, true],
    ['CC-Perc/%', () => 0, true],
    ['PlatCapD/mAh', () => 0],
    ['PlatSpeCapD/mAh/g', () => 0],
    ['PlatPercD/%', () => 0],
    ['PlatTimeD', () => 0],
    ['CaptnC/F', () => 0],
    ['CaptnD/F', () => 0],
    ['rd/mOhm', () => 0, true],
    ['rd2/mOhm', () => 0, true],
    ['SpeEnergyC/Wh/kg', () => 0],
    ['SpeEnergyD/Wh/kg', () => 0],
    ['EndVoltD/V', () => 0, true],
    ['RetentionD/%', ({ discharge }) => four((100 * discharge.capacity) / most), true],
    ['DCIR_C/mOhm', () => 0, true],
    ['DCIR_D/mOhm', () => 0, true],
  ];
  const kept = table.filter(([, , added]) => columns === 26 || added === undefined);
  return [kept.map(([header]) => header), ...truths.map((truth) => kept.map(([, cell]) => cell(truth)))];
}

export function stepSheet(steps: readonly Step[]): Cell[][] {
  const header = ['Step', 'Mode', 'Period', 'Capacity/mAh', 'Power/mWh', 'StartVolt/V', 'EndVolt/V'];
  const words = ['Rest', 'CC-Rate', 'DC-Rate', 'CVC', 'CVD'];
  const row = (step: Step, index: number): Cell[] => {
    const { charge, energy } = passed(step, step.seconds);
    const word = words[stateOf({ action: step.action, held: step.decay !== undefined })] ?? '';
    return [index + 1, word, step.seconds / 86_400, four(charge), four(energy), step.from, step.to];
  };
  return [header, ...steps.map(row)];
}

export interface FileOptions {
  readonly bookType?: BookType;
  readonly date1904?: boolean;
  readonly compression?: boolean;
}

export function workbookFile(sheets: Readonly<Record<string, Rows>>, options: FileOptions = {}): Uint8Array {
  const book: WorkBook = utils.book_new();
  for (const [name, rows] of Object.entries(sheets)) {
    const cells = rows.map((row) => [...row]);
    utils.book_append_sheet(book, utils.aoa_to_sheet(cells), name);
  }
  if (options.date1904 === true) book.Workbook = { ...book.Workbook, WBProps: { date1904: true } };
  const { bookType = 'xlsx', compression = true } = options;
  return new Uint8Array(write(book, { type: 'buffer', bookType, compression }));
}

/** Two cycles with rests, constant currents and held potentials over more than a day, and an open third one. */
export const CHARGE_FIRST: readonly Step[] = [
  { cycle: 1, action: 'rest', current: 0, seconds: 3600, from: 2.9, to: 3 },
  { cycle: 1, action: 'charge', current: 0.5, seconds: 28_800, from: 3, to: 4 },
  { cycle: 1, action: 'charge', current: 0.5, seconds: 7200, from: 4, to: 4, decay: 1800, runsOn: true },
  { cycle: 1, action: 'discharge', current: 0.5, seconds: 27_000, from: 3.9, to: 2.5 },
  { cycle: 2, action: 'rest', current: 0, seconds: 1800, from: 2.6, to: 2.7 },
  { cycle: 2, action: 'charge', current: 0.4, seconds: 32_400, from: 2.8, to: 4 },
  { cycle: 2, action: 'charge', current: 0.4, seconds: 3600, from: 4, to: 4, decay: 1200, runsOn: true },
  { cycle: 2, action: 'discharge', current: 0.4, seconds: 30_000, from: 3.95, to: 2.5 },
  { cycle: 3, action: 'charge', current: 0.25, seconds: 10_800, from: 2.7, to: 3.4 },
];

/** An anode half cell: discharged first, held at the low end. */
export const DISCHARGE_FIRST: readonly Step[] = [
  { cycle: 1, action: 'rest', current: 0, seconds: 1800, from: 2.9, to: 2.9 },
  { cycle: 1, action: 'discharge', current: 0.6, seconds: 36_000, from: 1.2, to: 0.01 },
  { cycle: 1, action: 'discharge', current: 0.6, seconds: 5400, from: 0.01, to: 0.01, decay: 900, runsOn: true },
  { cycle: 1, action: 'charge', current: 0.6, seconds: 25_200, from: 0.1, to: 1.5 },
  { cycle: 2, action: 'discharge', current: 0.6, seconds: 24_000, from: 1.1, to: 0.01 },
  { cycle: 2, action: 'charge', current: 0.6, seconds: 23_400, from: 0.1, to: 1.5 },
];
