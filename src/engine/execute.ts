/** Study → results: the samples through the pool, then the stages that need them all. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { STAGES } from '../analysis/index.ts';
import { type Issue, issue, type Regrading, severityOf } from '../model/issues.ts';
import type { GradedIssue, InputFile } from '../model/results.ts';
import { concatTables, type Table } from '../model/table.ts';
import type { Study } from '../study/study.ts';
import { normalizedPlaces } from './normalized-folder.ts';
import { type JobOutcome, runJobs } from './pool.ts';
import { completeStageOptions } from './registry.ts';
import { OutputError, type WrittenFile } from './results-folder.ts';
import type { SampleJob } from './sample-job.ts';

export interface ExecuteOptions {
  readonly jobs: number;
  readonly format?: string;
  /** Stages whose tables are wanted; all where not given. Summary and groups are always made. */
  readonly only?: readonly string[];
  /** Absolute path of a folder for the normalised data, where they are wanted. */
  readonly normalized?: string;
  readonly onDone: (done: number, total: number, sample: string) => void;
}

export interface Execution {
  readonly tables: ReadonlyMap<string, Table>;
  readonly issues: readonly GradedIssue[];
  readonly inputs: readonly InputFile[];
  /** Datasets read in all. */
  readonly datasets: number;
  readonly stageOptions: Readonly<Record<string, unknown>>;
  /** Files written into the folder for normalised data, by path relative to it. */
  readonly normalized: readonly WrittenFile[];
}

const ALWAYS_MADE = ['summary', 'groups'];

/** Starting threads costs more than it saves below this many bytes of input. */
const POOL_BYTES = 4_000_000;

export async function execute(study: Study, options: ExecuteOptions): Promise<Execution> {
  const ownInputs = await documentInputs(study);
  const stageOptions = completeStageOptions(study.stages);
  const stages = stagesToRun(options.only);
  const jobs = planJobs(study, stages, stageOptions, options);
  const threads = (await inputBytes(study)) < POOL_BYTES ? 1 : options.jobs;
  let done = 0;
  const outcomes = await runJobs(jobs, threads, ({ sample }) => {
    done += 1;
    options.onDone(done, jobs.length, sample.id);
  });
  const issues: Issue[] = [...study.issues, ...outcomes.flatMap((outcome, i) => outcomeIssues(outcome, jobs[i]))];
  const results = outcomes.flatMap((outcome) => ('result' in outcome ? [outcome.result] : []));
  const unwritten = results.find((result) => result.unwritten !== undefined)?.unwritten;
  if (unwritten !== undefined) throw new OutputError(unwritten);
  const tables = joinTables(results.flatMap((result) => result.tables));
  issues.push(...runStudyStages(study, stages, stageOptions, tables));
  dropUnwanted(tables, options.only);
  return {
    tables,
    issues: gradeIssues(issues, study.regrading),
    inputs: [...ownInputs, ...results.flatMap((result) => result.inputs)].toSorted(byPath),
    datasets: results.reduce((sum, result) => sum + result.datasets, 0),
    stageOptions,
    normalized: results.flatMap((result) => result.normalized),
  };
}

function byPath(a: InputFile, b: InputFile): number {
  return a.path === b.path ? 0 : a.path < b.path ? -1 : 1;
}

/** Study file and table of samples stand among the inputs: the results follow from them as much as from the data. */
async function documentInputs({ root, documents }: Study): Promise<InputFile[]> {
  return Promise.all(
    documents.map(async (name) => {
      const bytes = await readFile(path.join(root, name));
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return { path: name, sha256, parser: '', samples: [], datasets: 0 };
    }),
  );
}

type StageOptions = Readonly<Record<string, unknown>>;

/** A stage builds on tables of those before it in the registry, so these run as well. */
function stagesToRun(only: readonly string[] | undefined): string[] {
  const last = only === undefined ? STAGES.length : STAGES.findLastIndex(({ id }) => only.includes(id));
  return STAGES.filter(({ id }, i) => i <= last || ALWAYS_MADE.includes(id)).map(({ id }) => id);
}

function planJobs(
  study: Study,
  stages: readonly string[],
  stageOptions: StageOptions,
  { format, normalized }: Pick<ExecuteOptions, 'format' | 'normalized'>,
): SampleJob[] {
  const places =
    normalized === undefined
      ? []
      : normalizedPlaces(
          normalized,
          study.samples.map(({ id }) => id),
        );
  return study.samples.map((sample, i) => ({
    root: study.root,
    sample,
    named: study.named.size > 0,
    ...(format === undefined ? {} : { format }),
    ...(places[i] === undefined ? {} : { normalized: places[i] }),
    stages,
    stageOptions,
  }));
}

async function inputBytes(study: Study): Promise<number> {
  const files = study.samples.flatMap(({ files }) => files);
  const sizes = await Promise.all(
    files.map((file) =>
      stat(path.join(study.root, file.path)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function outcomeIssues(outcome: JobOutcome, job: SampleJob | undefined): readonly Issue[] {
  if ('result' in outcome) return outcome.result.issues;
  return [issue('PROGRAM_DEFECT', outcome.defect, '', '', job?.sample.id)];
}

/** Tables of one name joined in the order of the samples; the names in the order of the registry. */
function joinTables(tables: readonly Table[]): Map<string, Table> {
  const joined = new Map<string, Table>();
  for (const { name } of STAGES.flatMap((stage) => stage.tables)) {
    const [first, ...rest] = tables.filter((table) => table.spec.name === name);
    if (first !== undefined) joined.set(name, concatTables([first, ...rest]));
  }
  return joined;
}

function dropUnwanted(tables: Map<string, Table>, only: readonly string[] | undefined): void {
  for (const { id, tables: made } of STAGES) {
    if (only === undefined || only.includes(id) || ALWAYS_MADE.includes(id)) continue;
    for (const { name } of made) tables.delete(name);
  }
}

function runStudyStages(
  study: Study,
  stages: readonly string[],
  stageOptions: StageOptions,
  tables: Map<string, Table>,
): Issue[] {
  const issues: Issue[] = [];
  for (const stage of STAGES) {
    if (stage.scope !== 'study' || !stages.includes(stage.id)) continue;
    const result = stage.run({
      samples: study.samples,
      baseline: study.baseline,
      tables,
      options: stageOptions[stage.id],
    });
    for (const table of result.tables) tables.set(table.spec.name, table);
    issues.push(...result.issues);
  }
  return issues;
}

/** With their severities as the study regrades them; the ignored ones go. */
export function gradeIssues(issues: readonly Issue[], regrading: Regrading): GradedIssue[] {
  return issues
    .map((found) => ({ ...found, severity: severityOf(found.code, regrading) }))
    .filter(({ severity }) => severity !== 'ignore');
}
