/** One file: read, claimed by exactly one parser, parsed, checked. */
import path from 'node:path';
import { PARSERS } from '../../parsers/index.ts';
import { checkDataset } from '../model/conformance.ts';
import type { Dataset, Parser } from '../model/dataset.ts';
import { type Issue, issue } from '../model/issues.ts';
import { type FileLabels, type RawFile, SourceError } from '../model/source.ts';
import { defectMessage } from './defect.ts';
import { describeContent } from './describe.ts';
import { openRawFile } from './raw-file.ts';

export interface ReadResult {
  readonly path: string;
  /** '' where the file could not be read at all. */
  readonly sha256: string;
  /** Id of the parser that claims the file, '' where none does; it may have failed. */
  readonly parser: string;
  readonly datasets: readonly Dataset[];
  readonly issues: readonly Issue[];
}

export interface ReadOptions {
  /** Parser to use whatever the content says. */
  readonly format?: string;
  /** The study file, or the user on the command line, asks for this very file. */
  readonly named: boolean;
  /** What the study file says about the file. */
  readonly labels?: FileLabels;
}

/** Never throws for what the file holds: that becomes an issue. */
export async function readDataFile(root: string, relative: string, options: ReadOptions): Promise<ReadResult> {
  let file: RawFile;
  try {
    file = openRawFile(path.join(root, relative), relative, options.labels ?? {});
  } catch (error) {
    const reason = error instanceof Error ? systemReason(error) : String(error);
    const issues = [issue('FILE_UNUSABLE', `cannot be read: ${reason}`, relative)];
    return { path: relative, sha256: '', parser: '', datasets: [], issues };
  }
  const empty = { path: relative, sha256: file.sha256, parser: '', datasets: [] };
  let parser = '';
  try {
    const claim = await claimFile(file, options);
    if ('refused' in claim) return { ...empty, issues: [claim.refused] };
    parser = claim.parser.id;
    const { datasets, issues } = await claim.parser.parse(file);
    return { ...empty, parser, datasets, issues: [...issues, ...datasets.flatMap(checkDataset)] };
  } catch (error) {
    return { ...empty, parser, issues: [failure(error, relative)] };
  }
}

function failure(error: unknown, relative: string): Issue {
  if (error instanceof SourceError) {
    const message = error.remedy === '' ? error.detail : `${error.detail} (${error.remedy})`;
    return issue('FILE_UNUSABLE', message, relative, error.place);
  }
  return issue('PROGRAM_DEFECT', defectMessage(error), relative);
}

/** The one parser that claims the file, or why none is to be used. */
async function claimFile(file: RawFile, options: ReadOptions): Promise<{ parser: Parser } | { refused: Issue }> {
  const { format, named } = options;
  const claimants = format === undefined ? await claimingParsers(file) : PARSERS.filter(({ id }) => id === format);
  const certain = claimants.filter(({ id, onRequest }) => onRequest === undefined || id === format);
  const [parser] = certain;
  if (parser === undefined) {
    const code = named ? 'FILE_UNKNOWN_NAMED' : 'FILE_UNKNOWN';
    const [guess] = claimants;
    const hint = guess === undefined ? '' : `; it looks like ${guess.description}: read it with --format ${guess.id}`;
    return { refused: issue(code, `not recognised: ${await describeContent(file)}${hint}`, file.path) };
  }
  if (certain.length > 1) {
    const ids = certain.map(({ id }) => id).join(', ');
    return { refused: issue('FILE_AMBIGUOUS', `claimed by ${ids}`, file.path) };
  }
  return { parser };
}

/** A parser that cannot even look at a damaged container does not claim it; the container's error is reported. */
async function claimingParsers(file: RawFile): Promise<Parser[]> {
  const claimants: Parser[] = [];
  for (const parser of PARSERS) if (await parser.claims(file)) claimants.push(parser);
  const mapped = claimants.filter((parser) => parser.mapped && isMapped(file));
  return mapped.length > 0 ? mapped : claimants;
}

/** Whether the study file names the columns of a file. */
function isMapped({ labels }: RawFile): boolean {
  return Object.keys(labels).some((name) => name.startsWith('columns.'));
}

/** Node's message without the absolute path it ends in. */
function systemReason(error: Error): string {
  return error.message.replace(/,? (open|read|stat|scandir) '.*'$/, '').replace(/, read$/, '');
}
