/** Tables as Markdown grids, and text from files made harmless. */
import { formatShort, formatWithUncertainty } from '../src/model/format.ts';
import { numbers, type Table, texts } from '../src/model/table.ts';
import { oneLine } from '../src/model/text.ts';

/** A Markdown table of columns: header and the text of each cell. */
export function grid(columns: readonly (readonly [string, readonly string[]])[]): string {
  const shown = columns.filter(([, cells]) => cells.some((cell) => cell !== ''));
  const [first] = shown;
  if (first === undefined) return '';
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = first[1].map((_, row) => line(shown.map(([, cells]) => cells[row] ?? '')));
  return [line(shown.map(([header]) => header)), line(shown.map(() => '---')), ...rows].join('\n');
}

export function names(table: Table, column: string): string[] {
  return texts(table, column).map(escapeMarkdown);
}

export function values(table: Table, column: string, digits = 4): string[] {
  return Array.from(numbers(table, column), (value) => formatShort(value, digits));
}

export function withErrors(table: Table, column: string, errorColumn: string): string[] {
  const errors = numbers(table, errorColumn);
  return Array.from(numbers(table, column), (value, i) => formatWithUncertainty(value, errors[i] ?? Number.NaN));
}

export function hasValues(table: Table, column: string): boolean {
  return numbers(table, column).some(Number.isFinite);
}

/** Text from files must not become markup. */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]|~$]/g, (character) => `\\${character}`)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}
