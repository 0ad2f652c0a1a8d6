/** All of one sample: its files read, its stages run. The unit of work of the pool; plain data in, plain data out. */
import { describeCell } from '../analysis/cell.ts';
import { STAGES } from '../analysis/index.ts';
import type { Dataset } from '../model/dataset.ts';
import { type Issue, issue } from '../model/issues.ts';
import type { InputFile } from '../model/results.ts';
import type { Sample } from '../model/sample.ts';
import type { Table } from '../model/table.ts';
import { NormalizedFolder, type NormalizedPlace } from './normalized-folder.ts';
import { readDataFile } from './read.ts';
import { OutputError, type WrittenFile } from './results-folder.ts';

export interface SampleJob {
  readonly root: string;
  readonly sample: Sample;
  readonly named: boolean;
  readonly format?: string;
  /** Stages to run, in the registry's order. */
  readonly stages: readonly string[];
  readonly stageOptions: Readonly<Record<string, unknown>>;
  /** Where the normalised data are written, if they are wanted. */
  readonly normalized?: NormalizedPlace;
}

export interface SampleResult {
  readonly tables: readonly Table[];
  readonly issues: readonly Issue[];
  readonly inputs: readonly InputFile[];
  readonly datasets: number;
  /** Files of normalised data that were written, by path relative to the folder of all samples. */
  readonly normalized: readonly WrittenFile[];
  /** Why the normalised data could not be written; nothing else of the sample is there then. */
  readonly unwritten?: string;
}

/** A full disk is no defect: it is handed back, as errors lose their class between threads. */
export async function runSampleJob(job: SampleJob): Promise<SampleResult> {
  try {
    return await readAndRun(job);
  } catch (error) {
    if (!(error instanceof OutputError)) throw error;
    return { tables: [], issues: [], inputs: [], datasets: 0, normalized: [], unwritten: error.message };
  }
}

async function readAndRun(job: SampleJob): Promise<SampleResult> {
  const { sample } = job;
  const datasets: Dataset[] = [];
  const issues: Issue[] = [];
  const inputs: InputFile[] = [];
  const normalized: WrittenFile[] = [];
  const folder = job.normalized === undefined ? undefined : new NormalizedFolder(job.normalized);
  const options = { named: job.named, ...(job.format === undefined ? {} : { format: job.format }) };
  for (const file of sample.files) {
    const read = await readDataFile(job.root, file.path, { ...options, labels: file.labels });
    datasets.push(...read.datasets);
    normalized.push(...(folder?.write(file.path, read.datasets) ?? []));
    issues.push(...read.issues.map((found) => ({ ...found, sample: sample.id })));
    const { path, sha256, parser } = read;
    inputs.push({ path, sha256, parser, samples: [sample.id], datasets: read.datasets.length });
  }
  issues.push(...duplicates(inputs, sample.id));
  if (datasets.length === 0) {
    const reason = job.named ? [issue('SAMPLE_WITHOUT_DATA', 'no file gave data', '', '', sample.id)] : [];
    return { tables: [], issues: [...issues, ...reason], inputs, datasets: 0, normalized };
  }
  const { tables, issues: found } = runStages(job, datasets);
  return { tables, issues: [...issues, ...found], inputs, datasets: datasets.length, normalized };
}

function runStages(job: SampleJob, datasets: readonly Dataset[]): { tables: Table[]; issues: Issue[] } {
  const { cell, tests, issues } = describeCell(job.sample, datasets);
  const tables = new Map<string, Table>();
  for (const stage of STAGES) {
    if (stage.scope !== 'sample' || !job.stages.includes(stage.id)) continue;
    const result = stage.run({ cell, datasets, tests, tables, options: job.stageOptions[stage.id] });
    for (const table of result.tables) tables.set(table.spec.name, table);
    issues.push(...result.issues);
  }
  return { tables: [...tables.values()], issues };
}

function duplicates(inputs: readonly InputFile[], sample: string): Issue[] {
  const seen = new Map<string, string>();
  return inputs.flatMap(({ path, sha256, datasets }) => {
    if (datasets === 0) return [];
    const first = seen.get(sha256);
    seen.set(sha256, first ?? path);
    if (first === undefined) return [];
    return [issue('FILE_DUPLICATE', `same content as ${first}`, path, '', sample)];
  });
}
