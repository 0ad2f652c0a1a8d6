/** One file: read, claimed by exactly one parser, parsed, checked. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PARSERS } from '../../parsers/index.ts';
import { checkDataset } from '../model/conformance.ts';
import type { Dataset, Parser } from '../model/dataset.ts';
import { type Issue, type IssueCode, issue } from '../model/issues.ts';
import { type RawFile, SourceError } from '../model/source.ts';
import { describeContent } from './describe.ts';

export interface ReadResult {
  readonly path: string;
  /** '' where the file could not be read at all. */
  readonly sha256: string;
  /** Id of the parser, '' where none claims the file. */
  readonly parser: string;
  readonly datasets: readonly Dataset[];
  readonly issues: readonly Issue[];
}

export interface ReadOptions {
  /** Parser to use whatever the content says. */
  readonly format?: string;
  /** The study file, or the user on the command line, asks for this very file. */
  readonly named: boolean;
}

/** Never throws for what the file holds: that becomes an issue. */
export async function readDataFile(root: string, relative: string, options: ReadOptions): Promise<ReadResult> {
  const failed = (code: IssueCode, message: string, place = ''): ReadResult => {
    return { path: relative, sha256: '', parser: '', datasets: [], issues: [issue(code, message, relative, place)] };
  };
  let file: RawFile;
  try {
    const bytes = await readFile(path.join(root, relative));
    file = { path: relative, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
  } catch (error) {
    return failed('FILE_UNUSABLE', `cannot be read: ${error instanceof Error ? systemReason(error) : String(error)}`);
  }
  try {
    return await parseFile(file, options);
  } catch (error) {
    const known = { sha256: file.sha256 };
    if (error instanceof SourceError) {
      const message = error.remedy === '' ? error.detail : `${error.detail} (${error.remedy})`;
      return { ...failed('FILE_UNUSABLE', message, error.place), ...known };
    }
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { ...failed('PROGRAM_DEFECT', withoutPaths(message)), ...known };
  }
}

async function parseFile(file: RawFile, { format, named }: ReadOptions): Promise<ReadResult> {
  const empty = { path: file.path, sha256: file.sha256, parser: '', datasets: [] };
  const claimants = format === undefined ? await claimingParsers(file) : PARSERS.filter(({ id }) => id === format);
  const [parser] = claimants;
  if (parser === undefined) {
    const code = named ? 'FILE_UNKNOWN_NAMED' : 'FILE_UNKNOWN';
    return { ...empty, issues: [issue(code, `not recognised: ${await describeContent(file)}`, file.path)] };
  }
  if (claimants.length > 1) {
    const ids = claimants.map(({ id }) => id).join(', ');
    return { ...empty, issues: [issue('FILE_AMBIGUOUS', `claimed by ${ids}`, file.path)] };
  }
  const { datasets, issues } = await parser.parse(file);
  return { ...empty, parser: parser.id, datasets, issues: [...issues, ...datasets.flatMap(checkDataset)] };
}

/** A parser that cannot even look at a damaged container does not claim it; the container's error is reported. */
async function claimingParsers(file: RawFile): Promise<Parser[]> {
  const claimants: Parser[] = [];
  for (const parser of PARSERS) if (await parser.claims(file)) claimants.push(parser);
  return claimants;
}

/** Node's message without the absolute path it ends in. */
function systemReason(error: Error): string {
  return error.message.replace(/,? (open|read|stat|scandir) '.*'$/, '').replace(/, read$/, '');
}

/** Stack traces name files of this machine; only what lies below the package is kept. */
function withoutPaths(stack: string): string {
  return stack
    .split('\n')
    .slice(0, 4)
    .map((line) => line.trim().replace(/\(?(file:\/\/)?[^\s(]*[/\\](src|parsers|dist)[/\\]/g, '($2/'))
    .join(' | ');
}
