/** What LAND calls its columns, and the grammar of its headers. */

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
  /** Header names, lower case without blanks. */
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
  record: field('record index'),
  time: field('testtime', 's', 'required'),
  step_time: field('steptime', 's'),
  current: field('current', 'A', 'required'),
  capacity: field('capacity', 'Ah'),
  energy: field('energy', 'Wh'),
  potential: field('voltage', 'V', 'required'),
  temperature: field('auxtemp', 'C', 'optional'),
  auxiliary_potential: field('auxvolt', 'V', 'optional'),
  clock: field('systime', 's'),
  cycle: field('cycle-index cycle cycleno'),
  step: field('step-index step stepno'),
  state: field('step-state state stepstatus mode'),
};

/** Temperatures, which LAND writes in ways of its own. */
const CELSIUS = new Set(['dc.', 'dc', '℃', '°c', 'c']);

export interface Header {
  readonly source: string;
  /** Before the first slash, lower case without blanks. */
  readonly name: string;
  /** After the first slash, as written: `mAh`, `mAh/g`, `Sec.`, or ''. */
  readonly unit: string;
}

/** `name[/unit]`, where the unit may itself hold slashes: split at the first one. */
export function parseHeader(source: string): Header {
  const slash = source.indexOf('/');
  const name = slash < 0 ? source : source.slice(0, slash);
  return {
    source,
    name: name.trim().toLowerCase().replace(/\s+/g, ''),
    unit: slash < 0 ? '' : source.slice(slash + 1).trim(),
  };
}

/** LAND writes `-` where a channel has no sensor. */
export function isAbsent(text: string): boolean {
  const trimmed = text.trim();
  return trimmed === '' || trimmed === '-' || trimmed === '--';
}

export function isCelsius(unit: string): boolean {
  return CELSIUS.has(unit.toLowerCase());
}

export function recordField(header: Header): RecordField | undefined {
  for (const [name, spec] of Object.entries(RECORD_FIELDS)) {
    if (spec.names.includes(header.name)) return name as RecordField;
  }
  return undefined;
}
