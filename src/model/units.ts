/** Units by dimension: converts what instruments and study files write into the schema's units, or refuses. */

/** Exponents of m, kg, s, A and mol. */
type Dimension = readonly number[];

/**
 * One of this unit is `multiplier` / `divisor` · 10^`power` SI base units. The powers of ten stand apart so that
 * prefixes convert without rounding.
 */
export interface Unit {
  readonly multiplier: number;
  readonly divisor: number;
  readonly power: number;
  readonly dimension: Dimension;
}

/** A value in the schema's unit with its standard uncertainty (NaN where none is stated). */
export interface Quantity {
  readonly value: number;
  readonly standardUncertainty: number;
}

const NONE: Dimension = [0, 0, 0, 0, 0];
const VOLT: Dimension = [2, 1, -3, -1, 0];
const OHM: Dimension = [2, 1, -3, -2, 0];
const ENERGY: Dimension = [2, 1, -2, 0, 0];
const CHARGE: Dimension = [0, 0, 1, 1, 0];
const TIME: Dimension = [0, 0, 1, 0, 0];

interface Base {
  /** Times 10^`power`: one of it in SI base units. */
  readonly factor: number;
  readonly power: number;
  readonly dimension: Dimension;
  readonly prefixes: boolean;
}

function base(dimension: Dimension, factor = 1, power = 0, prefixes = true): Base {
  return { factor, power, dimension, prefixes };
}

function bare(dimension: Dimension, factor = 1, power = 0): Base {
  return base(dimension, factor, power, false);
}

/** Base units; the bare ones take no prefix. */
const BASES: Readonly<Record<string, Base>> = {
  m: base([1, 0, 0, 0, 0]),
  g: base([0, 1, 0, 0, 0], 1, -3),
  s: base(TIME),
  Sec: bare(TIME),
  min: bare(TIME, 60),
  h: bare(TIME, 3600),
  d: bare(TIME, 86_400),
  A: base([0, 0, 0, 1, 0]),
  V: base(VOLT),
  Ohm: base(OHM),
  ohm: base(OHM),
  Ω: base(OHM),
  F: base([-2, -1, 4, 2, 0]),
  S: base([-2, -1, 3, 2, 0]),
  Hz: base([0, 0, -1, 0, 0]),
  C: base(CHARGE),
  Ah: base(CHARGE, 3600),
  W: base([2, 1, -3, 0, 0]),
  Wh: base(ENERGY, 3600),
  J: base(ENERGY),
  Pa: base([-1, 1, -2, 0, 0]),
  bar: base([-1, 1, -2, 0, 0], 1, 5),
  eV: base(ENERGY, 1.602176634, -19),
  mol: base([0, 0, 0, 0, 1]),
  b: base([2, 0, 0, 0, 0], 1, -28),
  L: base([3, 0, 0, 0, 0], 1, -3),
  '%': bare(NONE, 1, -2),
};

/** Exponents of ten. */
const PREFIXES: Readonly<Record<string, number>> = {
  f: -15,
  p: -12,
  n: -9,
  u: -6,
  µ: -6,
  μ: -6,
  m: -3,
  c: -2,
  k: 3,
  K: 3,
  M: 6,
  G: 9,
};

const SUPERSCRIPTS: Readonly<Record<string, string>> = { '⁻': '-', '¹': '1', '²': '2', '³': '3', '⁴': '4' };

function atom(word: string): Base | undefined {
  if (Object.hasOwn(BASES, word)) return BASES[word];
  const prefix = PREFIXES[word[0] ?? ''];
  const rest = Object.hasOwn(BASES, word.slice(1)) ? BASES[word.slice(1)] : undefined;
  if (prefix === undefined || rest === undefined || !rest.prefixes) return undefined;
  return { ...rest, power: rest.power + prefix };
}

/**
 * Reads a unit such as `mAh/g`, `mA.h`, `µg/cm^2`, `cm⁻²`, `ohm cm2`. A slash inverts the one factor after it.
 * Undefined for anything not known.
 */
