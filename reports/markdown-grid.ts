/** Tables as Markdown grids, and text from files made harmless. */
import { formatShort, formatWithUncertainty, trueMinus } from '../src/model/format.ts';
import { numbers, type Table, texts } from '../src/model/table.ts';
import { oneLine } from '../src/model/text.ts';
import { groupBy } from './group-by.ts';

/** A column of a grid: its header, and the text of the cell of every row. */
export type GridColumn = readonly [header: string, cells: readonly string[]];
/** What a table gives for a grid; columns without any text are not shown. */
export type ColumnMaker = (table: Table) => readonly GridColumn[];

/** A Markdown table of columns: header and the text of each cell. */
export function grid(columns: readonly GridColumn[]): string {
  const shown = columns.filter(([, cells]) => cells.some((cell) => cell !== ''));
  const [first] = shown;
  if (first === undefined) return '';
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = first[1].map((_, row) => line(shown.map(([, cells]) => cells[row] ?? '')));
  return [line(shown.map(([header]) => header)), line(shown.map(() => '---')), ...rows].join('\n');
}

/** A relative uncertainty below this says nothing to a reader: the value to six digits does. */
const NEGLIGIBLE = 1e-5;
const MOST_DIGITS = 6;

function withUncertainty(value: number, error: number): string {
  const isNegligible = error > 0 && error < NEGLIGIBLE * Math.abs(value);
  return isNegligible ? formatShort(value, MOST_DIGITS) : formatWithUncertainty(value, error);
}

export function cells(table: Table, column: string, digits = 4, scale = 1): string[] {
  const isWhole = table.spec.columns[column]?.type === 'integer';
  return Array.from(numbers(table, column), (value) => {
    if (isWhole) return Number.isFinite(value) ? trueMinus(String(value)) : '';
    return formatShort(value * scale, digits);
  });
}

function cellsWithErrors(table: Table, column: string, errorColumn: string, scale: number): string[] {
  const errors = numbers(table, errorColumn);
  return Array.from(numbers(table, column), (value, i) =>
    withUncertainty(value * scale, (errors[i] ?? Number.NaN) * scale),
  );
}

/** Names and words. */
export function words(header: string, column: string): ColumnMaker {
  return (table) => [[header, texts(table, column).map(escapeMarkdown)]];
}

/** Numbers without uncertainty; `scale` turns the table's unit into that of the header. */
export function value(header: string, column: string, digits = 4, scale = 1): ColumnMaker {
  return (table) => [[header, cells(table, column, digits, scale)]];
}

/** Numbers with their standard uncertainty. */
export function measured(header: string, column: string, errorColumn: string, scale = 1): ColumnMaker {
  return (table) => [[header, cellsWithErrors(table, column, errorColumn, scale)]];
}

/** A value with the ends of its interval. */
export function interval(header: string, column: string, lower: string, upper: string): ColumnMaker {
  return (table) => {
    const [low, high] = [cells(table, lower, 3), cells(table, upper, 3)];
    const shown = cells(table, column, 3).map((text, i) => (low[i] ? `${text} (${low[i]} to ${high[i]})` : text));
    return [[header, shown]];
  };
}

/** Numbers with so many decimals: for shares, of which the small ones do not matter. */
export function rounded(header: string, column: string, decimals: number): ColumnMaker {
  return (table) => [
    [
      header,
      Array.from(numbers(table, column), (one) => (Number.isFinite(one) ? trueMinus(one.toFixed(decimals)) : '')),
    ],
  ];
}

/** `4–33`, `−0.1 to 0.1` where a minus sign would run into the dash, or `4` where both ends are the same. */
export function span(header: string, from: string, to: string, digits = 4): ColumnMaker {
  return (table) => {
    const last = cells(table, to, digits);
    const texts = cells(table, from, digits).map((first, i) => {
      const end = last[i] ?? '';
      if (first === end) return first;
      return `${first}${/[−-]/.test(first + end) ? ' to ' : '–'}${end}`;
    });
    return [[header, texts]];
  };
}

/**
 * A quantity in the first of several units that a row has it in, best unit first: a column for each unit that is
 * needed. `column` ends before the unit, as does `errorColumn`.
 */
export function inBestUnit(
  header: string,
  column: string,
  units: readonly (readonly [suffix: string, unit: string])[],
  errorColumn?: string,
): ColumnMaker {
  return (table) =>
    units.map(([suffix, unit], k): GridColumn => {
      const better = units.slice(0, k).map(([other]) => numbers(table, `${column}_${other}`));
      const name = `${column}_${suffix}`;
      const texts =
        errorColumn === undefined ? cells(table, name) : cellsWithErrors(table, name, `${errorColumn}_${suffix}`, 1);
      return [`${header} (${unit})`, texts.map((text, i) => (better.some((of) => Number.isFinite(of[i])) ? '' : text))];
    });
}

export const CAPACITY_UNITS = [
  ['mAh_g', 'mAh g⁻¹'],
  ['mAh', 'mAh'],
] as const;

/** Rows that agree in the columns `by` become one; their other cells are listed, `most` at most. */
export function merged(columns: readonly GridColumn[], by: readonly string[], most: number): GridColumn[] {
  const keys = columns.filter(([header]) => by.includes(header));
  const groups = groupBy(columns[0]?.[1].keys() ?? [], (row) => JSON.stringify(keys.map(([, texts]) => texts[row])));
  const listed = (texts: string[]) =>
    texts.every((text) => text === '')
      ? ''
      : [...texts.slice(0, most), ...(texts.length > most ? ['…'] : [])].join('; ');
  return columns.map(([header, texts]) => [
    header,
    [...groups.values()].map((members) => {
      const own = members.map((row) => texts[row] ?? '');
      return by.includes(header) ? (own[0] ?? '') : listed(own);
    }),
  ]);
}

/** Text from files must not become markup. */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]|~$]/g, (character) => `\\${character}`)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}
