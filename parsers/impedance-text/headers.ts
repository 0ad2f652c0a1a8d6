/** What a column name of an impedance table says: quantity, sign and unit. */
import { conversionFactor } from '../../src/model/units.ts';

export type Quantity = 'frequency' | 'real' | 'imaginary' | 'modulus' | 'phase';

export interface ImpedanceHeader {
  readonly quantity: Quantity;
  /** -1 where the column holds the negative of the quantity. */
  readonly sign: 1 | -1;
  /** As written, '' where the name gives none. */
  readonly unit: string;
}

/** Names without sign, unit, spaces, dots, underscores and hyphens, in lower case. */
const NAMES: Readonly<Record<Quantity, RegExp>> = {
  frequency: /^(?:f|freq|frequency)$/,
  real: /^(?:z'|z?(?:re|real|realpart)|re\(z\)|real\(z\)|z\((?:re|real)\)|(?:re|real)z|realimpedance|impedancereal)$/,
  imaginary:
    /^(?:z''|z?(?:im|imag|imaginary|img|imaginarypart)|im\(z\)|imag\(z\)|z\((?:im|imag)\)|(?:im|imag|imaginary)z|imaginaryimpedance|impedanceimaginary)$/,
  modulus: /^(?:\|z\||z?mod|zmodulus|modulus|mag|magnitude|zmag|zabs|absz|abs\(z\))$/,
  phase: /^(?:z?ph[sz]|z?phase|phase\(z\)|phasez|phaseangle|theta|arg\(z\))$/,
};

/** A unit behind `/`, `,`, `_`, a space or in brackets; or one that follows the name at once, as in `Z'Ohm`. */
const UNIT =
  /(?:\s*[([]\s*|\s*[/,_]\s*|\s+in\s+|\s+|(?<=['|]))([mkMGµμu]?(?:[Hh][Zz]|[Oo]hms?|OHM|Ω|\u2126)|[Dd]eg(?:rees?|\.)?|°|rad)\s*[)\]]?$/;

/** Longer words are no column names; any file's first line is looked at, so the patterns must not see all of it. */
const LONGEST_NAME = 80;

/** Reads a column name; undefined for a column that is none of the five quantities. */
export function readHeader(written: string): ImpedanceHeader | undefined {
  if (written.length > LONGEST_NAME) return undefined;
  const plain = written
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .replace(/[′’‘´`]/g, "'")
    .replace(/[″”“"]/g, "''")
    .replace(/[−–—]/g, '-');
  const unit = UNIT.exec(plain)?.[1] ?? '';
  const name = plain.replace(UNIT, '').toLowerCase();
  const [, minus = '', rest = ''] = /^\s*(-|neg(?:ative)?[\s_.]|minus[\s_.])?\s*(.*)$/.exec(name) ?? [];
  const stem = rest.replace(/^\((.*)\)$/, '$1').replace(/[\s._-]/g, '');
  for (const [quantity, pattern] of Object.entries(NAMES)) {
    if (!pattern.test(stem)) continue;
    return { quantity: quantity as Quantity, sign: minus === '' ? 1 : -1, unit };
  }
  return undefined;
}

/** Factor to Hz or ohm; 1 where the name gives no unit; undefined where the unit measures something else. */
export function unitFactor(header: ImpedanceHeader): number | undefined {
  if (header.unit === '') return 1;
  const unit = header.unit
    .replace(/hz$/i, 'Hz')
    .replace(/ohms?$/i, 'ohm')
    .replace('\u2126', 'Ω');
  return conversionFactor(unit, header.quantity === 'frequency' ? 'Hz' : 'ohm');
}
