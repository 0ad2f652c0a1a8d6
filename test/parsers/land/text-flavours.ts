/** One measurement in each of LAND's text flavours, written as the instrument does: the truth is the record rows. */
import type { Measurement } from './flavours.ts';
import {
  type Cell,
  type Column,
  cycleSheet,
  dayText,
  landColumns,
  type RecordRow,
  START,
  stepSheet,
} from './workbook.ts';

/** How cells become a file. */
export interface Style {
  readonly delimiter: '\t' | ',' | ';';
  readonly mark: '.' | ',';
  readonly lineEnd: '\n' | '\r\n' | '\r';
  readonly encoding: 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'gb18030';
  /** Every row ends in a delimiter. */
  readonly trailing: boolean;
  readonly quoted: boolean;
}

export type Table = readonly (readonly Cell[])[];

export interface TextFlavour {
  readonly name: string;
  readonly delimiter: Style['delimiter'];
  /** Decimals of mA, mAh, mWh and V. */
  readonly decimals: number;
  /** Columns of the dataset that the flavour has nothing for. */
  readonly lacks: readonly string[];
  /** States tell the direction alone. */
  readonly withoutModes?: boolean;
  /** Charge and discharge are read one after the other. */
  readonly isApart?: boolean;
  readonly columns: () => Column[];
  /** Rows of the file; the record header is the row that names test time. */
  readonly rows: (measurement: Measurement, columns: readonly Column[]) => Table;
}

const round = (value: number, decimals: number) => Number(value.toFixed(decimals));
const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
const clockText = ({ time }: RecordRow) => new Date((START + time) * 1000).toISOString().slice(0, 19).replace('T', ' ');

function american(row: RecordRow): string {
  const [date = '', time = ''] = clockText(row).split(' ');
  const [year, month, day] = date.split('-');
  return `${month}/${day}/${year} ${time}`;
}

/** `h:mm:ss` until the first day is over, `d-hh:mm:ss` from then on. */
function clockTime(seconds: number): string {
  return seconds < 86_400
    ? `${Math.floor(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`
    : dayText(seconds);
}

function stateWord({ action, held }: RecordRow, words: readonly string[]): string {
  return words[action === 'rest' ? 0 : (action === 'charge' ? 1 : 2) + (held ? 2 : 0)] ?? '';
}

export function table(columns: readonly Column[], rows: readonly RecordRow[]): Cell[][] {
  return [columns.map(({ header }) => header), ...rows.map((row) => columns.map(({ cell }) => cell(row)))];
}

const records = ({ rows }: Measurement, columns: readonly Column[]): Table => table(columns, rows);

const newWords = ['Rest', 'CCC', 'CCD', 'CVC', 'CVD'];

function mixedColumns(): Column[] {
  return [
    { header: 'Record', cell: ({ record }) => record },
    { header: 'CycleNo', cell: ({ cycle }) => cycle },
    { header: 'StepNo', cell: ({ step }) => step },
    { header: 'StepStatus', cell: (row) => stateWord(row, newWords) },
    { header: 'TestTime', cell: ({ time }) => clockTime(time) },
    { header: 'StepTime', cell: ({ stepTime }) => clockTime(stepTime) },
    { header: 'SysTime', cell: clockText },
    { header: 'Current/uA', cell: ({ current }) => round(current * 1e3, 1) },
    { header: 'Capacity/uAh', cell: ({ capacity }) => round(capacity * 1e3, 1) },
    { header: 'SpeCap/mAh/g', cell: ({ capacity }) => round((capacity * 1e3) / 8.45, 1) },
    { header: 'SOC|DOD/%', cell: () => 100 },
    { header: 'Voltage/V', cell: ({ voltage }) => round(voltage, 4) },
    { header: 'Energy/uWh', cell: ({ energy }) => round(energy * 1e3, 1) },
    { header: 'SpeEnergy/Wh/kg', cell: ({ energy }) => round((energy * 1e3) / 8.45, 1) },
    { header: 'Power/mW', cell: ({ current, voltage }) => round(Math.abs(current * voltage), 4) },
    { header: 'dQ/dV/mAh/V', cell: () => 0 },
    { header: 'dV/dQ/V/mAh', cell: () => 0 },
    { header: 'IncubTemp/dC.', cell: () => '-' },
    { header: 'CapacityC', cell: () => 0 },
    { header: 'CapacityD', cell: () => 0 },
    { header: 'EnergyC', cell: () => 0 },
    { header: 'EnergyD', cell: () => 0 },
  ];
}

