/** The only places where a number becomes text. */

/** Digits that result tables print: more would differ between Node majors in the last place. */
const RESULT_DIGITS = 10;

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

/** For reading: `digits` significant digits, with a true minus sign. */
export function formatShort(value: number, digits: number): string {
  if (Number.isNaN(value)) return '';
  return String(Number(value.toPrecision(digits))).replace('-', '−');
}

/** Value with its uncertainty to two digits, `84.31 ± 0.42`; without one the value to four digits. */
export function formatWithUncertainty(value: number, standardUncertainty: number): string {
  if (Number.isNaN(value)) return '';
  if (!(standardUncertainty > 0)) return formatShort(value, 4);
  const decimals = Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(standardUncertainty))));
  const rounded = (n: number) => n.toFixed(decimals).replace('-', '−');
  return `${rounded(value)} ± ${rounded(standardUncertainty)}`;
}
