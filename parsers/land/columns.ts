/** What LAND calls its columns, and the grammar of its headers: the same in workbooks and text files. */

export type RecordField =
  | 'record'
  | 'time'
  | 'step_time'
  | 'current'
  | 'capacity'
  | 'energy'
  | 'potential'
  | 'temperature'
  | 'auxiliary_potential'
  | 'clock'
  | 'cycle'
  | 'step'
  | 'state';

interface FieldSpec {
  /** Header names, lower case without blanks; the first one is used in messages. */
  readonly names: readonly string[];
  /** Unit in the dataset; '' for numbers, times and words. */
  readonly unit: string;
  /** Without it the sheet is no record sheet. */
  readonly required: boolean;
  /** Present in every known export; reported when missing. */
  readonly expected: boolean;
}

function field(names: string, unit = '', need: 'required' | 'expected' | 'optional' = 'expected'): FieldSpec {
  return { names: names.split(' '), unit, required: need === 'required', expected: need !== 'optional' };
}

export const RECORD_FIELDS: Readonly<Record<RecordField, FieldSpec>> = {
  record: field('record index 记录序号'),
  time: field('testtime 测试时间', 's', 'required'),
  step_time: field('steptime 步骤时间 工步时间', 's'),
  current: field('current 电流', 'A', 'required'),
  capacity: field('capacity 容量', 'Ah'),
  energy: field('energy 能量', 'Wh'),
  potential: field('voltage 电压', 'V', 'required'),
  temperature: field('auxtemp temperature 辅助温度', 'C', 'optional'),
  auxiliary_potential: field('auxvolt 辅助电压', 'V', 'optional'),
  clock: field('systime 系统时间', 's'),
  cycle: field('cycle-index cycle cycleno 循环序号 循环号'),
  step: field('step-index step stepno 工步序号 工步 工步号'),
  state: field('step-state state stepstatus mode workmode 工步状态 状态 工作模式'),
};

/** Columns of the cycle and step tables that are looked at; the others are kept as they are. */
export type TableField = 'cycle' | 'step' | 'mode' | 'period' | 'charge_capacity' | 'discharge_capacity';

const TABLE_FIELDS: Readonly<Record<TableField, readonly string[]>> = {
  cycle: [...RECORD_FIELDS.cycle.names, 'index'],
  step: [...RECORD_FIELDS.step.names, 'index'],
  mode: RECORD_FIELDS.state.names,
  period: ['period', '步骤时间', '工步时间'],
  charge_capacity: ['capc', '充电容量'],
  discharge_capacity: ['capd', '放电容量'],
};

/** Specific capacity, by which the export tells the mass that it divided by. */
const SPECIFIC_CAPACITY = new Set(['specap', 'scapacity', '比容量']);

/** Names that hold a slash themselves: `dQ/dV/mAh/V` is dQ/dV in mAh/V. */
const NAMES_WITH_SLASH = new Set(['dq/dv', 'dv/dq']);

/** Names that tell a record header of LAND's from those of other makers, who have test times and voltages too. */
const MARKS = new Set([
  ...['specap', 'scapacity', 'senergy', 'speenergy', 'soc|dod', 'auxtemp', 'auxvolt', 'systime', 'workmode'],
  ...['cycle-index', 'step-index', 'step-state', 'cycleno', 'stepno', 'stepstatus', 'stepinprocess', '测试时间'],
]);

/** Temperatures, which LAND writes in ways of its own. */
const CELSIUS = new Set(['dc.', 'dc', '℃', '°c', 'c']);

/** Units of time spelled out, and the pattern in place of a unit where a time is written as on a clock. */
const TIME_UNITS: ReadonlyMap<string, string> = new Map([
  ...['s', 'sec', 'sec.', 'secs', 'second', 'seconds'].map((word) => [word, 's'] as const),
  ...['min', 'min.', 'minute', 'minutes'].map((word) => [word, 'min'] as const),
  ...['h', 'hr', 'hour', 'hours'].map((word) => [word, 'h'] as const),
  ...['h:m:s', 'hh:mm:ss', 'd-h:m:s', 'd-hh:mm:ss', 'd h:m:s'].map((word) => [word, ''] as const),
]);

export interface Header {
  readonly source: string;
  /** Without the unit, lower case without blanks. */
  readonly name: string;
  /** As written: `mAh`, `mAh/g`, `Sec.`, or ''. */
  readonly unit: string;
}

/**
 * `name[/unit]` or `name(unit)`, where the unit may itself hold slashes: split at the first slash after the name, which
 * is the first one of all except in the names of NAMES_WITH_SLASH.
 */
export function parseHeader(source: string): Header {
  const slash = unitSlash(source);
  if (slash >= 0) return { source, name: plainName(source.slice(0, slash)), unit: source.slice(slash + 1).trim() };
  const match = /^(.*\S)\s*[(（]([^()（）]*)[)）]\s*$/.exec(source);
  return { source, name: plainName(match?.[1] ?? source), unit: (match?.[2] ?? '').trim() };
}

function unitSlash(source: string): number {
  const first = source.indexOf('/');
  const second = first < 0 ? -1 : source.indexOf('/', first + 1);
  const longer = plainName(second < 0 ? source : source.slice(0, second));
  return first >= 0 && NAMES_WITH_SLASH.has(longer) ? second : first;
}

function plainName(name: string): string {
  return name.trim().toLowerCase().replace(/\s+/g, '');
}

/** LAND writes `-` where a channel has no sensor. */
export function isAbsent(text: string): boolean {
  const trimmed = text.trim();
  return trimmed === '' || trimmed === '-' || trimmed === '--';
}

export function isCelsius(unit: string): boolean {
  return CELSIUS.has(unit.toLowerCase());
}

export function isSpecificCapacity({ name, unit }: Header): boolean {
  return SPECIFIC_CAPACITY.has(name) && unit === 'mAh/g';
}

/** A unit of time as units.ts knows it, '' where the cells show days or a clock; undefined for any other word. */
export function timeUnit(unit: string): string | undefined {
  return unit === '' ? '' : TIME_UNITS.get(unit.toLowerCase());
}

export function recordField(header: Header): RecordField | undefined {
  for (const [name, spec] of Object.entries(RECORD_FIELDS)) {
    if (spec.names.includes(header.name)) return name as RecordField;
  }
  return undefined;
}

export function isTableField({ name }: Header, field: TableField): boolean {
  return TABLE_FIELDS[field].includes(name);
}

/** A name of LAND's own, or a test time spelled and measured as LAND does. */
export function isLandMark({ name, source }: Header): boolean {
  return MARKS.has(name) || /^TestTime\/(Sec|Second)/.test(source.trim());
}
