/** `interphase list`: the program's own tables, printed. */
import { parserInfo } from '../engine/formats.ts';
import { elementInfo, stageInfo } from '../engine/registry.ts';
import { ISSUE_KINDS } from '../model/issues.ts';
import { SCHEMA } from '../model/schema.ts';
import { printLine } from './console.ts';
import { EXIT } from './exit-codes.ts';

export const LISTS = ['formats', 'stages', 'issues', 'elements', 'columns'] as const;
export type ListName = (typeof LISTS)[number];

export function list(what: ListName): number {
  for (const line of LINES[what]()) printLine(line);
  return EXIT.ok;
}

const LINES: Readonly<Record<ListName, () => string[]>> = {
  formats: () => aligned(parserInfo().map(({ id, instrument, description }) => [id, instrument, description])),
  stages: () => aligned(stageInfo().map(({ id, scope, description }) => [id, scope, description])),
  issues: () =>
    Object.entries(ISSUE_KINDS).flatMap(([code, { severity, explanation, remedy }]) => {
      return [`${code} (${severity})`, `    ${explanation}`, `    ${remedy}`];
    }),
  elements: () =>
    aligned(
      elementInfo().map(({ symbol, parameters, description }) => [
        symbol,
        parameters.map(({ name, unit }) => `${name || symbol}${unit === '' ? '' : ` (${unit})`}`).join(', '),
        description,
      ]),
    ),
  columns: () => [...datasetColumns(), ...tableColumns()],
};

function datasetColumns(): string[] {
  return Object.entries(SCHEMA).flatMap(([kind, columns]) => [
    `dataset ${kind}`,
    ...aligned(Object.entries(columns).map(([name, { unit, description }]) => [`    ${name}`, unit, description])),
  ]);
}

function tableColumns(): string[] {
  return stageInfo()
    .flatMap(({ tables }) => tables)
    .flatMap(({ name, columns }) => [
      `table ${name}`,
      ...aligned(
        Object.entries(columns).map(([header, { unit, description }]) => [`    ${header}`, unit, description]),
      ),
    ]);
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
