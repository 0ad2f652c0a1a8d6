/** The only places where a number becomes text. */

/** Digits that result tables print: more would differ between Node majors in the last place. */
const RESULT_DIGITS = 10;
/** A relative uncertainty below this is not measured: it comes from the arithmetic. */
const ROUNDING_NOISE = 1e-9;

/** At most 10 significant digits, shortest form; '' for NaN. */
export function formatResult(value: number): string {
  if (Number.isNaN(value)) return '';
  return formatExact(Number(value.toPrecision(RESULT_DIGITS)));
}

/** The shortest string that reads back to the same number; '' for NaN. */
export function formatExact(value: number): string {
  if (Number.isNaN(value)) return '';
  return Object.is(value, -0) ? '0' : String(value);
}

/** A true minus sign instead of the hyphen. */
export function trueMinus(text: string): string {
  return text.replaceAll('-', '−');
}

/** For reading: `digits` significant digits, with a true minus sign. */
export function formatShort(value: number, digits: number): string {
  if (Number.isNaN(value)) return '';
  return trueMinus(String(Number(value.toPrecision(digits))));
}

/** Power of ten of the first digit once the number is rounded to two digits. */
function decade(value: number): number {
  return value === 0 ? 0 : Number(value.toExponential(1).split('e')[1]);
}

/** `decimals` below zero round to tens, hundreds …; never a negative zero. */
function roundedText(value: number, decimals: number): string {
  const unit = 10 ** Math.max(0, -decimals);
  const text = (Math.round(value / unit) * unit).toFixed(0);
  const rounded = decimals < 0 ? text : value.toFixed(decimals);
  return trueMinus(Number(rounded) === 0 ? rounded.replace('-', '') : rounded);
}

/**
 * Value with its uncertainty to two digits, `84.31 ± 0.42`, very large and very small ones as `(2.10 ± 0.15)e−12`;
 * without an uncertainty, or with one too small for the digits of result tables, the value to four digits.
 */
export function formatWithUncertainty(value: number, standardUncertainty: number): string {
  if (Number.isNaN(value)) return '';
  const isStated = standardUncertainty > ROUNDING_NOISE * Math.abs(value) && Number.isFinite(standardUncertainty);
  if (!isStated) return formatShort(value, 4);
  const size = Math.max(decade(value), decade(standardUncertainty));
  const power = size < -4 || size > 5 ? size : 0;
  const decimals = Math.min(12, power + 1 - decade(standardUncertainty));
  const [shown, spread] = [value, standardUncertainty].map((number) => roundedText(number / 10 ** power, decimals));
  return power === 0 ? `${shown} ± ${spread}` : `(${shown} ± ${spread})e${trueMinus(String(power))}`;
}

/** `1 file`, `2 files`. */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