interface Blocks {
  readonly cycles: Cell[][];
  readonly steps: Cell[][];
  readonly records: Cell[][];
}

function blocks({ rows, steps, truths }: Measurement, columns: readonly Column[]): Blocks {
  const [header = [], ...body] = stepSheet(steps);
  const numbered = body.map((row, i) => [row[0] ?? null, steps[i]?.cycle ?? 0, ...row.slice(1)]);
  return {
    cycles: cycleSheet(truths),
    steps: [[header[0] ?? '', 'CycleNo', ...header.slice(1)], ...numbered],
    records: table(columns, rows),
  };
}

function inOrder(measurement: Measurement, columns: readonly Column[]): Table {
  const all = blocks(measurement, columns);
  return [...all.cycles, ...all.steps, ...all.records];
}

function headersFirst(measurement: Measurement, columns: readonly Column[]): Table {
  const all = Object.values(blocks(measurement, columns)) as Cell[][][];
  return [...all.map(([header = []]) => header), ...all.flatMap(([, ...body]) => body)];
}

/** The header of the records stands above the steps. */
function headerTooEarly(measurement: Measurement, columns: readonly Column[]): Table {
  const { cycles, steps, records: own } = blocks(measurement, columns);
  return [...cycles, own[0] ?? [], ...steps, ...own.slice(1)];
}

/** A step header, the step, a record header and its records, for each step, after the cycle. */
function nested({ rows, steps, truths }: Measurement, columns: readonly Column[]): Table {
  const all = blocks({ rows, steps, truths }, columns);
  return steps.flatMap((step, i) => {
    const isNewCycle = steps[i - 1]?.cycle !== step.cycle;
    const cycle = all.cycles.filter((row, k) => k === 0 || row[0] === step.cycle);
    const own = table(
      columns,
      rows.filter((row) => row.step === i + 1),
    );
    return [...(isNewCycle ? cycle : []), all.steps[0] ?? [], all.steps[i + 1] ?? [], ...own];
  });
}

const chineseApart = (): Column[] => [
  { header: '测试时间/Sec', cell: ({ time }) => time },
  { header: '电流/A', cell: ({ current }) => round(current / 1e3, 7) },
  { header: '容量/Ah', cell: ({ capacity }) => round(capacity / 1e3, 7) },
  { header: 'SOC|DOD/%', cell: () => 50 },
  { header: '电压/V', cell: ({ voltage }) => round(voltage, 4) },
];

/** One charge and one discharge beside each other with an empty column between them. */
export function apart({ rows }: Measurement, columns: readonly Column[], restarts = false): Table {
  const branches = (['charge', 'discharge'] as const).map((action) => {
    const own = rows.filter((row) => row.cycle === 1 && row.action === action);
    const start = restarts ? (own[0]?.time ?? 0) : 0;
    return table(
      columns,
      own.map((row) => ({ ...row, time: row.time - start })),
    );
  });
  const longest = Math.max(...branches.map(({ length }) => length));
  const blank = columns.map(() => null);
  return Array.from({ length: longest }, (_, i) => {
    const [charge = blank, discharge = blank] = branches.map((branch) => branch[i]);
    return [...charge, null, ...discharge];
  });
}

const landtColumns = (): Column[] => [
  { header: 'Rec#', cell: ({ record }) => record },
  { header: 'Cyc#', cell: ({ cycle }) => cycle },
  { header: 'Step', cell: ({ step }) => step },
  { header: 'Test(s)', cell: ({ time }) => time },
  { header: 'Step(s)', cell: ({ stepTime }) => stepTime },
  { header: 'Amp-hr', cell: ({ capacity }) => round(capacity / 1e3, 7) },
  { header: 'Watt-hr', cell: ({ energy }) => round(energy / 1e3, 7) },
  { header: 'Amps', cell: ({ current }) => round(Math.abs(current) / 1e3, 7) },
  { header: 'Volts', cell: ({ voltage }) => round(voltage, 4) },
  { header: 'State', cell: ({ action }) => ({ rest: 'R', charge: 'C', discharge: 'D' })[action] },
  { header: 'ES', cell: () => 1 },
  { header: 'DPt-Time', cell: american },
];

