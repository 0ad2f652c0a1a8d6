/** Runs the stages of a cycled sample as the engine does. */
import { describeCell } from '../../../src/analysis/cell.ts';
import { cyclesStage } from '../../../src/analysis/cycling/cycles-stage.ts';
import { rateTestStage } from '../../../src/analysis/cycling/rate-test-stage.ts';
import { retentionStage } from '../../../src/analysis/cycling/retention-stage.ts';
import { voltageProfileStage } from '../../../src/analysis/cycling/voltage-profile-stage.ts';
import { summaryStage } from '../../../src/analysis/summary-stage.ts';
import type { Dataset } from '../../../src/model/dataset.ts';
import type { Sample } from '../../../src/model/sample.ts';
import { numbers, type Table } from '../../../src/model/table.ts';
import { halfCycle, type SimulatorOptions, type StepPlan, simulate } from './cell-simulator.ts';

export interface Half {
  readonly charge: number;
  readonly discharge: number;
  readonly chargeCurrent?: number;
  readonly dischargeCurrent?: number;
}

/** Charge, then discharge (mAh, mA) of each cycle; the other way round for an anode. */
export function cellOf(halves: readonly Half[], anode = false, options: SimulatorOptions = {}): Dataset {
  const plan = halves.flatMap(({ charge, discharge, chargeCurrent = 1, dischargeCurrent = 1 }, i): StepPlan[] => {
    const up = halfCycle(chargeCurrent / 1e3, charge / 1e3, i + 1, 3, 4);
    const down = halfCycle(-dischargeCurrent / 1e3, discharge / 1e3, i + 1, 4, 3);
    return anode ? [down, up] : [up, down];
  });
  return simulate(plan, { recordsPerStep: 9, ...options });
}

export function sampleOf(facts: Partial<Sample> = {}): Sample {
  return { id: 'cell', group: 'cells', exclude: [], layers: [], files: [], ...facts };
}

/** Runs all stages of a sample as the engine does. */
export function analyse(
  datasets: readonly Dataset[],
  facts: Partial<Sample> = {},
  options: Record<string, unknown> = {},
) {
  const { cell, tests, issues } = describeCell(sampleOf(facts), datasets);
  const tables = new Map<string, Table>();
  for (const stage of [cyclesStage, retentionStage, rateTestStage, voltageProfileStage, summaryStage]) {
    if (stage.scope !== 'sample') continue;
    const result = stage.run({
      cell,
      datasets,
      tests,
      tables,
      options: options[stage.id] ?? {},
    });
    for (const table of result.tables) tables.set(table.spec.name, table);
    issues.push(...result.issues);
  }
  const at = (table: string, column: string, row = 0) => numbers(tables.get(table)!, column)[row]!;
  return { tables, at, codes: issues.map(({ code }) => code), issues };
}
