/** One measurement in each of LAND's workbook flavours, built from the header grammar: the truth is the record rows. */
import {
  type Cell,
  type Column,
  type CycleTruth,
  cycleSheet,
  dayText,
  landColumns,
  type RecordRow,
  type Rows,
  recordSheet,
  START,
  type Step,
  stepSheet,
} from './workbook.ts';

export interface Measurement {
  readonly steps: readonly Step[];
  readonly rows: readonly RecordRow[];
  readonly truths: readonly CycleTruth[];
}

export type Sheets = Record<string, Rows>;

/** Changes the columns of every record table of a flavour. */
export type ColumnChange = (columns: readonly Column[]) => readonly Column[];

export interface Flavour {
  readonly name: string;
  /** Decimals of mA, mAh, mWh and V. */
  readonly decimals: number;
  /** Columns of the dataset that the flavour has nothing for. */
  readonly lacks: readonly string[];
  readonly bookType?: 'biff8';
  readonly sheets: (measurement: Measurement, change?: ColumnChange) => Sheets;
}

const same: ColumnChange = (columns) => columns;
const round = (value: number, decimals: number) => Number(value.toFixed(decimals));
const two = (value: number) => String(Math.floor(value)).padStart(2, '0');

/** `D hh:mm:ss.mmm` of the newer client. */
function newTime(seconds: number): string {
  const day = Math.floor(seconds / 86_400);
  const rest = (seconds % 60).toFixed(3).padStart(6, '0');
  return `${day} ${two((seconds / 3600) % 24)}:${two((seconds / 60) % 60)}:${rest}`;
}

/** Days as a number until the first one is over. */
function oldTime(seconds: number): Cell {
  return seconds < 86_400 ? seconds / 86_400 : dayText(seconds);
}