/** Sums of both branches up to a record, starting again with every cycle where asked for. */
function sums(rows: readonly RecordRow[], of: 'capacity' | 'energy', byCycle: boolean) {
  const totals = { charge: 0, discharge: 0, rest: 0 };
  return rows.map((row, i) => {
    const before = rows[i - 1];
    if (byCycle && before?.cycle !== row.cycle) Object.assign(totals, { charge: 0, discharge: 0 });
    const goesOn = before !== undefined && before.action === row.action && before[of] <= row[of];
    totals[row.action] += row[of] - (goesOn ? before[of] : 0);
    return { charge: totals.charge, discharge: totals.discharge };
  });
}

const landtCsvColumns = (): Column[] => [
  { header: 'channel_index', cell: () => 5 },
  { header: 'cycle_index', cell: ({ cycle }) => cycle },
  { header: 'step_index', cell: ({ step }) => step },
  { header: 'step_name', cell: (row) => stateWord(row, newWords) },
  { header: 'date_time_iso_string', cell: (row) => (row.record % 2 === 0 ? american(row) : clockText(row)) },
  { header: 'test_time_s', cell: ({ time }) => time },
  { header: 'step_time_s', cell: ({ stepTime }) => stepTime },
  { header: 'current_A', cell: ({ current }) => round(current / 1e3, 7) },
  { header: 'voltage_V', cell: ({ voltage }) => round(voltage, 4) },
];

function landtCsv({ rows }: Measurement, columns: readonly Column[], byCycle: boolean): Table {
  const [capacity, energy] = [sums(rows, 'capacity', byCycle), sums(rows, 'energy', byCycle)];
  const added = ['charge_capacity_Ah', 'discharge_capacity_Ah', 'charge_energy_Wh', 'discharge_energy_Wh'];
  return table(columns, rows).map((row, i) => {
    const [q, e] = [capacity[i - 1], energy[i - 1]];
    if (q === undefined || e === undefined) return [...row, ...added];
    return [...row, ...[q.charge, q.discharge, e.charge, e.discharge].map((value) => round(value / 1e3, 8))];
  });
}

const oldColumns = (): Column[] => [
  { header: 'Data_Point', cell: ({ record }) => record },
  { header: 'Test_Time.s.', cell: ({ time }) => time },
  { header: 'Step_Time.s.', cell: ({ stepTime }) => stepTime },
  { header: 'Voltage', cell: ({ voltage }) => round(voltage, 4) },
  { header: 'Current(mA)', cell: ({ current }) => round(current, 4) },
  { header: 'Capacity(mAh)', cell: ({ capacity }) => round(capacity, 4) },
  { header: 'Energy(mWh)', cell: ({ energy }) => round(energy, 4) },
  { header: 'Date_Time', cell: clockText },
];

const chineseWords = ['静置', '恒流充电', '恒流放电', '恒压充电', '恒压放电'];
const chineseColumns = (): Column[] => [
  { header: '循环序号', cell: ({ cycle }) => cycle },
  { header: '工步序号', cell: ({ step }) => step },
  { header: '工步状态', cell: (row) => stateWord(row, chineseWords) },
  { header: '测试时间/Sec', cell: ({ time }) => time },
  { header: '步骤时间/Sec', cell: ({ stepTime }) => stepTime },
  { header: '系统时间', cell: clockText },
  { header: '电压/V', cell: ({ voltage }) => round(voltage, 4) },
  { header: '电流/mA', cell: ({ current }) => round(current, 4) },
  { header: '容量/mAh', cell: ({ capacity }) => round(capacity, 4) },
  { header: '能量/mWh', cell: ({ energy }) => round(energy, 4) },
  { header: '辅助温度/℃', cell: () => '-' },
];

const plainColumns = (): Column[] =>
  landColumns({ decimals: 4, time: 'seconds', clock: 'text' }).map((column) =>
    column.header === '' ? { header: '', cell: () => '' } : column,
  );

const olderColumns = (): Column[] => [
  { header: 'Index', cell: ({ record }) => record },
  { header: 'TestTime', cell: ({ time }) => clockTime(time) },
  { header: 'StepTime', cell: ({ stepTime }) => clockTime(stepTime) },
  { header: 'Current/A', cell: ({ current }) => round(current / 1e3, 7) },
  { header: 'Capacity/Ah', cell: ({ capacity }) => round(capacity / 1e3, 7) },
  { header: 'Energy/Wh', cell: ({ energy }) => round(energy / 1e3, 7) },
  { header: 'Voltage/mV', cell: ({ voltage }) => round(voltage * 1e3, 1) },
  { header: 'SCapacity/mAh/g', cell: ({ capacity }) => round((capacity * 1e3) / 8.45, 1) },
  { header: 'SysTime', cell: clockText },
  { header: 'State', cell: (row) => stateWord(row, ['R', 'C_CC', 'D_CC', 'C_CV', 'D_CV']) },
];

