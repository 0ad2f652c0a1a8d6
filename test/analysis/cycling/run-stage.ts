/** Runs one stage of a sample as the engine does, with its options read as a study file's are. */
import * as v from 'valibot';
import { describeCell } from '../../../src/analysis/cell.ts';
import type { Stage } from '../../../src/analysis/stage.ts';
import type { Dataset } from '../../../src/model/dataset.ts';
import type { Sample } from '../../../src/model/sample.ts';
import { numbers, type Table, texts } from '../../../src/model/table.ts';

export function runStage(
  stage: Stage,
  datasets: readonly Dataset[],
  facts: Partial<Sample> = {},
  options: unknown = {},
  before: readonly Table[] = [],
) {
  if (stage.scope !== 'sample') throw new TypeError(`${stage.id} does not run per sample`);
  const sample: Sample = { id: 'cell', group: 'cells', exclude: [], layers: [], files: [], ...facts };
  const { cell, tests } = describeCell(sample, datasets);
  const tables = new Map(before.map((table) => [table.spec.name, table]));
  const result = stage.run({ cell, datasets, tests, tables, options: v.parse(stage.options, options) });
  const made = new Map(result.tables.map((table) => [table.spec.name, table]));
  return {
    tables: made,
    column: (table: string, name: string) => [...numbers(made.get(table)!, name)],
    words: (table: string, name: string) => texts(made.get(table)!, name),
    codes: result.issues.map(({ code }) => code),
  };
}
