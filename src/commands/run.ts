/** `interphase run`: study → results folder. */
import { randomUUID } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { writeCsv } from '../../reports/csv.ts';
import { writeMarkdown } from '../../reports/markdown.ts';
import { PROVENANCE_FILE, TOOL_NAME, writeProvenance } from '../../reports/provenance.ts';
import { removeIfThere } from '../engine/atomic-file.ts';
import { type Execution, execute, gradeIssues } from '../engine/execute.ts';
import { stageIds } from '../engine/registry.ts';
import { type WrittenFile, writeResultsFolder } from '../engine/results-folder.ts';
import { nodeMajor, toolVersion } from '../engine/version.ts';
import { plural } from '../model/format.ts';
import { countInputs, type GradedIssue, type RunResults } from '../model/results.ts';
import type { Study } from '../study/study.ts';
import { Reporter } from './console.ts';
import { drawFigures } from './draw-figures.ts';
import { EXIT } from './exit-codes.ts';
import { findStudy } from './find-study.ts';
import { requireFormat, UsageError } from './usage-error.ts';

export interface RunOptions {
  readonly out?: string;
  readonly jobs?: number;
  readonly only?: readonly string[];
  readonly format?: string;
  readonly strict: boolean;
  readonly png: boolean;
  readonly normalized?: boolean;
  readonly quiet: boolean;
  readonly log: 'text' | 'json';
}

/** Returns the exit code. Throws UsageError, StudyError and OutputError for the command line to report. */
export async function run(paths: readonly string[], options: RunOptions): Promise<number> {
  checkNames(options);
  const reporter = new Reporter(options);
  const { study, output } = await findStudy(paths, options.out);
  if (options.normalized !== true) return runStudy(study, output, options, reporter, undefined);
  const place = await realpath(output).catch(() => output);
  const folder = path.join(path.dirname(place), `.${path.basename(place)}.normalized-${randomUUID().slice(0, 8)}`);
  const remove = () => removeIfThere(folder);
  process.once('exit', remove);
  try {
    return await runStudy(study, output, options, reporter, folder);
  } finally {
    process.removeListener('exit', remove);
    remove();
  }
}

/** `normalized`: where workers put the normalised data until the results take them over. */
async function runStudy(
  study: Study,
  output: string,
  options: RunOptions,
  reporter: Reporter,
  normalized: string | undefined,
): Promise<number> {
  const execution = await execute(study, {
    ...(normalized === undefined ? {} : { normalized }),
    jobs: options.jobs ?? os.availableParallelism(),
    ...(options.format === undefined ? {} : { format: options.format }),
    ...(options.only === undefined ? {} : { only: options.only }),
    onDone: (done, total, sample) => reporter.progress(done, total, sample),
  });
  if (execution.datasets === 0) {
    reporter.issues(execution.issues);
    if (hasDefect(execution.issues)) return EXIT.defect;
    reporter.error('no usable data: nothing was written. `interphase inspect FILE` tells what a file is');
    return EXIT.noData;
  }
  const found = collect(study, execution);
  const { files, captions, issues } = await drawFigures(found, study.figures, options.png);
  const results = { ...found, issues: [...found.issues, ...gradeIssues(issues, study.regrading)] };
  reporter.issues(results.issues);
  for (const [name, content] of writeCsv(results)) files.set(name, content);
  files.set('report.md', writeMarkdown(results, captions));
  const marker = {
    file: PROVENANCE_FILE,
    tool: TOOL_NAME,
    content: (outputs: readonly WrittenFile[]) => writeProvenance(results, outputs),
  };
  const ready = { folder: normalized ?? '', name: 'normalized', files: execution.normalized };
  await writeResultsFolder(output, files, marker, ready);
  const report = path.relative(process.cwd(), path.join(output, 'report.md'));
  reporter.summary(summaryLines(results, captions.length, report), { report, ...counts(results) });
  return exitCode(results, options.strict);
}

/** Throws UsageError for a stage or format that does not exist. */
function checkNames({ only, format }: RunOptions): void {
  const stage = only?.find((id) => !stageIds().includes(id));
  if (only?.length === 0) throw new UsageError(`--only names no stage; there are ${stageIds().join(', ')}`);
  if (stage !== undefined) throw new UsageError(`--only ${stage}: no such stage; there are ${stageIds().join(', ')}`);
  if (format !== undefined) requireFormat(format);
}

/** Without a study file, a file that gave no data is no sample. */
function collect(study: Study, execution: Execution): RunResults {
  const withData = new Set(execution.inputs.flatMap((input) => (input.datasets > 0 ? input.samples : [])));
  return {
    title: study.title,
    toolVersion: toolVersion(),
    nodeMajor: nodeMajor(),
    samples: study.path === '' ? study.samples.filter(({ id }) => withData.has(id)) : study.samples,
    baseline: study.baseline,
    timezone: study.timezone,
    tables: execution.tables,
    issues: execution.issues,
    inputs: execution.inputs,
    stageOptions: execution.stageOptions,
  };
}

function counts({ issues }: RunResults): Record<'error' | 'warning' | 'info', number> {
  const count = (severity: string) => issues.filter((found) => found.severity === severity).length;
  return { error: count('error'), warning: count('warning'), info: count('info') };
}

function summaryLines(results: RunResults, figures: number, report: string): string[] {
  const { read, leftOut } = countInputs(results.inputs);
  const { error, warning, info } = counts(results);
  return [
    `${plural(results.samples.length, 'sample')}, ${plural(read, 'file')} read${leftOut > 0 ? `, ${leftOut} left out` : ''}: ` +
      `${plural(results.tables.size, 'table')}, ${plural(figures, 'figure')}`,
    `${plural(error, 'error')}, ${plural(warning, 'warning')}, ${plural(info, 'note')}: see issues.csv`,
    `report: ${report}`,
  ];
}

function hasDefect(issues: readonly GradedIssue[]): boolean {
  return issues.some(({ code }) => code === 'PROGRAM_DEFECT');
}

function exitCode({ issues }: RunResults, strict: boolean): number {
  if (hasDefect(issues)) return EXIT.defect;
  const fails = issues.some(({ severity }) => severity === 'error' || (strict && severity === 'warning'));
  return fails ? EXIT.unusable : EXIT.ok;
}
