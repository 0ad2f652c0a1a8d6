/** What the attribute `t` of a worksheet's cell says its value is. */

export const NUMBER = 0;
/** The number of a shared string. */
export const SHARED = 1;
export const BOOLEAN = 2;
/** The value as it stands: result of a formula, inline string, ISO date, error. */
export const PLAIN_TEXT = 3;

const CELL_TYPES: ReadonlyMap<string, number> = new Map([
  ['n', NUMBER],
  ['s', SHARED],
  ['b', BOOLEAN],
  ['str', PLAIN_TEXT],
  ['inlineStr', PLAIN_TEXT],
  ['e', PLAIN_TEXT],
  ['d', PLAIN_TEXT],
]);

const BOOLEANS: ReadonlyMap<string, string> = new Map([
  ['1', 'TRUE'],
  ['0', 'FALSE'],
  ['true', 'TRUE'],
  ['false', 'FALSE'],
]);

/** Undefined for a type the format does not have. */
export function cellType(name: string): number | undefined {
  return CELL_TYPES.get(name);
}

/** `TRUE` or `FALSE`; undefined for what is no boolean. */
export function booleanText(value: string): string | undefined {
  return BOOLEANS.get(value.trim());
}
