/** What EC-Lab calls its columns, and which of them a quantity is taken from. Names are case-sensitive. */
import { conversionFactor, parseUnit } from '../../src/model/units.ts';

/** Key of `meta`: first row (0-based) of each run of the technique in a linked experiment, between blanks. */
export const LOOP_STARTS = 'First rows of the loops';

/** Key of `meta`: what each sequence of Modulo Bat controls (`Rest, CC, CV, Loop`), by its number. */
export const CONTROLS = 'Control types';

export interface EcLabHeader {
  /** Before the unit: `Ewe`, `Q charge/discharge`, `-Im(Z)`. */
  readonly name: string;
  /** As written; '' for flags, numbers and the mixed `control/V/mA`. */
  readonly unit: string;
}

/** Units that are no unit to `parseUnit`. */
const OTHER_UNITS = /^(?:deg|rad|Ohm-1|℃|[^A-Za-z]?C)$/;
const CELSIUS = /^(?:[^A-Za-z]C|℃)$/;
const DEGREES_PER_RADIAN = 180 / Math.PI;

/** `name[/unit]`; the name may itself hold a slash, and 11.50 writes `<Ewe/V>` for `<Ewe>/V`. */
export function parseHeader(written: string): EcLabHeader {
  const source = written.trim().replace(/^<(\w+)\/(\w+)>$/, '<$1>/$2');
  if (source === 'control/V/mA') return { name: source, unit: '' };
  for (let slash = source.indexOf('/'); slash > 0; slash = source.indexOf('/', slash + 1)) {
    const unit = source.slice(slash + 1);
    if (parseUnit(unit) !== undefined || OTHER_UNITS.test(unit)) return { name: source.slice(0, slash), unit };
  }
  return { name: source, unit: '' };
}

export type Quantity =
  | 'time'
  | 'step_time'
  | 'potential'
  | 'counter_potential'
  | 'auxiliary_potential'
  | 'current'
  | 'control_current'
  | 'control_potential'
  | 'net_charge'
  | 'charge_increment'
  | 'charge_energy'
  | 'discharge_energy'
  | 'mode'
  | 'error'
  | 'sequence'
  | 'cycle'
  | 'temperature'
  | 'pressure'
  | 'frequency'
  | 'z_real'
  | 'z_imag'
  | 'z_modulus'
  | 'z_phase';

interface QuantitySpec {
  /** In order of preference. */
  readonly names: readonly string[];
  /** Unit that the values are converted to; '' for numbers without one. */
  readonly unit: string;
}

function quantity(unit: string, ...names: string[]): QuantitySpec {
  return { names, unit };
}

/** `dQ` is left out of the increments: it runs on since the start of a step, `dq` alone counts from record to record. */
const QUANTITIES: Readonly<Record<Quantity, QuantitySpec>> = {
  time: quantity('s', 'time'),
  step_time: quantity('s', 'step time'),
  potential: quantity('V', 'Ewe', 'Ecell', '<Ewe>', '<Ecell>', 'Ewe-Ece'),
  counter_potential: quantity('V', 'Ece', '<Ece>'),
  auxiliary_potential: quantity('V', 'Analog IN 1'),
  current: quantity('A', '<I>', 'I'),
  control_current: quantity('A', 'control'),
  control_potential: quantity('V', 'control'),
  net_charge: quantity('Ah', '(Q-Qo)'),
  charge_increment: quantity('Ah', 'dq'),
  charge_energy: quantity('Wh', 'Energy we charge', 'Energy charge'),
  discharge_energy: quantity('Wh', 'Energy we discharge', 'Energy discharge'),
  mode: quantity('', 'mode'),
  error: quantity('', 'error'),
  sequence: quantity('', 'Ns'),
  cycle: quantity('', 'cycle number'),
  temperature: quantity('C', 'Temperature', 'T'),
  pressure: quantity('Pa', 'Pressure'),
  frequency: quantity('Hz', 'freq'),
  z_real: quantity('ohm', 'Re(Z)'),
  z_imag: quantity('ohm', '-Im(Z)', 'Im(Z)'),
  z_modulus: quantity('ohm', '|Z|'),
  z_phase: quantity('deg', 'Phase(Z)'),
};

/** Factor from the header's unit to the quantity's; undefined where it measures something else. */
function factorTo(target: string, unit: string): number | undefined {
  if (target === '') return unit === '' ? 1 : undefined;
  if (target === 'C') return CELSIUS.test(unit) ? 1 : undefined;
  if (target === 'deg') return unit === 'deg' ? 1 : unit === 'rad' ? DEGREES_PER_RADIAN : undefined;
  return unit === '' ? undefined : conversionFactor(unit, target);
}

