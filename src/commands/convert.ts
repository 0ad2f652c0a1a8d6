/** `interphase convert`: the data of files, normalised, one file per dataset. */
import { closeSync, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { bdfTable } from '../../reports/bdf.ts';
import { writeFileAtomically } from '../engine/atomic-file.ts';
import { readDataFile } from '../engine/read.ts';
import { OutputError } from '../engine/results-folder.ts';
import { KINDS } from '../model/column-map.ts';
import type { Dataset } from '../model/dataset.ts';
import { datasetSuffixes, fileSlug, freeFileName } from '../model/file-name.ts';
import { plural } from '../model/format.ts';
import { severityOf } from '../model/issues.ts';
import {
  csvPieces,
  JSON_START,
  jsonPieces,
  type NormalizedTable,
  nativeName,
  nativeTable,
} from '../model/normalized.ts';
import { schemaColumns } from '../model/schema.ts';
import { oneLine } from '../model/text.ts';
import { printLine, Reporter, sayError } from './console.ts';
import { EXIT } from './exit-codes.ts';
import { requireFormat, UsageError } from './usage-error.ts';

export interface ConvertOptions {
  readonly out: string;
  readonly to: 'csv' | 'json' | 'parquet';
  readonly schema: 'native' | 'bdf';
  readonly format?: string;
}

interface Export {
  readonly table: NormalizedTable;
  readonly leftOut: readonly string[];
}

/** Returns the exit code: 1 if any of the files could not be used. Throws UsageError and OutputError. */
export async function convert(files: readonly string[], options: ConvertOptions): Promise<number> {
  if (options.format !== undefined) requireFormat(options.format);
  const pieces = await writerOf(options.to);
  const reporter = new Reporter({ quiet: false, log: 'text' });
  const inputs = new Set(files.map(realPath));
  const taken = new Set<string>();
  let [hasDefect, isUnusable] = [false, false];
  for (const file of files) {
    const { dir, base } = path.parse(path.resolve(file));
    const read = await readDataFile(dir, base, {
      named: true,
      ...(options.format === undefined ? {} : { format: options.format }),
    });
    const issues = read.issues.map((found) => ({ ...found, path: file, severity: severityOf(found.code, {}) }));
    reporter.issues(issues);
    hasDefect ||= issues.some(({ code }) => code === 'PROGRAM_DEFECT');
    const written = writeDatasets(file, read.datasets, { ...options, pieces, inputs, taken });
    isUnusable ||= written === 0 || issues.some(({ severity }) => severity === 'error');
  }
  if (hasDefect) return EXIT.defect;
  return isUnusable ? EXIT.unusable : EXIT.ok;
}

type Pieces = (table: NormalizedTable) => Iterable<string | Uint8Array>;

interface Writing extends ConvertOptions {
  readonly pieces: Pieces;
  readonly inputs: ReadonlySet<string>;
  readonly taken: Set<string>;
}

/** Parquet is loaded only where it is written. */
async function writerOf(form: ConvertOptions['to']): Promise<Pieces> {
  if (form === 'parquet') return (await import('../../reports/parquet.ts')).parquetPieces;
  return form === 'json' ? jsonPieces : csvPieces;
}

/** Returns how many were written. */
function writeDatasets(
  file: string,
  datasets: readonly Dataset[],
  { pieces, inputs, taken, ...options }: Writing,
): number {
  const ending = `${options.schema === 'bdf' ? '.bdf' : ''}.${options.to}`;
  const base = freeFileName(fileSlug(path.basename(file)).replace(/(?<=.)\.bdf$/i, ''), taken);
  const suffixes = datasetSuffixes(datasets.map(({ kind }) => kind));
  let written = 0;
  for (const [i, dataset] of datasets.entries()) {
    const shown = oneLine(file);
    const content = exportOf(dataset, options.schema);
    if (content === undefined) {
      sayError(`${shown}: ${dataset.kind} data cannot be written as BDF, which has cycling data only`, 'text');
      continue;
    }
    const target = path.resolve(options.out, `${base}${suffixes[i]}${ending}`);
    refuseForeign(target, inputs);
    writeFileAtomically(target, pieces(content.table));
    written += 1;
    const place = path.relative(process.cwd(), target);
    printLine(oneLine(`${shown}: ${dataset.kind}, ${plural(dataset.length, 'row')} → ${place}`));
    if (content.leftOut.length > 0) printLine(oneLine(`  not in BDF: ${content.leftOut.join(', ')}`));
  }
  return written;
}

function exportOf(dataset: Dataset, schema: ConvertOptions['schema']): Export | undefined {
  return schema === 'bdf' ? bdfTable(dataset) : { table: nativeTable(dataset), leftOut: [] };
}

function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return path.resolve(file);
  }
}

/** Throws UsageError where an input would be replaced, OutputError where a file of somebody else would be. */
function refuseForeign(target: string, inputs: ReadonlySet<string>): void {
  if (inputs.has(realPath(target))) {
    throw new UsageError(`${target} is an input and is not replaced: choose another folder with --out`);
  }
  const head = textAt(target, 'start');
  if (head === undefined || head.startsWith(JSON_START)) return;
  if (head.startsWith('PAR1') && textAt(target, 'end')?.includes('interphase')) return;
  const first = /^"?([^",\n]*)/.exec(head)?.[1] ?? '';
  if (OWN_HEADERS.has(first)) return;
  throw new OutputError(`${target} is there and was not written by interphase: choose another folder with --out`);
}

/** What a file that this command wrote begins with. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'Test Time / s',
  ...KINDS.flatMap((kind) => schemaColumns(kind).map(([name, { unit }]) => nativeName(name, unit))),
]);

const SEEN_BYTES = 200;

/** The first or last bytes as text; undefined where there is no such file. */
function textAt(file: string, end: 'start' | 'end'): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return undefined;
  }
  try {
    const from = end === 'start' ? 0 : Math.max(0, fstatSync(descriptor).size - SEEN_BYTES);
    const bytes = Buffer.alloc(SEEN_BYTES);
    return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, SEEN_BYTES, from));
  } catch {
    return '';
  } finally {
    closeSync(descriptor);
  }
}
