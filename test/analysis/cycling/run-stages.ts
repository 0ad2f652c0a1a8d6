/** Runs the named stages of one sample as the engine does. */
import { describeCell } from '../../../src/analysis/cell.ts';
import { STAGES } from '../../../src/analysis/index.ts';
import type { Dataset } from '../../../src/model/dataset.ts';
import type { Issue } from '../../../src/model/issues.ts';
import type { Sample } from '../../../src/model/sample.ts';
import { numbers, type Table, texts } from '../../../src/model/table.ts';

export function sampleOf(facts: Partial<Sample> = {}): Sample {
  return { id: 'cell', group: 'cells', exclude: [], layers: [], files: [], ...facts };
}

export function runStages(
  datasets: readonly Dataset[],
  facts: Partial<Sample>,
  stages: readonly string[],
  options: Readonly<Record<string, unknown>> = {},
) {
  const { cell, tests, issues } = describeCell(sampleOf(facts), datasets);
  const found: Issue[] = [...issues];
  const tables = new Map<string, Table>();
  for (const stage of STAGES) {
    if (stage.scope !== 'sample' || !stages.includes(stage.id)) continue;
    const result = stage.run({ cell, datasets, tests, tables, options: options[stage.id] ?? {} });
    for (const table of result.tables) tables.set(table.spec.name, table);
    found.push(...result.issues);
  }
  const table = (name: string): Table => {
    const wanted = tables.get(name);
    if (wanted === undefined) throw new Error(`no table ${name}`);
    return wanted;
  };
  return {
    tables,
    issues: found,
    codes: found.map(({ code }) => code),
    column: (name: string, column: string) => [...numbers(table(name), column)],
    words: (name: string, column: string) => texts(table(name), column),
  };
}