export interface Source {
  /** Index of the column in the file. */
  readonly column: number;
  /** Quantity in its unit = cell × factor. */
  readonly factor: number;
}

/** Where each quantity is found among the columns of a file, best source only. */
export function findQuantities(headers: readonly string[]): ReadonlyMap<Quantity, Source> {
  const parsed = headers.map(parseHeader);
  const found = new Map<Quantity, Source>();
  for (const [name, { names, unit }] of Object.entries(QUANTITIES)) {
    for (const candidate of names) {
      const column = parsed.findIndex(
        (header) => header.name === candidate && factorTo(unit, header.unit) !== undefined,
      );
      const factor = factorTo(unit, parsed[column]?.unit ?? '');
      if (column < 0 || factor === undefined) continue;
      const negated = name === 'z_imag' && candidate.startsWith('-');
      found.set(name as Quantity, { column, factor: negated ? -factor : factor });
      break;
    }
  }
  return found;
}

/** The column that bears a name of the quantity with a unit of something else (`<I>/mA.cm-2`), where there is one. */
export function misfit(quantity: Quantity, headers: readonly string[]): string | undefined {
  const { names, unit } = QUANTITIES[quantity];
  return headers.find((header) => {
    // A unit that is not known is still part of the name.
    const own = parseHeader(header);
    return (
      names.some((name) => own.name === name || header.startsWith(`${name}/`)) && factorTo(unit, own.unit) === undefined
    );
  });
}

/** Columns that hold 0 in all rows which are no impedance points. */
const IMPEDANCE_ONLY =
  /^(?:freq|z cycle|-?(?:Re|Im)\(.*|Phase\(.*|\|(?:Z.*|Y|C|M|Permittivity|Resistivity|Conductivity|(?:Ewe|Ece|I) h\d)\||(?:THD|NSD|NSR) .*|Tan\(Delta\)|Loss Angle\(Delta\)|C[sp])$/;

export function isImpedanceOnly(header: string): boolean {
  return IMPEDANCE_ONLY.test(parseHeader(header).name);
}

/** Whether a column holds the time since the start, in whatever unit, or as dates. */
export function isTime(header: string): boolean {
  if (!/^(?:step )?time(?:\/|$)/.test(header)) return false;
  const { name, unit } = parseHeader(header);
  return (name === 'time' || name === 'step time') && (unit === '' || conversionFactor(unit, 's') !== undefined);
}

/** Dimensions of the columns by which an export is known, with the names that EC-Lab alone writes. */
const TELLING: readonly (readonly [unit: string, names: RegExp])[] = [
  ['V', /^(?:<?(?:Ewe|Ecell|Ece)>?|Ewe-Ece|control)$/],
  ['A', /^(?:<I>|control)$/],
  ['Ah', /^\(Q-Qo\)$/],
];

/** Columns that EC-Lab alone writes; the current `I` only where a header says that this is one of its files. */
function isTelling(header: string, isAnnounced: boolean): boolean {
  if (/^(?:ox\/red|control\/V\/mA|I\/mA)$/.test(header)) return true;
  // Most headers need no look at their unit.
  if (!/^(?:<?[EI]|control|\(Q)/.test(header)) return false;
  const { name, unit } = parseHeader(header);
  if (isAnnounced && name === 'I' && factorTo('A', unit) !== undefined) return true;
  return TELLING.some(([target, names]) => names.test(name) && factorTo(target, unit) !== undefined);
}

function isAxis(header: string): boolean {
  if (!/^(?:freq|time)(?:\/|$)/.test(header)) return false;
  const { name, unit } = parseHeader(header);
  return name === 'freq' ? factorTo('Hz', unit) !== undefined : name === 'time' && isTime(header);
}

/** Longer lines are no column rows; EC-Lab has some hundred columns at most. */
const LONGEST_ROW = 20_000;

/**
 * The header cells of a line that names EC-Lab's columns, without the empty one behind a trailing tab. Where the header
 * says that this is the line, a row that lost its time or frequency is one too.
 */
export function columnRow(line: string, isAnnounced = false): readonly string[] | undefined {
  if (line.length > LONGEST_ROW || !line.includes('\t')) return undefined;
  const cells = line.split('\t').map((cell) => cell.trim());
  while (cells.at(-1) === '') cells.pop();
  const hasAxis = isAnnounced || cells.some(isAxis);
  return hasAxis && cells.some((cell) => isTelling(cell, isAnnounced)) ? cells : undefined;
}
