/** The quantities of the Battery Data Format that a cycling dataset has a place for, and how headers name them. */

/**
 * What each column of a dataset is read from, in order of preference: quantities as words, told apart from headers by
 * `readHeader`. The other quantities of the format are kept as extras.
 */
export const SOURCES: Readonly<Record<string, readonly string[]>> = {
  time: ['test time'],
  potential: ['voltage'],
  current: ['current'],
  step_time: ['step time'],
  record: ['record index'],
  cycle: ['cycle count'],
  step: ['step count', 'step id'],
  clock: ['unix time'],
  temperature: ['temperature t1', 'surface temperature t1', 'surface temperature', 'ambient temperature'],
  pressure: ['applied pressure', 'surface pressure'],
  charge: ['net capacity'],
  energy: ['net energy'],
};

/** Units of the columns above; '' for counts. */
export const SOURCE_UNITS: Readonly<Record<string, string>> = {
  time: 's',
  potential: 'V',
  current: 'A',
  step_time: 's',
  clock: 's',
  temperature: 'C',
  pressure: 'Pa',
  charge: 'Ah',
  energy: 'Wh',
};

/** Without these a file is none of this format. */
export const REQUIRED = ['test time', 'voltage', 'current'] as const;

/** Scopes of counters in order of preference: those that never restart come first. */
export const COUNTER_SCOPES = ['', 'schedule ', 'cycle ', 'step '] as const;

export interface BdfHeader {
  /** `test time`, `cycle charging capacity`: lower case, single blanks. */
  readonly quantity: string;
  /** As written, or by the machine-readable name; '' where none. */
  readonly unit: string;
}

/** Endings of machine-readable names and their units. */
const ENDINGS: Readonly<Record<string, string>> = {
  s: 's',
  v: 'V',
  a: 'A',
  second: 's',
  millisecond: 'ms',
  volt: 'V',
  ampere: 'A',
  ah: 'Ah',
  ampere_hour: 'Ah',
  wh: 'Wh',
  watt_hour: 'Wh',
  celsius: 'degC',
  degc: 'degC',
  pa: 'Pa',
  pascal: 'Pa',
  watt: 'W',
  ohm: 'ohm',
  '1': '',
};

/** `Test Time / s` or `test_time_second`; `Charge Capacity` is a common slip for `Charging Capacity`. */
export function readHeader(header: string): BdfHeader {
  const label = /^(.+?)\s*\/\s*(.*)$/.exec(header.trim());
  if (label !== null) return { quantity: quantityOf(label[1] ?? ''), unit: label[2] === '1' ? '' : (label[2] ?? '') };
  const machine = /^([a-z0-9_]+?)_((?:ampere_|watt_)?[a-z]+|1)$/.exec(header.trim());
  const unit = ENDINGS[machine?.[2] ?? ''];
  if (machine !== null && unit !== undefined) return { quantity: quantityOf(machine[1] ?? ''), unit };
  return { quantity: quantityOf(header), unit: '' };
}

function quantityOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .replace(/charge (?=capacity|energy)/, 'charging ');
}