function clockText(row: RecordRow): Cell {
  return new Date((START + row.time) * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

function word(row: RecordRow, words: readonly string[]): Cell {
  const index = row.action === 'rest' ? 0 : (row.action === 'charge' ? 1 : 2) + (row.held ? 2 : 0);
  return words[index] ?? '';
}

const OLD_WORDS = ['R', 'C_CC', 'D_CC', 'C_CV', 'D_CV'];
const NEW_WORDS = ['Rest', 'CCC', 'CCD', 'CVC', 'CVD'];
const CHINESE_WORDS = ['静置', '恒流充电', '恒流放电', '恒压充电', '恒压放电'];

/** Current, capacity, energy and potential with their units, in mA, mAh and mWh times `factor`. */
function values(decimals: number, names: readonly string[], factor = 1): Column[] {
  const [current = '', capacity = '', energy = '', voltage = ''] = names;
  const columns: Column[] = [
    { header: current, cell: (row) => round(row.current * factor, decimals) },
    { header: capacity, cell: (row) => round(row.capacity * factor, decimals) },
    { header: energy, cell: (row) => round(row.energy * factor, decimals) },
    { header: voltage, cell: (row) => round(row.voltage, decimals) },
  ];
  return columns.filter(({ header }) => header !== '');
}

function oldColumns(unit: '' | '/Sec.', words = OLD_WORDS): Column[] {
  const time = unit === '' ? oldTime : (seconds: number) => seconds;
  return [
    { header: 'Index', cell: ({ record }) => record },
    { header: `TestTime${unit}`, cell: (row) => time(row.time) },
    { header: `StepTime${unit}`, cell: (row) => time(row.stepTime) },
    ...values(5, ['Current/mA', 'Capacity/mAh', 'Energy/mWh', 'Voltage/V']),
    { header: 'SCapacity/mAh/g', cell: ({ capacity }) => round((capacity * 1e3) / 8.45, 1) },
    { header: 'SEnergy/Wh/kg', cell: ({ energy }) => round((energy * 1e3) / 8.45, 1) },
    { header: 'SysTime', cell: clockText },
    { header: 'State', cell: (row) => word(row, words) },
  ];
}

function splitSheets({ rows }: Measurement, change: ColumnChange): Sheets {
  const columns = change(oldColumns('/Sec.'));
  const [first, second] = [Math.floor(rows.length / 3), Math.floor(rows.length / 2)];
  return {
    Record: recordSheet(columns, rows.slice(0, first)),
    'Record(2)': recordSheet(columns, rows.slice(first, second)).slice(1),
    'Record(3)': recordSheet(columns, rows.slice(second)).slice(1),
  };
}

/** A step header, the step, a record header and the records, for each step; with the cycles above where asked for. */
function nestedSheet({ steps, rows, truths }: Measurement, change: ColumnChange, withCycles: boolean): Cell[][] {
  const columns = change(oldColumns('').filter(({ header }) => header !== 'State'));
  const [stepHeader = [], ...stepRows] = stepSheet(steps).map((row) => [...row]);
  stepHeader[0] = 'Index';
  const [cycleHeader = [], ...cycleRows] = cycleSheet(truths);
  const table: Cell[][] = [];
  stepRows.forEach((stepRow, index) => {
    const cycle = steps[index]!.cycle;
    if (withCycles && steps[index - 1]?.cycle !== cycle) {
      table.push([...cycleHeader], [...cycleRows[truths.findIndex((truth) => truth.cycle === cycle)]!]);
    }
    const own = rows.filter(({ step }) => step === index + 1);
    table.push(stepHeader, stepRow, ...recordSheet(columns, own));
  });
  return table;
}

/** Cycles side by side, filled up with record numbers, with one more column in the last of them. */
function sideBySide({ rows }: Measurement, change: ColumnChange): Cell[][] {
  const columns = change([
    { header: 'Record', cell: ({ record }) => record },
    { header: 'TestTime', cell: (row) => oldTime(row.time) },
    { header: 'StepTime', cell: (row) => oldTime(row.stepTime) },
    ...values(4, ['Current/mA', 'Capacity/mAh', '', 'Voltage/V']),
    { header: 'SpeCap/mAh/g', cell: ({ capacity }) => round((capacity * 1e3) / 8.45, 1) },
    { header: 'dQ/dV/mAh/V', cell: () => 0.5 },
    { header: 'CycleNo', cell: ({ cycle }) => cycle },
    { header: 'StepNo', cell: ({ step }) => step },
  ]);
  const cycles = [...new Set(rows.map(({ cycle }) => cycle))];
  const last = cycles.at(-1);
  const blocks = cycles.map((cycle) => {
    const own = cycle === last ? [...columns, { header: 'EnergyD', cell: () => 1 }] : columns;
    return recordSheet(
      own,
      rows.filter((row) => row.cycle === cycle),
    );
  });
  const longest = Math.max(...blocks.map(({ length }) => length));
  const titles = blocks.flatMap(([header = []], i) => header.map((_, j) => (j === 0 ? `Cycle ${cycles[i]}` : null)));
  const recordColumn = columns.findIndex(({ header }) => header === 'Record');
  const filler = (header: readonly Cell[], i: number) => header.map((_, j) => (j === recordColumn ? i : null));
  const body = Array.from({ length: longest }, (_, i) => {
    return blocks.flatMap((block) => block[i] ?? filler(block[0]!, i));
  });
  return [titles, ...body];
}

function landtPy({ steps, rows }: Measurement, change: ColumnChange): Sheets {
  const columns = change([
    { header: 'TestTime/Sec', cell: ({ time }) => time },
    { header: 'StepTime/Sec', cell: ({ stepTime }) => stepTime },
    ...values(4, ['Current/mA', '', '', 'Voltage/V']),
    { header: 'AuxVolt/V', cell: () => '-' },
    { header: 'SysTime', cell: (row) => (START + row.time) / 86_400 + 25_569 },
    { header: 'StepNo', cell: ({ step }) => step },
    { header: 'StepStatus', cell: (row) => word(row, NEW_WORDS) },
  ]);
  const [header = [], ...body] = stepSheet(steps);
  const renamed = header.map((name) => (name === 'Period' ? 'Period/Sec' : name));
  return { 'Step-Tab': [renamed, ...body], 'Record-Tab': recordSheet(columns, rows) };
}

const CHINESE_CYCLE: Readonly<Record<string, string>> = {
  Cycle: '循环序号',
  'CapC/mAh': '充电容量/mAh',
  'CapD/mAh': '放电容量/mAh',
  'SpeCapC/mAh/g': '充电比容量/mAh/g',
  'SpeCapD/mAh/g': '放电比容量/mAh/g',
  'Efficiency/%': '效率/%',
};

function chineseColumns(): Column[] {
  return [
    { header: '循环序号', cell: ({ cycle }) => cycle },
    { header: '工步序号', cell: ({ step }) => step },
    { header: '测试时间', cell: (row) => oldTime(row.time) },
    { header: '步骤时间', cell: (row) => oldTime(row.stepTime) },
    { header: '系统时间', cell: clockText },
    ...values(4, ['电流/mA', '容量/mAh', '能量/mWh', '电压/V']),
    { header: '比容量/mAh/g', cell: ({ capacity }) => round((capacity * 1e3) / 8.45, 1) },
    { header: '辅助温度/℃', cell: () => 25 },
    { header: '工步状态', cell: (row) => word(row, CHINESE_WORDS) },
  ];
}

function chinese({ rows, truths }: Measurement, change: ColumnChange): Sheets {
  const columns = change(chineseColumns());
  const [header = [], ...body] = cycleSheet(truths);
  const half = Math.floor(rows.length / 2);
  return {
    循环: [header.map((name) => CHINESE_CYCLE[String(name)] ?? name), ...body],
    记录: recordSheet(columns, rows.slice(0, half)),
    '记录(2)': recordSheet(columns, rows.slice(half)).slice(1),
  };
}

function newerEnglish({ rows, truths }: Measurement, change: ColumnChange): Sheets {
  const columns = change([
    { header: 'Record', cell: ({ record }) => record },
    { header: 'Cycle', cell: ({ cycle }) => cycle },
    { header: 'Step', cell: ({ step }) => step },
    { header: 'TestTime (h:m:s)', cell: (row) => oldTime(row.time) },
    { header: 'StepTime (h:m:s)', cell: (row) => oldTime(row.stepTime) },
    ...values(4, ['Current/mA', 'Capacity/mAh', 'Energy/mWh', 'Voltage/V']),
    { header: 'SysTime', cell: clockText },
    { header: 'Mode', cell: (row) => word(row, NEW_WORDS) },
  ]);
  const discharged = truths.map(({ cycle, discharge }) => [cycle, round(discharge.capacity, 4), 0]);
  return {
    Cycle: [['Cycle', 'CapD/mAh', 'CoulombEfficiency/%'], ...discharged],
    Record: recordSheet(columns, rows),
  };
}

export const MASS_TEXT = 'Nominal specific capacity: 308 mAh/g Active material: 0.984 mg';

function lanhe({ rows }: Measurement, change: ColumnChange): Sheets {
  const columns = change([
    { header: 'Cycle', cell: ({ cycle }) => cycle },
    { header: 'Step', cell: ({ step }) => step },
    { header: 'Record', cell: ({ record }) => record },
    { header: 'WorkMode', cell: (row) => word(row, NEW_WORDS) },
    { header: 'StepInProcess', cell: ({ step }) => step + 1 },
    { header: 'StepTime', cell: (row) => newTime(row.stepTime) },
    { header: 'TestTime', cell: (row) => newTime(row.time) },
    ...values(2, ['Current/uA', 'Capacity/uAh', 'Energy/uWh', ''], 1e3),
    { header: 'Voltage/V', cell: ({ voltage }) => round(voltage, 5) },
    { header: 'SpeCap/mAh/g', cell: ({ capacity }) => round((capacity * 1e3) / 0.984, 1) },
    { header: 'dQdV/uAh/V', cell: () => 0 },
    { header: 'Temperature/C', cell: () => 25.1 },
    { header: 'Humidity/%', cell: () => '-' },
    { header: 'SysTime', cell: clockText },
    { header: 'BatteryCode', cell: () => 'B-17' },
  ]);
  return {
    'Test information': [
      ['Test name', 'Start time', 'Finish time', 'Active material', 'Operator'],
      ['coin 5', '2022-07-27 13:45:17', '2022-07-29 10:00:00', MASS_TEXT, 'nobody'],
    ],
    Ch1_Proc: [
      ['Channel Number', '001-5'],
      ['Unit Scheme', 'uA'],
      [],
      ['Order', 'Work Mode', 'Step Time'],
      [1, 'Rest', '0 01:00:00'],
      [2, 'CC Charge', '0 08:00:00'],
    ],
    Log: [
      ['Time', 'Event'],
      ['2022-07-27 13:45:17', 'started'],
    ],
    DefaultGroup_1: [['Test report'], [], ...recordSheet(columns, rows)],
  };
}

function landdt({ steps, rows, truths }: Measurement, change: ColumnChange): Sheets {
  return {
    'Cycle-Tab': cycleSheet(truths, 26),
    'Step-Tab': stepSheet(steps),
    'Record-Tab': recordSheet(change(landColumns({ decimals: 4 })), rows),
  };
}

/** One sheet of the name `Sheet1`. */
function alone(make: (measurement: Measurement, change: ColumnChange) => Rows): Flavour['sheets'] {
  return (measurement, change = same) => ({ Sheet1: make(measurement, change) });
}

function several(make: (measurement: Measurement, change: ColumnChange) => Sheets): Flavour['sheets'] {
  return (measurement, change = same) => make(measurement, change);
}

export const FLAVOURS: readonly Flavour[] = [
  { name: 'F1 LANDdt', decimals: 4, lacks: [], sheets: several(landdt) },
  { name: 'F2 split', decimals: 5, lacks: ['cycle', 'step'], sheets: several(splitSheets) },
  { name: 'F2 split .xls', decimals: 5, lacks: ['cycle', 'step'], bookType: 'biff8', sheets: several(splitSheets) },
  { name: 'F3 nested', decimals: 5, lacks: ['cycle'], sheets: alone((m, change) => nestedSheet(m, change, false)) },
  { name: 'F3 nested in cycles', decimals: 5, lacks: [], sheets: alone((m, change) => nestedSheet(m, change, true)) },
  { name: 'F4 side by side', decimals: 4, lacks: ['energy', 'mode', 'clock'], sheets: alone(sideBySide) },
  {
    name: 'F5 LANDT-py',
    decimals: 4,
    lacks: ['charge', 'energy', 'cycle', 'record'],
    sheets: several(landtPy),
  },
  { name: 'F7 Chinese', decimals: 4, lacks: ['record'], sheets: several(chinese) },
  { name: 'F7 Chinese .xls', decimals: 4, lacks: ['record'], bookType: 'biff8', sheets: several(chinese) },
  { name: 'F7 newer client', decimals: 4, lacks: [], sheets: several(newerEnglish) },
  { name: 'F9 LANHE', decimals: 5, lacks: [], sheets: several(lanhe) },
];
