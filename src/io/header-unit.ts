/** Headers of foreign tables: the unit that a header names, and the conversion into the schema's unit. */
import { conversionFactor, parseUnit } from '../model/units.ts';

export interface Header {
  /** What stands before the unit. */
  readonly name: string;
  /** As written; '' where the header names none that is known. */
  readonly unit: string;
}

/** Spelled-out units and those of temperature, in lower case. */
const SPELLINGS: Readonly<Record<string, string>> = {
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
  mins: 'min',
  minute: 'min',
  minutes: 'min',
  hr: 'h',
  hrs: 'h',
  hour: 'h',
  hours: 'h',
  day: 'd',
  days: 'd',
  amp: 'A',
  amps: 'A',
  ampere: 'A',
  amperes: 'A',
  volt: 'V',
  volts: 'V',
  ohms: 'ohm',
  hertz: 'Hz',
};

/** How degrees Celsius are written, in lower case; `C` alone only where a temperature is meant. */
const CELSIUS: ReadonlySet<string> = new Set([
  '°c',
  'ºc',
  '℃',
  'degc',
  'deg c',
  'deg. c',
  'celsius',
  'dc.',
  'dc',
  '�c',
]);
const KELVIN: ReadonlySet<string> = new Set(['k', 'kelvin', 'degk']);
const ZERO_CELSIUS_K = 273.15;

function plainUnit(written: string): string {
  const trimmed = written.normalize('NFC').trim();
  return SPELLINGS[trimmed.toLowerCase()] ?? trimmed;
}

/** Whether the text is a unit at all. */
export function isUnit(written: string): boolean {
  const lower = written.normalize('NFC').trim().toLowerCase();
  return CELSIUS.has(lower) || KELVIN.has(lower) || parseUnit(plainUnit(written)) !== undefined;
}

/** `I (mA)`, `U[V]`. */
const IN_BRACKETS = /^(.*?)[\s_]*[[(]([^()[\]]+)[\])]\s*$/;
/** `current_mA`, `U, V`. */
const BEHIND_MARK = /^(.+?)(?:_|,\s*)([^_,\s]+)\s*$/;

/** `I (mA)`, `U[V]`, `Voltage/V`, `SpeCap/mAh/g`, `Test Time / s`, `current_mA`: only a known unit counts as one. */
export function splitHeader(header: string): Header {
  const bracketed = IN_BRACKETS.exec(header);
  if (bracketed !== null && isUnit(bracketed[2] ?? '')) return parts(bracketed[1], bracketed[2]);
  for (let slash = header.indexOf('/'); slash > 0; slash = header.indexOf('/', slash + 1)) {
    const unit = header.slice(slash + 1);
    if (isUnit(unit)) return parts(header.slice(0, slash), unit);
  }
  const marked = BEHIND_MARK.exec(header);
  if (marked !== null && isUnit(marked[2] ?? '')) return parts(marked[1], marked[2]);
  return { name: header.trim(), unit: '' };
}

function parts(name = '', unit = ''): Header {
  return { name: name.trim(), unit: unit.trim() };
}

export type Conversion = (value: number) => number;

/** The conversion of numbers that have the right unit already. */
export const asWritten: Conversion = (value) => value;

/**
 * From a written unit into one of the schema, where `C` is degrees Celsius; undefined where the unit is unknown or
 * measures something else. A factor such as 1/1000 divides, so that the decimals stay as written.
 */
export function unitConversion(written: string, target: string): Conversion | undefined {
  const unit = plainUnit(written);
  if (target === 'C') {
    const lower = unit.toLowerCase();
    if (CELSIUS.has(lower) || unit === 'C') return asWritten;
    return KELVIN.has(lower) ? (value) => value - ZERO_CELSIUS_K : undefined;
  }
  const factor = conversionFactor(unit, target);
  const inverse = conversionFactor(target, unit);
  if (factor === undefined || inverse === undefined) return undefined;
  if (factor === 1) return asWritten;
  return Number.isInteger(inverse) ? (value) => value / inverse : (value) => value * factor;
}

/** A header for comparison: composed characters, single blanks, none at the ends. */
export function plainHeader(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}
