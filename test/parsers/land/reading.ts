/** Reads workbooks with the parser under test and compares with what they were made from. */
import { expect } from 'vitest';
import { land } from '../../../parsers/land/index.ts';
import { findCycles } from '../../../src/analysis/cycling/cycles.ts';
import { checkDataset } from '../../../src/model/conformance.ts';
import type { DatasetOf, ParseResult } from '../../../src/model/dataset.ts';
import type { Issue } from '../../../src/model/issues.ts';
import { memoryFile, SourceError } from '../../../src/model/source.ts';
import type { CycleTruth } from './workbook.ts';

export const PATH = 'raw/cell.xlsx';

export interface Reading {
  readonly dataset: DatasetOf<'cycling'>;
  readonly issues: readonly Issue[];
}

export async function parseBytes(bytes: Uint8Array, path = PATH): Promise<ParseResult> {
  const file = memoryFile(path, bytes);
  expect(await land.claims(file)).toBe(true);
  return land.parse(file);
}

/** The one dataset of a workbook; fails where the schema is not kept. */
export async function read(bytes: Uint8Array, path = PATH): Promise<Reading> {
  const { datasets, issues } = await parseBytes(bytes, path);
  expect(datasets).toHaveLength(1);
  const dataset = datasets[0]!;
  if (dataset.kind !== 'cycling') throw new Error(`a dataset of kind ${dataset.kind}`);
  return { dataset, issues: [...issues, ...checkDataset(dataset)] };
}

/** The SourceError that a workbook is refused with; fails for any other outcome. */
export async function refusal(bytes: Uint8Array): Promise<SourceError> {
  try {
    await parseBytes(bytes);
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
  throw new Error('the workbook was not refused');
}

/** Code and place of each issue. */
export function places(issues: readonly Issue[]): string[] {
  return issues.map(({ code, place }) => `${code} ${place}`.trim());
}

/** mAh of each cycle, by adding up the steps of the net charge: independent of the analysis. */
export function capacities({ columns }: DatasetOf<'cycling'>): Map<number, { charge: number; discharge: number }> {
  const sums = new Map<number, { charge: number; discharge: number }>();
  const { charge, cycle } = columns;
  for (let i = 0; i < (charge?.length ?? 0); i++) {
    const step = (charge![i]! - (i === 0 ? 0 : charge![i - 1]!)) * 1e3;
    const sum = sums.get(cycle![i]!) ?? { charge: 0, discharge: 0 };
    if (step > 0) sum.charge += step;
    else sum.discharge -= step;
    sums.set(cycle![i]!, sum);
  }
  return sums;
}

/** Capacities, energies (mAh, mWh) and median voltages (V) of every cycle within `tolerance`. */
export function expectTruth(dataset: DatasetOf<'cycling'>, truths: readonly CycleTruth[], tolerance = 1e-9): void {
  const cycles = findCycles(dataset, undefined);
  expect(cycles.map(({ number }) => number)).toEqual(truths.map(({ cycle }) => cycle));
  for (const [i, truth] of truths.entries()) {
    for (const branch of ['charge', 'discharge'] as const) {
      const found = cycles[i]![branch];
      const label = `${branch} of cycle ${truth.cycle}`;
      near(found.capacity * 1e3, truth[branch].capacity, tolerance, `capacity, ${label}`);
      near(found.energy * 1e3, truth[branch].energy, tolerance, `energy, ${label}`);
      near(found.medianPotential, truth[branch].median, tolerance, `median voltage, ${label}`);
    }
  }
}

/** Within a distance, or both NaN. */
export function near(found: number, wanted: number, tolerance: number, label = ''): void {
  if (Number.isNaN(wanted)) expect(found, label).toBeNaN();
  else expect(Math.abs(found - wanted), `${label}: ${found} instead of ${wanted}`).toBeLessThanOrEqual(tolerance);
}
