/** `interphase inspect`: what a file is, and what became of every column. */
import path from 'node:path';
import { parserInfo } from '../engine/formats.ts';
import { type ReadResult, readDataFile } from '../engine/read.ts';
import type { ColumnFate, Dataset } from '../model/dataset.ts';
import { severityOf } from '../model/issues.ts';
import type { GradedIssue } from '../model/results.ts';
import { oneLine } from '../model/text.ts';
import { issueLine, printLine } from './console.ts';
import { EXIT } from './exit-codes.ts';
import { requireFormat } from './usage-error.ts';

export interface InspectOptions {
  readonly json: boolean;
  readonly format?: string;
}

/** Returns the exit code: 1 if any of the files could not be used. */
export async function inspect(files: readonly string[], options: InspectOptions): Promise<number> {
  if (options.format !== undefined) requireFormat(options.format);
  const reports: FileReport[] = [];
  for (const file of files) {
    const readOptions = { named: true, ...(options.format === undefined ? {} : { format: options.format }) };
    const { dir, base } = path.parse(path.resolve(file));
    const report = describe(file, await readDataFile(dir, base, readOptions));
    if (!options.json) printReport(report);
    reports.push(report);
  }
  if (options.json) printLine(JSON.stringify(reports, null, 2));
  const issues = reports.flatMap((report) => report.issues);
  if (issues.some(({ code }) => code === 'PROGRAM_DEFECT')) return EXIT.defect;
  const unusable = reports.some(({ datasets, issues: found }) => {
    return datasets.length === 0 || found.some(({ severity }) => severity === 'error');
  });
  return unusable ? EXIT.unusable : EXIT.ok;
}

interface DatasetReport {
  readonly kind: string;
  readonly rows: number;
  readonly started: string;
  readonly active_mass_mg: number | null;
  readonly meta: Readonly<Record<string, string>>;
  readonly columns: readonly ColumnFate[];
}

interface FileReport {
  readonly path: string;
  readonly format: string;
  readonly instrument: string;
  readonly datasets: readonly DatasetReport[];
  readonly issues: readonly GradedIssue[];
}

function describe(file: string, read: ReadResult): FileReport {
  return {
    path: file,
    format: read.parser,
    instrument: parserInfo().find(({ id }) => id === read.parser)?.instrument ?? '',
    datasets: read.datasets.map(describeDataset),
    issues: read.issues.map((found) => ({ ...found, path: file, severity: severityOf(found.code, {}) })),
  };
}

function describeDataset(dataset: Dataset): DatasetReport {
  return {
    kind: dataset.kind,
    rows: dataset.length,
    started: dataset.started,
    active_mass_mg: dataset.activeMass === undefined ? null : Number((dataset.activeMass * 1e3).toPrecision(6)),
    meta: dataset.meta,
    columns: dataset.fates,
  };
}

function printReport(report: FileReport): void {
  const { datasets, issues } = report;
  printLine(oneLine(report.path));
  printLine(`  ${report.format === '' ? 'no format recognised' : `${report.instrument} (${report.format})`}`);
  for (const { kind, rows, started, active_mass_mg, columns } of datasets) {
    const facts = [
      `${rows} rows`,
      ...(started === '' ? [] : [`started ${started} by the instrument's clock`]),
      ...(active_mass_mg === null ? [] : [`active mass in the file ${active_mass_mg} mg`]),
    ];
    printLine(`  ${kind}: ${facts.join(', ')}`);
    const width = Math.max(...columns.map(({ source }) => source.length), 6);
    for (const { source, name, unit, fate } of columns) {
      const target = name === '' || name === source ? '' : ` → ${name}${unit === '' ? '' : ` (${unit})`}`;
      printLine(oneLine(`    ${source.padEnd(width)}  ${fate}${target}`));
    }
  }
  for (const found of issues) printLine(`  ${issueLine({ ...found, path: '' })}`);
}
