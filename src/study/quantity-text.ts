/** Quantities as a study writes them, and what to say of one that cannot be read. */
import type { NominalCapacity } from '../model/sample.ts';
import { parseQuantity, type Quantity } from '../model/units.ts';

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const WITHOUT_UNIT = new RegExp(`^(${NUMBER})(\\s*(?:(?:±|\\+/-|\\+-).*)?)$`);
const DECIMAL_COMMA = /^\s*[+-]?\d*,\d/;

/** The number has no unit of its own: `1.42`, `1.42 ± 3 %`. */
export function lacksUnit(text: string): boolean {
  const match = WITHOUT_UNIT.exec(text.trim());
  return match !== null && !/[A-Za-zµμΩ]\s*$/.test(match[2] ?? '');
}

/** `1.42 ± 3 %` with `mg` → `1.42 mg ± 3 %`. */
export function withUnit(text: string, unit: string): string {
  return text.trim().replace(WITHOUT_UNIT, `$1 ${unit}$2`);
}

/** A positive quantity in `unit`, or what is wrong with the text. `example` shows the whole line to write. */
export function readQuantity(text: string, unit: string, example: string): Quantity | string {
  if (lacksUnit(text)) return `the unit is missing; write for example \`${example}\``;
  if (DECIMAL_COMMA.test(text)) return `the decimal mark is a point; write for example \`${example}\``;
  const quantity = parseQuantity(text, unit);
  if (quantity === undefined) {
    return `expected a number with a unit that converts to ${unit}, for example \`${example}\``;
  }
  if (!(quantity.value > 0 && quantity.value < Number.POSITIVE_INFINITY)) return 'must be greater than zero';
  if (quantity.standardUncertainty < 0 || quantity.standardUncertainty === Number.POSITIVE_INFINITY) {
    return 'the uncertainty must not be negative';
  }
  return quantity;
}

/** Per cell (`4 mAh`), per mass of active material (`1800 mAh/g`) or per area (`3 mAh/cm^2`), or what is wrong. */
export function readNominalCapacity(text: string, example: string): NominalCapacity | string {
  for (const [unit, per] of [
    ['Ah/g', 'g'],
    ['Ah/cm^2', 'cm2'],
  ] as const) {
    if (parseQuantity(text, unit) === undefined) continue;
    const value = readQuantity(text, unit, example);
    return typeof value === 'string' ? value : { value, per };
  }
  const value = readQuantity(text, 'Ah', example);
  if (typeof value !== 'string') return { value, per: 'cell' };
  return value.replace('converts to Ah', 'converts to Ah, Ah/g or Ah/cm^2');
}