const noMode = ['mode', 'cycle', 'step'];

export const TEXT_FLAVOURS: readonly TextFlavour[] = [
  { name: 'F1 records', delimiter: ',', decimals: 4, lacks: [], columns: plainColumns, rows: records },
  { name: 'F2 older', delimiter: '\t', decimals: 4, lacks: ['cycle', 'step'], columns: olderColumns, rows: records },
  { name: 'F7 Chinese', delimiter: '\t', decimals: 4, lacks: ['record'], columns: chineseColumns, rows: records },
  { name: 'F6 mixed', delimiter: ',', decimals: 4, lacks: [], columns: mixedColumns, rows: inOrder },
  { name: 'F6 headers first', delimiter: ',', decimals: 4, lacks: [], columns: mixedColumns, rows: headersFirst },
  { name: 'F6 header early', delimiter: ',', decimals: 4, lacks: [], columns: mixedColumns, rows: headerTooEarly },
  { name: 'F6 nested', delimiter: ',', decimals: 4, lacks: [], columns: mixedColumns, rows: nested },
  {
    name: 'F8 side by side',
    delimiter: ',',
    decimals: 4,
    lacks: [...noMode, 'step_time', 'energy', 'record', 'clock'],
    isApart: true,
    columns: chineseApart,
    rows: apart,
  },
  {
    name: 'F10 Landt txt',
    delimiter: '\t',
    decimals: 4,
    lacks: [],
    withoutModes: true,
    columns: landtColumns,
    rows: records,
  },
  {
    name: 'F10 Landt csv',
    delimiter: ',',
    decimals: 4,
    lacks: ['record'],
    columns: landtCsvColumns,
    rows: (measurement, columns) => landtCsv(measurement, columns, false),
  },
  {
    name: 'F10 Landt csv, counted by cycle',
    delimiter: ',',
    decimals: 4,
    lacks: ['record'],
    columns: landtCsvColumns,
    rows: (measurement, columns) => landtCsv(measurement, columns, true),
  },
  { name: 'F11 old txt', delimiter: '\t', decimals: 4, lacks: noMode, columns: oldColumns, rows: records },
];

export function plainStyle({ delimiter }: TextFlavour): Style {
  return { delimiter, mark: '.', lineEnd: '\r\n', encoding: 'utf-8', trailing: false, quoted: false };
}

export function textOf(rows: Table, { delimiter, mark, lineEnd, trailing, quoted }: Style): string {
  const cellText = (cell: Cell) => {
    const text = typeof cell === 'number' && mark === ',' ? String(cell).replace('.', ',') : String(cell ?? '');
    return quoted && typeof cell === 'string' && text !== '' ? `"${text}"` : text;
  };
  return rows.map((row) => `${row.map(cellText).join(delimiter)}${trailing ? delimiter : ''}${lineEnd}`).join('');
}

export function encoded(text: string, encoding: Style['encoding']): Uint8Array {
  if (encoding === 'utf-8') return new TextEncoder().encode(text);
  if (encoding === 'utf-8-bom') return new TextEncoder().encode(`\ufeff${text}`);
  if (encoding === 'gb18030') return gb18030(text);
  const units = Uint16Array.from(`\ufeff${text}`, (_, i) => `\ufeff${text}`.charCodeAt(i));
  const bytes = new Uint8Array(units.length * 2);
  const view = new DataView(bytes.buffer);
  units.forEach((unit, i) => {
    view.setUint16(2 * i, unit, encoding === 'utf-16le');
  });
  return bytes;
}

/** By inverting the decoder over all pairs of bytes: an encoder does not come with the platform. */
function gb18030(text: string): Uint8Array {
  const codes = pairs.size === 0 ? fillPairs() : pairs;
  return Uint8Array.from(Array.from(text, (char) => codes.get(char) ?? [char.charCodeAt(0)]).flat());
}

const pairs = new Map<string, readonly number[]>();

function fillPairs(): ReadonlyMap<string, readonly number[]> {
  const decoder = new TextDecoder('gb18030');
  for (let lead = 0xa1; lead <= 0xf7; lead++) {
    for (let trail = 0xa1; trail <= 0xfe; trail++) pairs.set(decoder.decode(Uint8Array.of(lead, trail)), [lead, trail]);
  }
  return pairs;
}