export function parseUnit(source: string): Unit | undefined {
  const plain = source
    .normalize('NFC')
    .trim()
    .replace(/[⁻¹²³⁴]/g, (c) => SUPERSCRIPTS[c] ?? c);
  const token = /([/·*.\s]*)([A-Za-zµμΩ%]+)(?:\^?(-?\d+))?\.?/y;
  let [multiplier, divisor, power] = [1, 1, 0];
  const dimension = [0, 0, 0, 0, 0];
  if (plain === '') return undefined;
  while (token.lastIndex < plain.length) {
    const match = token.exec(plain);
    const unit = match === null ? undefined : atom(match[2] ?? '');
    if (match === null || unit === undefined) return undefined;
    const exponent = (match[1]?.includes('/') ? -1 : 1) * Number(match[3] ?? 1);
    if (exponent >= 0) multiplier *= unit.factor ** exponent;
    else divisor *= unit.factor ** -exponent;
    power += exponent * unit.power;
    unit.dimension.forEach((of, i) => {
      dimension[i] = (dimension[i] ?? 0) + exponent * of;
    });
  }
  return { multiplier, divisor, power, dimension };
}

/** Reads a decimal number in one unit into another, with as few roundings as there can be. */
type Conversion = (digits: string) => number;

function conversion(from: string, to: string): Conversion | undefined {
  const source = parseUnit(from);
  const target = parseUnit(to);
  if (source === undefined || target === undefined) return undefined;
  if (source.dimension.some((exponent, i) => exponent !== target.dimension[i])) return undefined;
  const above = source.multiplier * target.divisor;
  const below = source.divisor * target.multiplier;
  const power = source.power - target.power;
  if (above % below === 0) return (digits) => shiftPoint(digits, power) * (above / below);
  if (below % above === 0) return (digits) => shiftPoint(digits, power) / (below / above);
  return (digits) => (shiftPoint(digits, power) * above) / below;
}

/** A decimal number as text, times 10^`power`: rounded once. */
function shiftPoint(digits: string, power: number): number {
  const [mantissa = '', exponent = '0'] = digits.toLowerCase().split('e');
  return Number(`${mantissa}e${Number(exponent) + power}`);
}

/** Factor from one unit to another; undefined where either is unknown or they measure different things. */
export function conversionFactor(from: string, to: string): number | undefined {
  return conversion(from, to)?.('1');
}

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const QUANTITY = new RegExp(`^(${NUMBER})\\s*(.*?)(?:\\s*(?:±|\\+/-|\\+-)\\s*(${NUMBER})\\s*(.*))?$`);
/** No quantity is longer, and the pattern takes quadratic time on long text that is none. */
const LONGEST_QUANTITY = 200;

/**
 * Reads `1.42 mg`, `1.42 ± 0.02 mg`, `1.13 cm^2 ± 3 %`, `5.22e15 cm^-2 ± 3e13` into the unit asked for. A spread in
 * per cent of a value with a unit of its own is relative. Undefined where the unit is missing, unknown or of another
 * dimension; there is no default unit. A number beyond the range of doubles is infinite.
 */
export function parseQuantity(source: string, unit: string): Quantity | undefined {
  const match = source.length > LONGEST_QUANTITY ? null : QUANTITY.exec(source.trim());
  if (match === null) return undefined;
  const [, digits = '', ownUnit = '', spreadDigits, spreadUnit = ''] = match;
  const valueUnit = ownUnit !== '' ? ownUnit : spreadUnit;
  const value = conversion(valueUnit, unit)?.(digits);
  if (value === undefined) return undefined;
  if (spreadDigits === undefined) return { value, standardUncertainty: Number.NaN };
  const isRelative = spreadUnit === '%' && ownUnit !== '';
  if (isRelative) return { value, standardUncertainty: Math.abs(value) * shiftPoint(spreadDigits, -2) };
  const spread = conversion(spreadUnit === '' ? valueUnit : spreadUnit, unit)?.(spreadDigits);
  return spread === undefined ? undefined : { value, standardUncertainty: spread };
}
