/** What the analysis of a cycling file costs against reading it: all stages of a sample, one process, warm. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { biologicBinary } from '../../parsers/biologic/index.ts';
import { land } from '../../parsers/land/index.ts';
import { landCcs } from '../../parsers/land-ccs/index.ts';
import { describeCell } from '../../src/analysis/cell.ts';
import { STAGES } from '../../src/analysis/index.ts';
import { completeStageOptions } from '../../src/engine/registry.ts';
import type { Dataset, Parser } from '../../src/model/dataset.ts';
import { memoryFile } from '../../src/model/source.ts';
import type { Table } from '../../src/model/table.ts';
import { galvanostaticFile } from './mpr.ts';

const shared = fileURLToPath(new URL('../../../shared/data/cyclers', import.meta.url));
/** The first run warms up and is not counted. */
const RUNS = 4;
/** Of `galvanostaticFile`, for a million records. */
const MILLION_RECORDS = 53;

interface Timed {
  readonly reading: number;
  /** Finding steps and cycles. */
  readonly cutting: number;
  /** By stage id, ms. */
  readonly stages: ReadonlyMap<string, number>;
}

async function timed(parser: Parser, name: string, bytes: Uint8Array): Promise<Timed & { records: number }> {
  const start = performance.now();
  const { datasets } = await parser.parse(memoryFile(name, bytes));
  const read = performance.now();
  const records = datasets.reduce((sum, { length }) => sum + length, 0);
  return { reading: read - start, records, ...analysed(datasets) };
}

function analysed(datasets: readonly Dataset[]): Omit<Timed, 'reading'> {
  const start = performance.now();
  const sample = { id: 'cell', group: 'cell', exclude: [], layers: [], files: [] };
  const { cell, tests } = describeCell(sample, datasets);
  const cutting = performance.now() - start;
  const options = completeStageOptions({});
  const tables = new Map<string, Table>();
  const stages = new Map<string, number>();
  for (const stage of STAGES) {
    if (stage.scope !== 'sample') continue;
    const before = performance.now();
    const result = stage.run({ cell, datasets, tests, tables, options: options[stage.id] });
    for (const table of result.tables) tables.set(table.spec.name, table);
    stages.set(stage.id, performance.now() - before);
  }
  return { cutting, stages };
}

/** A Markdown table; files of others are skipped where they are not there. */
export async function benchCycling(): Promise<string> {
  const files: [string, Parser, () => Uint8Array][] = [
    ['Biologic .mpr, generated', biologicBinary, () => galvanostaticFile(MILLION_RECORDS)],
  ];
  for (const [name, parser] of [
    ['land-xlsx/Land_Nb700test2.xlsx', land],
    ['land-ccs/AA.ccs', landCcs],
    ['biologic/other/jdb11-1_c3_gcpl_5cycles_2V-3p8V_C-24_data_C09.mpr', biologicBinary],
  ] as const) {
    const file = path.join(shared, name);
    if (existsSync(file)) files.push([path.basename(name), parser, () => new Uint8Array(readFileSync(file))]);
  }
  const rows: string[] = [];
  for (const [name, parser, bytesOf] of files) rows.push(await row(name, parser, bytesOf()));
  return [
    '### Analysis against reading (all stages of a sample, one warm process, best of three)',
    '',
    '| file | records | reading | steps and cycles | stages | analysis / reading | slowest stages |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

async function row(name: string, parser: Parser, bytes: Uint8Array): Promise<string> {
  const runs: (Timed & { records: number })[] = [];
  for (let run = 0; run < RUNS; run++) runs.push(await timed(parser, name, bytes));
  const least = (of: (run: Timed) => number) => Math.min(...runs.slice(1).map(of));
  const total = ({ stages }: Timed) => [...stages.values()].reduce((sum, ms) => sum + ms, 0);
  const [reading, cutting, staged] = [least((run) => run.reading), least((run) => run.cutting), least(total)];
  const slowest = [...(runs[0]?.stages.keys() ?? [])]
    .map((id) => [id, least(({ stages }) => stages.get(id) ?? 0)] as const)
    .sort((a, b) => b[1] - a[1])
    .slice(0, 3);
  const ratio = ((cutting + staged) / reading).toFixed(2);
  const milliseconds = [reading, cutting, staged].map((ms) => `${ms.toFixed(0)} ms`).join(' | ');
  const named = slowest.map(([id, ms]) => `${id} ${ms.toFixed(0)} ms`).join(', ');
  return `| ${name} | ${runs[0]?.records ?? 0} | ${milliseconds} | ${ratio} | ${named} |`;
}
