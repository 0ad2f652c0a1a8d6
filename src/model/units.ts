/** Units by dimension: converts what instruments and study files write into the schema's units, or refuses. */

/** Exponents of m, kg, s, A and K. */
type Dimension = readonly number[];

export interface Unit {
  /** Value in SI base units of one of this unit. */
  readonly factor: number;
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

/** Base units and the prefixes they take. */
const BASES: Readonly<Record<string, Unit & { readonly prefixes: boolean }>> = {
  m: { factor: 1, dimension: [1, 0, 0, 0, 0], prefixes: true },
  g: { factor: 1e-3, dimension: [0, 1, 0, 0, 0], prefixes: true },
  s: { factor: 1, dimension: TIME, prefixes: true },
  Sec: { factor: 1, dimension: TIME, prefixes: false },
  'Sec.': { factor: 1, dimension: TIME, prefixes: false },
  min: { factor: 60, dimension: TIME, prefixes: false },
  h: { factor: 3600, dimension: TIME, prefixes: false },
  d: { factor: 86_400, dimension: TIME, prefixes: false },
  A: { factor: 1, dimension: [0, 0, 0, 1, 0], prefixes: true },
  V: { factor: 1, dimension: VOLT, prefixes: true },
  Ohm: { factor: 1, dimension: OHM, prefixes: true },
  ohm: { factor: 1, dimension: OHM, prefixes: true },
  Ω: { factor: 1, dimension: OHM, prefixes: true },
  F: { factor: 1, dimension: [-2, -1, 4, 2, 0], prefixes: true },
  S: { factor: 1, dimension: [-2, -1, 3, 2, 0], prefixes: true },
  Hz: { factor: 1, dimension: [0, 0, -1, 0, 0], prefixes: true },
  C: { factor: 1, dimension: CHARGE, prefixes: true },
  Ah: { factor: 3600, dimension: CHARGE, prefixes: true },
  W: { factor: 1, dimension: [2, 1, -3, 0, 0], prefixes: true },
  Wh: { factor: 3600, dimension: ENERGY, prefixes: true },
  J: { factor: 1, dimension: ENERGY, prefixes: true },
  eV: { factor: 1.602176634e-19, dimension: ENERGY, prefixes: true },
  mol: { factor: 1, dimension: NONE, prefixes: true },
  b: { factor: 1e-28, dimension: [2, 0, 0, 0, 0], prefixes: true },
  L: { factor: 1e-3, dimension: [3, 0, 0, 0, 0], prefixes: true },
  '%': { factor: 0.01, dimension: NONE, prefixes: false },
};

const PREFIXES: Readonly<Record<string, number>> = {
  f: 1e-15,
  p: 1e-12,
  n: 1e-9,
  u: 1e-6,
  µ: 1e-6,
  μ: 1e-6,
  m: 1e-3,
  c: 1e-2,
  k: 1e3,
  K: 1e3,
  M: 1e6,
  G: 1e9,
};

const SUPERSCRIPTS: Readonly<Record<string, string>> = { '⁻': '-', '¹': '1', '²': '2', '³': '3', '⁴': '4' };

function atom(word: string): Unit | undefined {
  if (Object.hasOwn(BASES, word)) return BASES[word];
  const prefix = PREFIXES[word[0] ?? ''];
  const base = Object.hasOwn(BASES, word.slice(1)) ? BASES[word.slice(1)] : undefined;
  if (prefix === undefined || base === undefined || !base.prefixes) return undefined;
  return { factor: prefix * base.factor, dimension: base.dimension };
}

/**
 * Reads a unit such as `mAh/g`, `mA.h`, `µg/cm^2`, `cm⁻²`, `ohm cm2`. A slash inverts the one factor after it.
 * Undefined for anything not known.
 */
export function parseUnit(source: string): Unit | undefined {
  const plain = source.trim().replace(/[⁻¹²³⁴]/g, (c) => SUPERSCRIPTS[c] ?? c);
  const token = /([/·*.\s]*)([A-Za-zµμΩ%]+)\^?(-?\d+)?\.?/y;
  let factor = 1;
  const dimension = [0, 0, 0, 0, 0];
  if (plain === '') return undefined;
  while (token.lastIndex < plain.length) {
    const match = token.exec(plain);
    const unit = match === null ? undefined : atom(match[2] ?? '');
    if (match === null || unit === undefined) return undefined;
    const power = (match[1]?.includes('/') ? -1 : 1) * Number(match[3] ?? 1);
    factor *= unit.factor ** power;
    unit.dimension.forEach((exponent, i) => {
      dimension[i] = (dimension[i] ?? 0) + power * exponent;
    });
  }
  return { factor, dimension };
}

/** Factor from one unit to another; undefined where either is unknown or they measure different things. */
export function conversionFactor(from: string, to: string): number | undefined {
  const source = parseUnit(from);
  const target = parseUnit(to);
  if (source === undefined || target === undefined) return undefined;
  if (source.dimension.some((exponent, i) => exponent !== target.dimension[i])) return undefined;
  return source.factor / target.factor;
}

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const QUANTITY = new RegExp(`^(${NUMBER})\\s*(.*?)(?:\\s*(?:±|\\+/-|\\+-)\\s*(${NUMBER})\\s*(.*))?$`);

/**
 * Reads `1.42 mg`, `1.42 ± 0.02 mg`, `1.13 cm^2 ± 3 %`, `5.22e15 cm^-2 ± 3e13` into the unit asked for.
 * Undefined where the unit is missing, unknown or of another dimension; there is no default unit.
 */
export function parseQuantity(source: string, unit: string): Quantity | undefined {
  const match = QUANTITY.exec(source.trim());
  if (match === null) return undefined;
  const [, digits = '', ownUnit = '', spreadDigits, spreadUnit = ''] = match;
  const valueUnit = ownUnit !== '' ? ownUnit : spreadUnit;
  const factor = conversionFactor(valueUnit, unit);
  if (factor === undefined) return undefined;
  const value = Number(digits) * factor;
  if (spreadDigits === undefined) return { value, standardUncertainty: Number.NaN };
  if (spreadUnit === '%') {
    return { value, standardUncertainty: Math.abs(value) * (Number(spreadDigits) / 100) };
  }
  const spreadFactor = conversionFactor(spreadUnit === '' ? valueUnit : spreadUnit, unit);
  if (spreadFactor === undefined) return undefined;
  return { value, standardUncertainty: Number(spreadDigits) * spreadFactor };
}

/** Header suffix → what a reader sees: `mAh_g` → `mAh g⁻¹`. */
const LABELS: Readonly<Record<string, string>> = {
  mAh_g: 'mAh g⁻¹',
  mAh_cm2: 'mAh cm⁻²',
  mAh: 'mAh',
  mWh: 'mWh',
  A_g: 'A g⁻¹',
  '1_h': 'h⁻¹',
  pct: '%',
  pct_per_cycle: '% per cycle',
  C: '°C',
  ohm: 'Ω',
  um: 'µm',
};

export function unitLabel(unit: string): string {
  return LABELS[unit] ?? unit;
}
