/** Small written files, and what tests ask of the table that is read. */
import { readMpr } from '../../../parsers/biologic/mpr.ts';
import type { EcLabTable } from '../../../parsers/biologic/table.ts';
import type { MprContent, WrittenColumn } from '../../../scripts/mpr-writer.ts';
import { rawFile } from '../support.ts';

/** Versions whose ids have two bytes. */
export const MODERN = [2, 3, 10, 11] as const;
export const VERSIONS = [0, ...MODERN] as const;

export const read = (bytes: Uint8Array) => readMpr(rawFile(bytes, 'cell.mpr'));

export function values(table: EcLabTable, name: string): number[] {
  const column = table.columns.find((c) => c.name === name);
  if (column === undefined) throw new Error(`no column ${name} among ${table.columns.map((c) => c.name).join(', ')}`);
  return [...column.values];
}

/** A short galvanostatic file: charge, rest, hold, discharge. */
export const CYCLING: readonly WrittenColumn[] = [
  { id: 1, values: [1, 1, 3, 2, 1] },
  { id: 2, values: [1, 1, 1, 1, 0] },
  { id: 3, values: [0, 0, 0, 1, 0] },
  { id: 21, values: [1, 0, 1, 1, 1] },
  { id: 31, values: [0, 0, 1, 1, 1] },
  { id: 65, values: [0, 0, 0, 0, 1] },
  { id: 131, values: [0, 0, 1, 2, 3] },
  { id: 4, values: [0, 3600, 5400, 7200, 10_800] },
  { id: 7, values: [0, 2, 0, 0.5, -1] },
  { id: 13, values: [0, 2, 2, 2.5, 1.5] },
  { id: 5, values: [2, 2, 0, 4.25, -1] },
  { id: 6, values: [3, 4, 4.125, 4.25, 3.5] },
  { id: 467, values: [0, 2, 2, 2.5, -1] },
  { id: 468, values: [0, 0, 0, 0, 1] },
];
export const cycling = (extra: Partial<MprContent> = {}): MprContent => ({
  version: 3,
  technique: 4,
  started: '2024-01-10T11:02:29.886',
  columns: CYCLING,
  ...extra,
});
