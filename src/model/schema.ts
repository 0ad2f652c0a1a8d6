/**
 * The columns a dataset may have: unit, sign and meaning in one place; the types are derived from it.
 * A new kind of measurement is one more entry here.
 */

export interface SchemaColumn {
  /** Unit as written in file headers: `V`, `Ah`, `ohm`; '' for counts, numbers and words. */
  readonly unit: string;
  /** `integer`: whole numbers, held as numbers all the same. */
  readonly type: 'number' | 'integer' | 'category';
  readonly required: boolean;
  readonly description: string;
}

function required(unit: string, description: string) {
  return { unit, type: 'number', required: true, description } as const;
}

function optional(unit: string, description: string) {
  return { unit, type: 'number', required: false, description } as const;
}

function wholeNumber(description: string) {
  return { unit: '', type: 'integer', required: false, description } as const;
}

function category(description: string) {
  return { unit: '', type: 'category', required: false, description } as const;
}

const CLOCK = optional(
  's',
  "instrument's clock, seconds since 1970-01-01 00:00 of the clock's own (unstated) time zone",
);

export const SCHEMA = {
  cycling: {
    time: required('s', 'time since the start of the test'),
    potential: required('V', 'cell potential, or working electrode against reference'),
    current: required('A', 'positive while the cell is charged, negative while it is discharged'),
    step_time: optional('s', 'time since the start of the step'),
    charge: optional(
      'Ah',
      "net charge passed since the first record by the instrument's own counters, positive on charge",
    ),
    energy: optional(
      'Wh',
      "net energy passed since the first record by the instrument's own counters, positive on charge",
    ),
    record: wholeNumber("instrument's record number"),
    cycle: wholeNumber("instrument's cycle number"),
    step: wholeNumber("instrument's step number"),
    mode: category('what the instrument controlled: one of MODES'),
    clock: CLOCK,
    temperature: optional('C', 'auxiliary temperature'),
    auxiliary_potential: optional('V', 'auxiliary potential'),
    counter_potential: optional('V', 'counter electrode against reference, of a three-electrode cell'),
    pressure: optional('Pa', 'stack or gas pressure'),
    displacement: optional('nm', 'change of thickness by a displacement sensor'),
  },
  impedance: {
    frequency: required('Hz', 'frequency of the excitation'),
    z_real: required('ohm', 'real part of the impedance'),
    z_imag: required('ohm', 'imaginary part of the impedance, negative where capacitive'),
    time: optional('s', 'time since the start of the measurement'),
    potential: optional('V', 'DC potential'),
    current: optional('A', 'DC current, positive on charge'),
    cycle: wholeNumber("instrument's cycle number"),
    temperature: optional('C', 'temperature'),
  },
  voltammetry: {
    time: required('s', 'time since the start of the measurement'),
    potential: required('V', 'working electrode against reference'),
    current: required('A', 'positive for oxidation'),
    cycle: wholeNumber("instrument's cycle number"),
    charge: optional('Ah', 'net charge, positive for oxidation'),
    temperature: optional('C', 'temperature'),
  },
  chronoamperometry: {
    time: required('s', 'time since the start of the measurement'),
    potential: required('V', 'working electrode against reference'),
    current: required('A', 'positive for oxidation'),
    charge: optional('Ah', 'net charge, positive for oxidation'),
    temperature: optional('C', 'temperature'),
  },
  'square-wave-voltammetry': {
    time: required('s', 'time since the start of the measurement'),
    potential: required('V', 'potential of the staircase: mean of forward and reverse pulse'),
    current: required('A', 'forward minus reverse current, each positive for oxidation'),
    forward_current: optional('A', 'current at the end of the forward pulse, positive for oxidation'),
    reverse_current: optional('A', 'current at the end of the reverse pulse, positive for oxidation'),
    forward_potential: optional('V', 'potential of the forward pulse'),
    reverse_potential: optional('V', 'potential of the reverse pulse'),
    temperature: optional('C', 'temperature'),
  },
  'half-cycles': {
    cycle: { unit: '', type: 'integer', required: true, description: "instrument's cycle number" },
    direction: { unit: '', type: 'integer', required: true, description: '1 for a charge, -1 for a discharge' },
    charge: required('Ah', "charge of the half-cycle by the instrument's own counter, positive on charge"),
    energy: optional('Wh', "energy of the half-cycle by the instrument's own counter, positive on charge"),
    time: optional('s', 'end of the half-cycle, since the start of the test'),
    duration: optional('s', 'duration of the half-cycle'),
    start_potential: optional('V', 'cell potential at the start of the half-cycle'),
    end_potential: optional('V', 'cell potential at the end of the half-cycle'),
    start_temperature: optional('C', 'temperature at the start of the half-cycle'),
    end_temperature: optional('C', 'temperature at the end of the half-cycle'),
  },
  'open-circuit': {
    time: required('s', 'time since the start of the measurement'),
    potential: required('V', 'open-circuit potential'),
    counter_potential: optional('V', 'counter electrode against reference, of a three-electrode cell'),
    clock: CLOCK,
    temperature: optional('C', 'temperature'),
  },
} as const satisfies Record<string, Record<string, SchemaColumn>>;

export type Kind = keyof typeof SCHEMA;

/** Words of the `mode` column of cycling data; a code is an index into this list. */
export const MODES = [
  'rest',
  'constant-current',
  'constant-voltage',
  'constant-power',
  'constant-resistance',
  'pulse',
  'other',
] as const;
export type Mode = (typeof MODES)[number];

export function modeCode(mode: Mode): number {
  return MODES.indexOf(mode);
}

/** A kind's columns as a plain list, in the order of the table above. */
export function schemaColumns(kind: Kind): readonly (readonly [string, SchemaColumn])[] {
  return Object.entries(SCHEMA[kind]);
}
